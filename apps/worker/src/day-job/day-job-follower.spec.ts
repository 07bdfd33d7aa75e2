import { allocatedLedger, asked, county, mu, province, World, ZHEJIANG } from '#domain/testing';
import { MemoryEventStore } from '#event-store/memory';
import { ledgerModel, ledgerStream, submissionOf } from '#ledger-stream';
import { ProcessMemory } from '../memory/follower-memory.js';
import {
  BESIDE,
  entriesOf,
  LEDGER,
  listeningLog,
  logOf,
  sequencerOn,
  STREAM,
  touchedBeside,
} from '../testing/ledger-log.js';
import { DaysAhead } from './days-ahead.js';
import { DayJobFollower } from './day-job-follower.js';
import { DayJob } from './day-job.js';
import { KnownLedgers } from './known-ledgers.js';

interface Running {
  readonly follower: DayJobFollower;
  /** Lets it run until the log holds an entry, then stops it. */
  until(entryId: string): Promise<void>;
}

const running = (store: MemoryEventStore, memory: ProcessMemory, now: () => Date): Running => {
  const sequencer = sequencerOn(store);
  const ledgers = new KnownLedgers();
  const log = listeningLog();
  const job = new DayJob({ sequencer, clock: now, log, ahead: new DaysAhead(undefined) });
  const follower = new DayJobFollower({ store, memory, job, ledgers, log, lookMs: 5, asideMs: 20 });
  return {
    follower,
    until: async (entryId) => {
      const stop = new AbortController();
      const ended = follower.run(stop.signal);
      for await (const { events } of store.follow(null, stop.signal))
        if (events.some(({ body }) => body.includes(`"entryId":"${entryId}"`))) stop.abort();
      await ended;
    },
  };
};

const idsOf = async (store: MemoryEventStore): Promise<string[]> => {
  // H-01: what a day brings to one ledger is brought to no other, whatever names they share.
  expect(await touchedBeside(store)).toEqual([]);
  return (await entriesOf(store)).map(({ data }) => data.entryId);
};

const wallLedger = (opensOn: string): World =>
  new World().post({
    kind: 'OpenLedger',
    data: {
      ...{ entryId: 'open', actor: province, effectiveOn: opensOn, opensOn },
      ...{ province: ZHEJIANG, clock: 'wall' },
    },
  });

