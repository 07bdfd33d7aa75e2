import { held, parseDay, type Bucket, type Day, type LedgerCommand, type PolicyRow } from '#domain';
import {
  allocatedLedger,
  asked,
  city,
  county,
  mu,
  openedLedger,
  policy,
  POLICY_ROWS,
  vector,
  type World,
} from '#domain/testing';
import type { MemoryEventStore } from '#event-store/memory';
import { submissionOf } from '#ledger-stream';
import { entriesOf, listeningLog, logOf, sequencerOn, STREAM } from '../testing/ledger-log.js';
import { DaysAhead } from './days-ahead.js';
import { DayJob, type LedgerSequencer } from './day-job.js';

const never = new AbortController().signal;

const nextDay = (date: string): LedgerCommand => ({
  kind: 'AdvanceDay',
  data: {
    ...{ entryId: `day:${date}`, effectiveOn: date, date },
    actor: { id: 'muledger', role: 'system', unit: 'u-330000' },
  },
});

const on = (date: string): Day => {
  const day = parseDay(date);
  if (day === undefined) throw new RangeError(date);
  return day;
};

const jobOn = (sequencer: LedgerSequencer, today = '2017-12-31T12:00:00Z') => {
  const log = listeningLog();
  return {
    job: new DayJob({
      ...{ sequencer, log },
      clock: () => new Date(today),
      ahead: new DaysAhead(undefined),
    }),
    log,
  };
};

const deadline = (then: 'reclaim' | 'lapse' | 'nothing'): readonly PolicyRow[] => [
  ...POLICY_ROWS.filter(({ key }) => key !== 'use-deadline'),
  { key: 'use-deadline', value: { monthDay: '12-10', then } },
];

const reserve = (world: World, entryId: string, amount: number, expiresOn: string) =>
  asked(world, 'ReserveQuota', {
    entryId,
    actor: county('330402'),
    unit: '330402',
    draws: [{ lot: 'a.1', quantity: mu(amount) }],
    project: entryId,
    expiresOn,
  });

/** Entries after those of the world, as kind and id. */
const followUps = async (store: MemoryEventStore, world: World): Promise<string[]> =>
  (await entriesOf(store, world.events.length)).map(
    ({ type, data }) => `${type} ${data.entryId} ${data.effectiveOn}`,
  );

const holding = (sequencer: LedgerSequencer, unit: string, lot: string, bucket: Bucket) =>
  sequencer.read(STREAM, ({ accounts }) => accounts.get(held(unit, lot, bucket))?.balances.at(-1));

