import {
  AppendTooLarge,
  RevisionConflict,
  StoreRefuses,
  StoreUnavailable,
} from '../event-store.js';
import { collect, followUntil, idsOf, newEvent, newEvents, newStream } from '../testing/events.js';
import {
  startStandIn,
  StandInCluster,
  type StandInLog,
  type StoredRecord,
  type StandIn,
  type StandInOptions,
} from '../testing/eventstoredb/index.js';
import { removeStreams } from '../testing/eventstoredb/log-under-test.js';
import {
  makeTestCertificate,
  type TestCertificate,
} from '../testing/eventstoredb/test-certificate.js';
import { EventStoreDbEventStore } from './eventstoredb-event-store.js';

const closing: (() => Promise<void>)[] = [];
const open = (options: { url: string; streamPrefix?: string }): EventStoreDbEventStore => {
  const store = new EventStoreDbEventStore(options);
  closing.push(() => store.close());
  return store;
};
const serve = async (options?: StandInOptions): Promise<StandIn> => {
  const standIn = await startStandIn(options);
  closing.push(() => standIn.stop());
  return standIn;
};
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const recordsOf = (log: StandInLog, stream: string): readonly StoredRecord[] => {
  const visible = log.visible(stream);
  if (visible === undefined || visible === 'deleted') throw new Error(`${stream} cannot be read`);
  return visible;
};

describe('what lies in the server', () => {
  it('is JSON to it, byte for byte', async () => {
    const { url, log } = await serve();
    const body = '{ "z" : 1.0 ,\t"a":"亩" }';
    await open({ url }).append('s', [newEvent({ body })], 'no-stream');
    const [stored] = recordsOf(log, 's');
    expect(stored).toMatchObject({ contentType: 'application/json' });
    expect(Buffer.from(stored?.data ?? []).toString()).toBe(body);
  });

  it('is kept apart by a prefix, and taken away by it', async () => {
    const { url, log } = await serve();
    const [ours, theirs] = ['ours-', 'theirs-'].map((streamPrefix) => open({ url, streamPrefix }));
    const [own, other] = [newEvents(2), newEvents(3)];
    await ours?.append('s', own, 'no-stream');
    await theirs?.append('s', other, 'no-stream');
    for (const [store, events] of [
      [ours, own],
      [theirs, other],
    ] as const) {
      if (!store) throw new Error('two stores were opened');
      const read = await collect(store.readAll(null));
      expect(idsOf(read)).toEqual(idsOf(events));
      expect(read[0]?.stream).toBe('s');
      expect(await followUntil(store, null, (_, { live }) => live)).toEqual(read);
    }
    await removeStreams(url, 'ours-');
    expect(log.visible('ours-s')).toBe('deleted');
    expect(log.visible('theirs-s')).toHaveLength(3);
  });

  it('is in one append for a round, whatever fits into it', async () => {
    const { url, log } = await serve();
    const store = open({ url });
    const { eventsMax } = store.limits;
    const type = 'T'.repeat(32);
    const body = JSON.stringify('x'.repeat(Math.floor(store.limits.bytesMax / eventsMax) - 10));
    const events = newEvents(eventsMax).map((event) => ({ ...event, type, body, metadata: '{}' }));
    await store.append('s', events, 'no-stream');
    const marks = new Set(
      recordsOf(log, 's').map(({ metadata }) => Buffer.from(metadata).toString().slice(0, 27)),
    );
    expect(marks.size).toBe(1);
  });
});