describe('the day job', () => {
  it('lets a ledger on the wall clock catch up one day at a time, in Asia/Shanghai', async () => {
    const { store } = await logOf(wallLedger('2017-06-28'));
    // 16:00 UTC is midnight in Shanghai.
    let now = new Date('2017-06-30T15:59:59Z');
    const memory = new ProcessMemory();
    const { until } = running(store, memory, () => now);
    await until('day:2017-06-30');
    expect(await idsOf(store)).toEqual(['open', 'day:2017-06-29', 'day:2017-06-30']);

    now = new Date('2017-06-30T16:00:00Z');
    await running(store, memory, () => now).until('day:2017-07-01');
    expect(await idsOf(store)).toHaveLength(4);
  });

  it('H-02 sets a ledger aside whose entries cannot be read, and the others go on', async () => {
    const { store } = await logOf(wallLedger('2017-06-28'));
    const [opened] = wallLedger('2017-06-28').events;
    if (opened === undefined) throw new Error('no entry');
    const stamp = { recordedAt: '2030-01-01T00:00:00.000Z', commandDigest: 'd'.repeat(64) };
    for (const [n, ledger] of ['110000', '990000'].entries()) {
      const event = ledgerModel.encode(opened, stamp);
      const id = event.id.replace(/.$/, String(n + 1));
      await store.append(
        `ledger-${ledger}`,
        [{ ...event, id, body: '{"entryId":"broken"}' }],
        'no-stream',
      );
      await store.append(
        `ledger-${ledger}`,
        [{ ...event, id: event.id.replace(/.$/, String(n + 5)), type: 'DayAdvanced', body: '{}' }],
        0n,
      );
    }
    const now = (): Date => new Date('2017-06-30T12:00:00Z');
    await running(store, new ProcessMemory(), now).until('day:2017-06-30');
    expect(await idsOf(store)).toEqual(['open', 'day:2017-06-29', 'day:2017-06-30']);
  });

  it('sees midnight while it runs', async () => {
    const { store } = await logOf(wallLedger('2017-06-30'));
    let looks = 0;
    const now = (): Date => {
      looks += 1;
      return new Date(looks < 5 ? '2017-06-30T12:00:00Z' : '2017-06-30T16:00:00Z');
    };
    await running(store, new ProcessMemory(), now).until('day:2017-07-01');
    expect(await idsOf(store)).toEqual(['open', 'day:2017-07-01']);
  });

  it('follows the calendar for a ledger as soon as it is opened', async () => {
    const store = new MemoryEventStore();
    const stop = new AbortController();
    const sequencer = sequencerOn(store);
    const ledgers = new KnownLedgers();
    const clock = (): Date => new Date('2017-06-30T00:00:00Z');
    const job = new DayJob({
      sequencer,
      clock,
      log: listeningLog(),
      ahead: new DaysAhead(undefined),
    });
    const memory = new ProcessMemory();
    // It does not look again within the life of the test.
    const follower = new DayJobFollower({
      ...{ store, memory, job, ledgers, lookMs: 1_000_000 },
      log: listeningLog(),
    });
    const ended = follower.run(stop.signal);
    const opened = wallLedger('2017-06-28').events.map((event) =>
      ledgerModel.encode(event, {
        recordedAt: event.data.recordedAt,
        commandDigest: 'd'.repeat(64),
      }),
    );
    for await (const { events, live } of store.follow(null, stop.signal)) {
      if (live && events.length === 0) await store.append(STREAM, opened, 'no-stream');
      if (events.some(({ body }) => body.includes('"entryId":"day:2017-06-30"'))) stop.abort();
    }
    await ended;
    expect(await idsOf(store)).toEqual(['open', 'day:2017-06-29', 'day:2017-06-30']);
  });

  it('leaves the days of a driven ledger to its operator and brings what they bring', async () => {
    const world = allocatedLedger();
    world.post(
      asked(world, 'ReserveQuota', {
        ...{ entryId: 'r', actor: county('330402'), unit: '330402', project: 'p' },
        ...{ draws: [{ lot: 'a.1', quantity: mu(1) }], expiresOn: '2017-06-30' },
      }),
    );
    const { store, sequencer } = await logOf(world);
    const memory = new ProcessMemory();
    const run = running(store, memory, () => new Date('2030-01-01T00:00:00Z')).until(
      'expire:2017-07-01',
    );
    const date = '2017-07-01';
    await sequencer.submit(
      STREAM,
      submissionOf(LEDGER, {
        kind: 'AdvanceDay',
        data: {
          ...{ entryId: 'by-hand', effectiveOn: date, date },
          actor: { id: 'o', role: 'operator', unit: '330000' },
        },
      }),
    );
    await run;
    expect((await idsOf(store)).slice(world.events.length)).toEqual([
      'by-hand',
      'expire:2017-07-01',
    ]);
    expect(await memory.load('day-job')).toMatchObject({
      notes: [...BESIDE.map(ledgerStream), STREAM],
    });
  });

  it('starts again behind the events it is done with', async () => {
    const world = allocatedLedger().advanceTo('2017-07-10');
    const { store } = await logOf(world, 3);
    const memory = new ProcessMemory();
    const first = running(store, memory, () => new Date('2017-07-10T00:00:00Z'));
    await first.until('day:2017-07-10');
    const remembered = await memory.load('day-job');
    const followed: (string | null)[] = [];
    const watched = new Proxy(store, {
      get: (target, name) =>
        name === 'follow'
          ? (...args: Parameters<MemoryEventStore['follow']>) => {
              followed.push(args[0]);
              return target.follow(...args);
            }
          : (Reflect.get(target, name).bind?.(target) ?? Reflect.get(target, name)),
    });
    const stop = new AbortController();
    const again = running(watched, memory, () => new Date('2017-07-10T00:00:00Z'));
    const ended = again.follower.run(stop.signal);
    stop.abort();
    await ended;
    expect(followed).toEqual([remembered?.position]);
  });

  it('waits without a word while a ledger is suspended, across a restart, and catches up', async () => {
    const world = allocatedLedger();
    world.post(
      asked(world, 'ReserveQuota', {
        ...{ entryId: 'r', actor: county('330402'), unit: '330402', project: 'p' },
        ...{ draws: [{ lot: 'a.1', quantity: mu(1) }], expiresOn: '2017-06-30' },
      }),
    );
    world.advanceTo('2017-07-01');
    world.post(asked(world, 'SuspendPosting', { entryId: 'sus', reason: 'x' }));
    const { store, sequencer } = await logOf(world);
    const memory = new ProcessMemory();
    const log = listeningLog();
    const clock = (): Date => new Date('2017-07-01T00:00:00Z');
    const follow = (ledgers = new KnownLedgers()) =>
      new DayJobFollower({
        ...{ store, memory, ledgers, log, lookMs: 5 },
        job: new DayJob({ sequencer, clock, log, ahead: new DaysAhead(undefined) }),
      });

    const stop = new AbortController();
    const ended = follow().run(stop.signal);
    while ((await memory.load('day-job')) === undefined) await new Promise(setImmediate);
    stop.abort();
    await ended;
    expect(log.said).toEqual([]);
    expect(await idsOf(store)).toHaveLength(world.events.length);
    expect(await memory.load('day-job')).toMatchObject({
      notes: expect.arrayContaining([STREAM, `${STREAM}@2017-07-01`]),
    });

    const { until } = running(store, memory, clock);
    const caughtUp = until('expire:2017-07-01');
    await sequencer.submit(
      STREAM,
      submissionOf(LEDGER, asked(world, 'ResumePosting', { entryId: 'res', reason: 'x' })),
    );
    await caughtUp;
    expect((await idsOf(store)).slice(world.events.length)).toEqual(['res', 'expire:2017-07-01']);
  });

  it('advances no day of a suspended ledger', async () => {
    const world = wallLedger('2017-06-28');
    world.post(asked(world, 'SuspendPosting', { entryId: 'sus', reason: 'x' }));
    const { store, sequencer } = await logOf(world);
    const log = listeningLog();
    const clock = (): Date => new Date('2017-06-30T00:00:00Z');
    const job = new DayJob({ sequencer, clock, log, ahead: new DaysAhead(undefined) });
    await job.followCalendar(STREAM, new AbortController().signal);
    expect([await idsOf(store), log.said]).toEqual([['open', 'sus'], []]);

    const caughtUp = running(store, new ProcessMemory(), clock).until('day:2017-06-30');
    const resume = asked(world, 'ResumePosting', { entryId: 'res', reason: 'x' });
    await sequencer.submit(STREAM, submissionOf(LEDGER, resume));
    await caughtUp;
    expect(await idsOf(store)).toEqual(['open', 'sus', 'res', 'day:2017-06-29', 'day:2017-06-30']);
  });
});