describe('reservations that ended', () => {
  const reservedLedger = (): World => {
    const world = allocatedLedger();
    world.post(
      reserve(world, 'r1', 100, '2017-07-31'),
      reserve(world, 'r2', 200, '2017-07-31'),
      reserve(world, 'r3', 300, '2017-08-01'),
    );
    return world;
  };

  it('are released on the day after their last, together', async () => {
    const world = reservedLedger().advanceTo('2017-08-01');
    const { store, sequencer } = await logOf(world);
    await jobOn(sequencer).job.bringForth(STREAM, on('2017-08-01'), never);

    expect(await followUps(store, world)).toEqual([
      'ReservationsExpired expire:2017-08-01 2017-08-01',
    ]);
    const [expired] = await entriesOf(store, world.events.length);
    expect(expired?.data).toMatchObject({
      reservations: ['r1', 'r2'],
      actor: { id: 'muledger', role: 'system', unitId: 'u-330000' },
    });
    expect(await holding(sequencer, 'u-330402', 'a.1', 'available')).toEqual(vector(mu(700)));
  });

  it('are still there on their last day', async () => {
    const world = reservedLedger().advanceTo('2017-07-31');
    const { store, sequencer } = await logOf(world);
    await jobOn(sequencer).job.bringForth(STREAM, on('2017-07-31'), never);
    expect(await followUps(store, world)).toEqual([]);
  });

  it('are each released as of their own day when the job comes late', async () => {
    const world = reservedLedger().advanceTo('2017-08-15');
    const { store, sequencer } = await logOf(world);
    await jobOn(sequencer).job.bringForth(STREAM, on('2017-08-15'), never);
    expect(await followUps(store, world)).toEqual([
      'ReservationsExpired expire:2017-08-01 2017-08-01',
      'ReservationsExpired expire:2017-08-02 2017-08-02',
    ]);
  });

  it('are released on the first open day when the books were closed meanwhile', async () => {
    const world = reservedLedger().advanceTo('2017-08-15');
    world.post(asked(world, 'CloseBooks', { entryId: 'c', through: '2017-08-10' }));
    const { store, sequencer } = await logOf(world);
    await jobOn(sequencer).job.bringForth(STREAM, on('2017-08-15'), never);
    expect(await followUps(store, world)).toEqual([
      'ReservationsExpired expire:2017-08-11 2017-08-11',
      'ReservationsExpired expire:2017-08-11:2 2017-08-11',
    ]);
  });

  it('are released once, however often and by whomever the job is run', async () => {
    const world = reservedLedger().advanceTo('2017-08-02');
    const { store, sequencer } = await logOf(world);
    const other = sequencerOn(store);
    await Promise.all([
      jobOn(sequencer).job.bringForth(STREAM, on('2017-08-02'), never),
      jobOn(other).job.bringForth(STREAM, on('2017-08-02'), never),
    ]);
    await jobOn(sequencerOn(store)).job.bringForth(STREAM, on('2017-08-02'), never);
    expect(await followUps(store, world)).toEqual([
      'ReservationsExpired expire:2017-08-01 2017-08-01',
      'ReservationsExpired expire:2017-08-02 2017-08-02',
    ]);
  });
});

