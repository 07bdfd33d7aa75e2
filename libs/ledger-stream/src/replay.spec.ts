import type { RecordedEvent } from '#event-store';
import { ledgerModel } from './ledger-model.js';
import { BrokenLog, replay } from './replay.js';
import { everyKind, LedgerUnderTest } from './testing/index.js';

let events: readonly RecordedEvent[];

beforeAll(async () => {
  const ledger = new LedgerUnderTest();
  await ledger.post(everyKind());
  events = await ledger.recorded();
});

async function* log(these: Iterable<RecordedEvent> = events): AsyncGenerator<RecordedEvent> {
  yield* these;
}

/** The log with one entry written otherwise. */
const forged = (type: string, change: (body: string) => string): RecordedEvent[] =>
  events.map((event) => (event.type === type ? { ...event, body: change(event.body) } : event));

describe('a replay', () => {
  it('finds a sound ledger sound', async () => {
    const whole = await replay(log());
    expect(whole).toMatchObject({
      entries: events.length,
      revision: BigInt(events.length - 1),
      unbalanced: [],
      closesThatDiffer: [],
    });
    expect(whole.eventsPerSecond).toBeGreaterThan(0);
  });

  it('of nothing is empty', async () => {
    expect(await replay(log([]))).toMatchObject({ entries: 0, revision: undefined });
  });

  it('stops at a revision', async () => {
    const { revision, state } = await replay(log(), { toRevision: 8n });
    expect([revision, state.revision]).toEqual([8n, 8]);
  });

  it('stops at an instant, entries of that instant included', async () => {
    const instant = ledgerModel.decode(structuredClone(events[8] ?? fail())).data.recordedAt;
    expect(await replay(log(), { knownAt: instant })).toMatchObject({ revision: 8n });
  });

  it('stops before the ledger passes a day', async () => {
    const next = events.find(({ body }) => body.includes('"date":"2017-06-03"')) ?? fail();
    const { revision } = await replay(log(), { throughDay: '2017-06-02' });
    expect(revision).toBe(next.revision - 1n);
  });

  it('reads one stream of a log of many', async () => {
    const mixed = events.flatMap((event) => [{ ...event, stream: 'request-1' }, event]);
    const { entries } = await replay(log(mixed), { stream: 'ledger-330000' });
    expect(entries).toBe(events.length);
  });

  it('tells how far it is', async () => {
    const told: bigint[] = [];
    await replay(log(), { progressEvery: 10, onProgress: ({ revision }) => told.push(revision) });
    expect(told).toEqual([9n, 19n, 29n, 39n]);
  });

  it.each([
    ['a gap', () => events.filter(({ revision }) => revision !== 4n), 5n, 'revision 4 was due'],
    [
      'an overdraft',
      () => forged('QuotaReserved', (body) => body.replaceAll('"8000000"', '"800000000"')),
      11n,
      'breaks its bound',
    ],
    [
      'a posting on a lot that nobody opened',
      () => forged('QuotaLapsed', (body) => body.replaceAll('opening.1', 'opening.9')),
      24n,
      'never opened',
    ],
    ['what is no entry', () => forged('QuotaLapsed', () => '{}'), 24n, 'cannot be read'],
  ])('breaks off at %s', async (_, these, revision, message) => {
    const broken = replay(log(these()));
    await expect(broken).rejects.toThrow(BrokenLog);
    await expect(broken).rejects.toMatchObject({ stream: 'ledger-330000', revision });
    await expect(broken).rejects.toThrow(message);
  });

  it('finds a close that states other balances', async () => {
    const changed = forged('QuotaAllocated', (body) => body.replace('"2000000"', '"2000001"'));
    const close = events.find(({ type }) => type === 'PlanYearClosed')?.revision;
    expect(await replay(log(changed))).toMatchObject({ closesThatDiffer: [close] });
  });
});

function fail(): never {
  throw new Error('the log of the test has no such entry');
}
