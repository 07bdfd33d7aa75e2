import services from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { credentials } from '@grpc/grpc-js';
import { appendRequests, readStreamRequest } from '../../eventstoredb/requests.js';
import { newMark } from '../../eventstoredb/stored-metadata.js';
import { newEvents, newStream } from '../events.js';
import { startStandIn, type StandIn } from './stand-in.js';

let standIn: StandIn;
let client: StreamsClient;
beforeEach(async () => {
  standIn = await startStandIn();
  client = new services.StreamsClient(`127.0.0.1:${standIn.port}`, credentials.createInsecure());
});
afterEach(async () => {
  client.close();
  await standIn.stop();
});

/** Whatever was sent before on the same connection has arrived when this is answered. */
const answered = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const call = client.read(readStreamRequest(newStream(), 0n, 'forwards', 1));
    call.on('error', reject);
    call.on('end', () => resolve());
    call.resume();
  });

describe('an append whose request breaks off', () => {
  const begin = (stream: string) => {
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const call = client.append(() => end());
    const events = newEvents(3);
    const append = { stream, events, expected: 'no-stream', mark: newMark() } as const;
    for (const request of appendRequests(append).slice(0, -1)) call.write(request);
    return { call, ended };
  };

  it.each([
    ['the caller goes away', (call: { cancel(): void }) => call.cancel()],
    [
      'the connection is cut',
      () => {
        standIn.interrupt();
        standIn.restore();
      },
    ],
  ])('is not written by half when %s', async (_, breakOff) => {
    await answered();
    const stream = newStream();
    const { call, ended } = begin(stream);
    await answered();
    breakOff(call);
    await ended;
    await answered();
    expect(standIn.log.visible(stream)).toBeUndefined();
  });
});
