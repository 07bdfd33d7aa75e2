import { allocatedLedger, asked, county, mu, province, World, ZHEJIANG } from '#domain/testing';
import { ProcessMemory, type Remembered } from '../memory/follower-memory.js';
import { entriesOf, listeningLog, logOf } from '../testing/ledger-log.js';
import { DayJobFollower } from './day-job-follower.js';
import { DayJob, type LedgerSequencer } from './day-job.js';
import { DaysAhead } from './days-ahead.js';
import { KnownLedgers } from './known-ledgers.js';

/** A ledger of which a day ends three reservations of as many days. */
const expiring = (): World => {
  const world = allocatedLedger();
  for (const [n, expiresOn] of ['2017-07-01', '2017-07-02', '2017-07-03'].entries())
    world.post(
      asked(world, 'ReserveQuota', {
        ...{ entryId: `r-${n}`, actor: county('330402'), unit: '330402', project: `p-${n}` },
        ...{ draws: [{ lot: 'a.1', quantity: mu(1) }], expiresOn },
      }),
    );
  return world.advanceTo('2017-07-05');
};

/** The right is lost just as the job has read the ledger for the nth time. */
const losingAfter = (sequencer: LedgerSequencer, reads: number, lost: AbortController) => {
  let seen = 0;
  return new Proxy(sequencer, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      if (name !== 'read') return member.bind(target);
      return async (...words: unknown[]) => {
        const found: unknown = await Reflect.apply(member, target, words);
        seen += 1;
        if (seen === reads) lost.abort();
        return found;
      };
    },
  });
};

describe('H-19 a day job that lost the lead', () => {
  const clock = (): Date => new Date('2017-07-05T00:00:00Z');
  const jobOn = (sequencer: LedgerSequencer): DayJob =>
    new DayJob({ sequencer, clock, log: listeningLog(), ahead: new DaysAhead(undefined) });

  it.each([1, 2, 3])('writes nothing after its reading number %i', async (reads) => {
    const world = expiring();
    const { store, sequencer } = await logOf(world);
    const lost = new AbortController();
    const job = jobOn(losingAfter(sequencer, reads, lost));
    await job.bringForth('ledger-330000', world.state.head.day, lost.signal);
    expect(lost.signal.aborted).toBe(true);
    // Each reading but the one at which it was lost is followed by one entry.
    expect(await entriesOf(store, world.events.length)).toHaveLength(reads - 1);
  });

  it('advances no day on the calendar', async () => {
    const world = new World().post({
      kind: 'OpenLedger',
      data: {
        ...{ entryId: 'open', actor: province, effectiveOn: '2017-07-01', opensOn: '2017-07-01' },
        ...{ province: ZHEJIANG, clock: 'wall' },
      },
    });
    const { store, sequencer } = await logOf(world);
    const lost = new AbortController();
    const job = jobOn(losingAfter(sequencer, 2, lost));
    await job.followCalendar('ledger-330000', lost.signal);
    expect(await entriesOf(store, world.events.length)).toEqual([]);
  });

  it('moves no place that another one has moved meanwhile', async () => {
    const { store, sequencer } = await logOf(expiring());
    const further: Remembered = { position: '999999', notes: ['ledger-330000'] };
    /** The other one takes its place between its reading of it and its keeping. */
    class Overtaken extends ProcessMemory {
      override async load(follower: string): Promise<Remembered | undefined> {
        const found = await super.load(follower);
        await this.replace(follower, further, '');
        return found;
      }
    }
    const memory = new Overtaken();
    const follower = new DayJobFollower({
      ...{ store, memory, job: jobOn(sequencer), ledgers: new KnownLedgers() },
      ...{ log: listeningLog(), lookMs: 5 },
    });
    await expect(follower.run(AbortSignal.timeout(5_000))).rejects.toThrow('has moved the place');
    expect(await memory.load('day-job')).toEqual(further);
  });
});
