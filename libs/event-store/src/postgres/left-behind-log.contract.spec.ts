import { compareLogs, copyLog, LogsDiffer } from '../copy-log.js';
import { StoreUnavailable, type EventStore } from '../event-store.js';
import { EventStoreDbEventStore } from '../eventstoredb/index.js';
import { LogDigest } from '../log-digest.js';
import { collect, newEvents } from '../testing/events.js';
import { startStandIn, type StandIn } from '../testing/eventstoredb/index.js';
import { asAdmin, usePostgresServer } from '../testing/postgres-log.js';
import { claimHome, holdAppends, moveHome } from './home.js';
import { LeftBehindLog } from './left-behind-log.js';
import { PostgresEventStore } from './postgres-event-store.js';

const digestOf = async (store: EventStore): Promise<unknown> => {
  const digest = new LogDigest();
  for await (const event of store.readAll(null)) digest.add(event);
  return digest.streams;
};

describe('L-08 a log that moves between PostgreSQL and EventStoreDB', () => {
  let standIn: StandIn;
  let adminUrl: string;
  let here: PostgresEventStore;
  let there: EventStoreDbEventStore;
  const server = usePostgresServer();
  beforeEach(async () => {
    const urls = await server.newLog();
    ({ adminUrl } = urls);
    await asAdmin(adminUrl, (admin) => claimHome(admin, 'postgres'));
    here = new PostgresEventStore({ connectionString: urls.appUrl });
    // It takes less in one append than a round of the copy holds at first.
    standIn = await startStandIn({ appendBytesMax: 9_000 });
    there = new EventStoreDbEventStore({ url: standIn.url });
  });
  afterEach(async () => {
    await here.close();
    await there.close();
    await standIn.stop();
  });

  const post = async (store: EventStore, stream: string, count: number): Promise<void> => {
    const [head] = await collect(store.readStream(stream, 2n ** 62n, 'backwards', 1));
    await store.append(stream, newEvents(count), head?.revision ?? 'no-stream');
  };
  const moveBack = (onProgress: (events: number) => void = () => undefined): Promise<number> =>
    asAdmin(adminUrl, async (admin) => {
      await holdAppends(admin);
      const copied = await copyLog(there, new LeftBehindLog(admin, here), { onProgress });
      await compareLogs(there, here);
      await moveHome(admin, 'postgres');
      return copied;
    });
  const moveThere = async (): Promise<number> => {
    const copied = await copyLog(here, there);
    await compareLogs(here, there);
    await asAdmin(adminUrl, (admin) => moveHome(admin, 'eventstoredb'));
    return copied;
  };

  it('brings along what was posted and refused since, whichever way and however often', async () => {
    await post(here, 'ledger-330000', 90);
    await post(here, 'refusals-330000', 2);
    expect(await moveThere()).toBe(92);
    for (let round = 1; round <= 2; round++) {
      await post(there, 'ledger-330000', 2);
      await post(there, 'refusals-330000', 3);
      await post(there, 'ledger-320000', 1);
      // What was left behind takes nothing by its own door.
      await expect(post(here, 'ledger-330000', 1)).rejects.toThrow(StoreUnavailable);
      expect(await moveBack()).toBe(6);
      expect(await digestOf(here)).toEqual(await digestOf(there));
      await post(here, 'ledger-330000', 1);
      await post(here, 'refusals-330000', 1);
      expect(await moveThere()).toBe(2);
    }
    expect(await moveBack()).toBe(0);
    const log = await collect(here.readAll(null));
    expect(log.map(({ position }) => position)).toEqual(log.map((_, n) => String(n + 1)));
  });

  it('goes on where it was broken off', async () => {
    await post(here, 'ledger-330000', 3);
    await moveThere();
    for (let n = 0; n < 5; n++) {
      await post(there, 'ledger-330000', 1);
      await post(there, 'refusals-330000', 1);
    }
    const breaking = moveBack((events) => {
      if (events === 9) throw new Error('broken off');
    });
    await expect(breaking).rejects.toThrow('broken off');
    const kept = await collect(here.readAll(null));
    expect(kept.length).toBeGreaterThan(3);
    expect(await moveBack()).toBe(13 - kept.length);
    expect(await digestOf(here)).toEqual(await digestOf(there));
  });

  it('is not written over other events, and names the first of them', async () => {
    await post(here, 'ledger-330000', 2);
    await moveThere();
    await post(there, 'ledger-330000', 1);
    await asAdmin(adminUrl, async (admin) => {
      await moveHome(admin, 'postgres');
      await post(here, 'ledger-330000', 1);
      await moveHome(admin, 'eventstoredb');
    });
    const back = moveBack();
    await expect(back).rejects.toThrow(LogsDiffer);
    await expect(back).rejects.toThrow('ledger-330000@2');
    expect(await collect(here.readAll(null))).toHaveLength(3);
  });
});
