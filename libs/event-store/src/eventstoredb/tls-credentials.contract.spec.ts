import { copyFile, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { StoreUnavailable } from '../event-store.js';
import { collect, followUntil, idsOf, newEvent } from '../testing/events.js';
import { startStandIn, type StandIn } from '../testing/eventstoredb/index.js';
import {
  makeTestCertificate,
  type TestCertificate,
} from '../testing/eventstoredb/test-certificate.js';
import { EventStoreDbEventStore } from './eventstoredb-event-store.js';
import { TlsCredentials } from './tls-credentials.js';

/** How the library asks credentials for a connection. */
const CREATE = '_createSecureConnector';

let first: TestCertificate;
let second: TestCertificate;
beforeEach(async () => {
  [first, second] = [await makeTestCertificate(), await makeTestCertificate()];
});
afterEach(async () => {
  await first.remove();
  await second.remove();
});

describe('L-09 an authority that is replaced', () => {
  let standIn: StandIn;
  let store: EventStoreDbEventStore;
  beforeEach(async () => {
    standIn = await startStandIn({ certificate: first });
    store = new EventStoreDbEventStore({ url: standIn.url });
  });
  afterEach(async () => {
    await store.close();
    await standIn.stop();
  });

  it('is read from its file without a restart, by callers and by followers', async () => {
    const events = [newEvent(), newEvent()] as const;
    await store.append('s', [events[0]], 'no-stream');
    const followed = followUntil(store, null, (all) => all.length === 2);
    await standIn.present(second);
    // Nobody vouches for it yet.
    for (const _ of [1, 2])
      await expect(collect(store.readAll(null))).rejects.toThrow(StoreUnavailable);
    await copyFile(second.file, first.file);
    await appendUntilTaken(events[1]);
    expect(idsOf(await followed)).toEqual(idsOf(events));
  });

  it('is left as it was while its file is half written', async () => {
    await writeFile(first.file, '-----BEGIN CERTIFICATE-----\nMIIB');
    await standIn.present(first);
    const event = newEvent();
    await appendUntilTaken(event, 'no-stream');
    expect(idsOf(await collect(store.readAll(null)))).toEqual([event.id]);
  });

  const appendUntilTaken = async (
    event: ReturnType<typeof newEvent>,
    expected: bigint | 'no-stream' = 0n,
  ): Promise<void> => {
    for (let left = 50; ; left--)
      try {
        await store.append('s', [event], expected);
        return;
      } catch (error) {
        if (left === 0) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
  };
});

describe('L-11 a server that is named by its address', () => {
  it.each([
    ['127.0.0.1', false],
    ['localhost', 'localhost'],
  ])('%s is told no server name that is an address', async (host, told) => {
    const server = createServer({ key: first.key, cert: first.certificate, ALPNProtocols: ['h2'] });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const asked = once(server, 'secureConnection');
    const files = { ca: first.file, cert: undefined, key: undefined };
    const connector = new TlsCredentials(files)[CREATE](
      { scheme: 'dns', path: `${host}:${port}` },
      {},
    );
    const { secure, socket } = await connector.connect(connect(port, '127.0.0.1'));
    const [{ servername }] = (await asked) as [TLSSocket & { readonly servername: unknown }];
    expect([secure, servername]).toEqual([true, told]);
    socket.destroy();
    server.close();
  });

  it('is used by it, and what it shows must be good for it', async () => {
    const standIn = await startStandIn({ certificate: first });
    const event = newEvent();
    const store = new EventStoreDbEventStore({
      url: standIn.url.replace('localhost', '127.0.0.1'),
    });
    const other = new EventStoreDbEventStore({
      url: standIn.url.replace('localhost', '127.0.0.2'),
    });
    await store.append('s', [event], 'no-stream');
    expect(idsOf(await collect(store.readAll(null)))).toEqual([event.id]);
    await expect(collect(other.readAll(null))).rejects.toThrow(StoreUnavailable);
    await store.close();
    await other.close();
    await standIn.stop();
  });
});