describe('the use deadline', () => {
  const world = (then: 'reclaim' | 'lapse' | 'nothing', day: string): World => {
    const ledger = openedLedger({ rows: deadline(then) });
    ledger.post(
      asked(ledger, 'IssueQuota', {
        entryId: 'i',
        indicator: 'annual',
        planYear: 2017,
        planKind: 'pool',
        quantity: mu(100_000),
        effectiveOn: '2017-03-20',
      }),
      asked(ledger, 'AllocateQuota', {
        entryId: 'a',
        fromUnit: '330000',
        lot: 'i.1',
        to: [
          { unit: '330400', quantity: mu(1_000) },
          { unit: '331021', quantity: mu(50) },
        ],
        effectiveOn: '2017-04-01',
      }),
      asked(ledger, 'AllocateQuota', {
        entryId: 'b',
        actor: city('330400'),
        fromUnit: '330400',
        lot: 'a.1',
        to: [{ unit: '330402', quantity: mu(600) }],
        effectiveOn: '2017-05-01',
      }),
    );
    return ledger.advanceTo(day);
  };

  it('leaves unused quota usable on its day and takes it back the day after (T-22)', async () => {
    const ledger = world('reclaim', '2017-12-11');
    const { store, sequencer } = await logOf(ledger);
    const { job, log } = jobOn(sequencer);
    await job.bringForth(STREAM, on('2017-12-10'), never);
    expect(await followUps(store, ledger)).toEqual([]);

    await job.bringForth(STREAM, on('2017-12-11'), never);
    // The county to its city, then the city with what came back, then all of it is the province's.
    expect(await followUps(store, ledger)).toEqual([
      'QuotaReclaimed reclaim:2017-12-11:u-330402:u-330400 2017-12-11',
      'QuotaReclaimed reclaim:2017-12-11:u-331021 2017-12-11',
      'QuotaReclaimed reclaim:2017-12-11:u-330400 2017-12-11',
    ]);
    expect(await holding(sequencer, 'u-330000', 'i.1', 'available')).toEqual(vector(mu(100_000)));
    expect(log.said).toEqual([]);
  });

  it('lets it lapse where policy says so, with the province', async () => {
    const ledger = world('lapse', '2017-12-11');
    const { store, sequencer } = await logOf(ledger);
    await jobOn(sequencer).job.bringForth(STREAM, on('2017-12-11'), never);
    expect(await followUps(store, ledger)).toEqual([
      'QuotaLapsed lapse:2017-12-11:u-330402 2017-12-11',
      'QuotaLapsed lapse:2017-12-11:u-331021 2017-12-11',
      'QuotaLapsed lapse:2017-12-11:u-330400 2017-12-11',
      'QuotaLapsed lapse:2017-12-11:u-330000 2017-12-11',
    ]);
  });

  it('does nothing where policy says nothing, or says it only from a later day on', async () => {
    const ledger = world('nothing', '2017-12-12');
    ledger.post(policy(ledger, deadline('reclaim'), 'from-the-12th'));
    const { store, sequencer } = await logOf(ledger);
    await jobOn(sequencer).job.bringForth(STREAM, on('2017-12-11'), never);
    expect(await followUps(store, ledger)).toEqual([]);
  });

  it('leaves what is reserved, and what a later entry already needs', async () => {
    const ledger = world('reclaim', '2017-12-15');
    ledger.post(
      asked(ledger, 'ReserveQuota', {
        entryId: 'r',
        actor: county('330402'),
        unit: '330402',
        draws: [{ lot: 'b.1', quantity: mu(250) }],
        project: 'p',
        expiresOn: '2017-12-31',
        effectiveOn: '2017-12-13',
      }),
    );
    const { store, sequencer } = await logOf(ledger);
    await jobOn(sequencer).job.bringForth(STREAM, on('2017-12-11'), never);
    expect(await followUps(store, ledger)).toHaveLength(3);
    expect(await holding(sequencer, 'u-330402', 'b.1', 'available')).toEqual(vector(mu(0)));
    expect(await holding(sequencer, 'u-330402', 'b.1', 'reserved')).toEqual(vector(mu(250)));
  });

  it('takes back once: what a person reversed stays reversed', async () => {
    const ledger = world('reclaim', '2017-12-11');
    const { store, sequencer } = await logOf(ledger);
    const { job } = jobOn(sequencer);
    await job.bringForth(STREAM, on('2017-12-11'), never);
    const reversal = asked(ledger, 'ReverseEntry', {
      entryId: 'rev',
      entry: 'reclaim:2017-12-11:u-331021',
      reason: '宽限',
    });
    const submission = { key: 'rev', digest: 'r', command: reversal };
    expect(await sequencer.submit(STREAM, submission)).toMatchObject({ kind: 'accepted' });

    await job.bringForth(STREAM, on('2017-12-11'), never);
    expect(await holding(sequencer, 'u-331021', 'a.2', 'available')).toEqual(vector(mu(50)));
    expect(await followUps(store, ledger)).toHaveLength(4);
  });

  it('H-13 takes on the next days what was reserved on it and became free again', async () => {
    const ledger = world('reclaim', '2017-12-10');
    ledger.post({
      kind: 'ReserveQuota',
      data: {
        ...reserve(ledger, 'r', 300, '2017-12-12').data,
        draws: [{ lot: 'b.1', quantity: mu(300) }],
      },
    } as LedgerCommand);
    ledger.advanceTo('2017-12-11');
    const { sequencer } = await logOf(ledger);
    const { job } = jobOn(sequencer);
    await job.bringForth(STREAM, on('2017-12-11'), never);
    expect(await holding(sequencer, 'u-330402', 'b.1', 'available')).toEqual([0n, 0n, 0n]);
    expect(await holding(sequencer, 'u-330402', 'b.1', 'reserved')).toEqual(vector(mu(300)));
    for (const date of ['2017-12-12', '2017-12-13']) {
      await sequencer.submit(STREAM, submissionOf('330000', nextDay(date)));
      await job.bringForth(STREAM, on(date), never);
    }
    expect(await holding(sequencer, 'u-330402', 'b.1', 'reserved')).toEqual([0n, 0n, 0n]);
    expect(await holding(sequencer, 'u-330402', 'b.1', 'available')).toEqual([0n, 0n, 0n]);
  });

  it('H-13 takes on the next day what it could not because books were closed at once', async () => {
    const ledger = world('reclaim', '2017-12-11');
    ledger.post(asked(ledger, 'CloseBooks', { entryId: 'cb', through: '2017-12-11' }));
    const { store, sequencer } = await logOf(ledger);
    const { job } = jobOn(sequencer);
    await job.bringForth(STREAM, on('2017-12-11'), never);
    expect(await followUps(store, ledger)).toEqual([]);
    await sequencer.submit(STREAM, submissionOf('330000', nextDay('2017-12-12')));
    await job.bringForth(STREAM, on('2017-12-12'), never);
    expect(await holding(sequencer, 'u-330402', 'b.1', 'available')).toEqual([0n, 0n, 0n]);
  });

  it('H-13 leaves what was allocated after it', async () => {
    const ledger = world('lapse', '2017-12-11');
    ledger.post(
      asked(ledger, 'AllocateQuota', {
        entryId: 'late',
        fromUnit: '330000',
        lot: 'i.1',
        to: [{ unit: '330402', quantity: mu(7) }],
      }),
    );
    const { sequencer } = await logOf(ledger.advanceTo('2017-12-12'));
    await jobOn(sequencer).job.bringForth(STREAM, on('2017-12-12'), never);
    expect(await holding(sequencer, 'u-330402', 'late.1', 'available')).toEqual(vector(mu(7)));
    expect(await holding(sequencer, 'u-330402', 'b.1', 'available')).toEqual([0n, 0n, 0n]);
  });

  it('H-13 takes what a city handed on after it: that makes no new quota', async () => {
    const ledger = world('reclaim', '2017-12-10');
    const by = { actor: city('330400') };
    ledger.post(
      asked(ledger, 'ReserveQuota', {
        ...{ ...by, entryId: 'r', unit: '330400', project: 'p', expiresOn: '2017-12-31' },
        draws: [{ lot: 'a.1', quantity: mu(400) }],
      }),
    );
    ledger.advanceTo('2017-12-11');
    const draws = [{ lot: 'a.1', quantity: mu(400) }];
    ledger.post(
      asked(ledger, 'ReleaseReservation', { ...by, entryId: 'rel', reservation: 'r', draws }),
      asked(ledger, 'SplitQuota', {
        ...{ ...by, entryId: 's', unit: '330400', lot: 'a.1' },
        parts: [{ planKind: 'pool', purpose: 'x', quantity: mu(100) }],
      }),
      asked(ledger, 'AllocateQuota', {
        ...{ ...by, entryId: 'late', fromUnit: '330400', lot: 'a.1' },
        to: [{ unit: '330402', quantity: mu(300) }],
      }),
    );
    const { sequencer } = await logOf(ledger.advanceTo('2017-12-12'));
    await jobOn(sequencer).job.bringForth(STREAM, on('2017-12-12'), never);
    for (const [unit, lot] of [
      ['u-330402', 'late.1'],
      ['u-330400', 's.1'],
      ['u-330400', 'a.1'],
    ] as const)
      expect([lot, await holding(sequencer, unit, lot, 'available')]).toEqual([lot, [0n, 0n, 0n]]);
  });

  it('goes on where a crash cut it off', async () => {
    const ledger = world('reclaim', '2017-12-11');
    const whole = await logOf(ledger);
    await jobOn(whole.sequencer).job.bringForth(STREAM, on('2017-12-11'), never);
    for (const after of [1, 2]) {
      const { store, sequencer } = await logOf(ledger);
      const crash = new AbortController();
      let posted = 0;
      const crashing = new Proxy(sequencer, {
        get: (target, name) =>
          name === 'submit'
            ? async (...args: Parameters<LedgerSequencer['submit']>) => {
                const outcome = await target.submit(...args);
                posted += 1;
                if (posted === after) crash.abort();
                return outcome;
              }
            : Reflect.get(target, name).bind(target),
      });
      await jobOn(crashing).job.bringForth(STREAM, on('2017-12-11'), crash.signal);
      expect(await followUps(store, ledger)).toHaveLength(after);

      await jobOn(sequencerOn(store)).job.bringForth(STREAM, on('2017-12-11'), never);
      expect(await followUps(store, ledger)).toEqual(await followUps(whole.store, ledger));
    }
  });
});