describe('what the server refuses', () => {
  it('is a conflict, also where the URL asks the client to say nothing of it', async () => {
    const { url } = await serve();
    const store = open({ url: `${url}&throwOnAppendFailure=false` });
    await store.append('s', newEvents(2), 'no-stream');
    await expect(store.append('s', [newEvent()], 'no-stream')).rejects.toThrow(RevisionConflict);
    await expect(store.append('s', [newEvent()], 5n)).rejects.toMatchObject({ actual: 1n });
  });

  it('is an append over the limit it was set to, and it tells the limit', async () => {
    const { url } = await serve({ appendBytesMax: 1_000 });
    const event = newEvent({ body: JSON.stringify('x'.repeat(2_000)) });
    const refused = open({ url }).append('s', [event], 'no-stream');
    await expect(refused).rejects.toThrow(AppendTooLarge);
    const room = { eventsMax: 1, bytesMax: 1_000 - 128 };
    await expect(refused).rejects.toMatchObject({ limits: room });
  });

  it('is a position that is none', async () => {
    const { url } = await serve();
    const store = open({ url });
    for (const text of ['5', 'x', ''])
      await expect(collect(store.readAll(text))).rejects.toThrow(RangeError);
  });
});

describe('a cluster', () => {
  let cluster: StandInCluster;
  beforeEach(async () => {
    cluster = await StandInCluster.start(3);
    closing.push(() => cluster.stop());
  });

  it('is written to and read at its leader, wherever that is', async () => {
    for (const leader of [2, 0, 1]) {
      cluster.elect(leader);
      const store = open({ url: cluster.url });
      const stream = newStream();
      const events = newEvents(2);
      await store.append(stream, events, 'no-stream');
      expect(idsOf(await collect(store.readStream(stream, 0n, 'forwards')))).toEqual(idsOf(events));
    }
  });

  it('goes on with its next leader, and nobody notices', async () => {
    const store = open({ url: cluster.url });
    const stream = newStream();
    await store.append(stream, [newEvent()], 'no-stream');
    cluster.elect(1);
    expect(await store.append(stream, [newEvent()], 0n)).toMatchObject({ revision: 1n });
    cluster.elect(2);
    expect(await collect(store.readStream(stream, 0n, 'forwards'))).toHaveLength(2);
  });

  it('keeps a follower when the node it follows is gone', async () => {
    const store = open({ url: cluster.url });
    const [first, last] = [newEvent(), newEvent()];
    const stream = newStream();
    await store.append(stream, [first], 'no-stream');
    const seen = await followUntil(open({ url: cluster.url }), null, (all, { live }) => {
      if (live && all.length === 1) {
        cluster.elect(1);
        cluster.nodes[0]?.interrupt();
        const writer = open({ url: cluster.url });
        void writer.append(stream, [last], 0n);
      }
      return all.length > 1;
    });
    expect(idsOf(seen)).toEqual(idsOf([first, last]));
  });
});

describe('a server behind TLS that asks who it is', () => {
  const credentials = { username: 'muledger', password: 'pass:wörd@' };
  let certificate: TestCertificate;
  let url: string;
  beforeAll(async () => {
    certificate = await makeTestCertificate();
  });
  afterAll(() => certificate.remove());
  beforeEach(async () => {
    ({ url } = await serve({ certificate, credentials }));
  });

  it('is used with the credentials and the authority of the URL', async () => {
    const event = newEvent();
    const store = open({ url });
    await store.append('s', [event], 'no-stream');
    expect(idsOf(await collect(store.readAll(null)))).toEqual([event.id]);
    expect(idsOf(await followUntil(store, null, (_, { live }) => live))).toEqual([event.id]);
  });

  it('turns away a wrong password', async () => {
    const store = open({ url: url.replace(/:[^:@/]+@/, ':wrong@') });
    const calls = [store.append('s', [newEvent()], 'no-stream'), collect(store.readAll(null))];
    for (const call of calls) await expect(call).rejects.toThrow(StoreRefuses);
  });

  it('is not spoken to when nobody vouches for it', async () => {
    const store = open({ url: url.replace(/\?.*/, '') });
    await expect(store.append('s', [newEvent()], 'no-stream')).rejects.toThrow(StoreUnavailable);
    await expect(collect(store.readAll(null))).rejects.toThrow(StoreUnavailable);
  });

  it('says which file of an authority is missing, and no secret', () => {
    const missing = `${url.replace(/\?.*/, '')}?tlsCAFile=/not/there.pem`;
    expect(() => open({ url: missing })).toThrow('certificate file');
    expect(() => open({ url: missing })).not.toThrow('pass');
  });
});
