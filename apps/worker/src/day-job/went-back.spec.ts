import { allocatedLedger } from '#domain/testing';
import { supervise } from '../follower.js';
import { ProcessMemory } from '../memory/follower-memory.js';
import { listeningLog, logOf } from '../testing/ledger-log.js';
import { DayJobFollower } from './day-job-follower.js';
import { DayJob } from './day-job.js';
import { DaysAhead } from './days-ahead.js';
import { KnownLedgers } from './known-ledgers.js';

const STRANGER = { id: crypto.randomUUID(), type: 'Noted', body: '{}', metadata: '{}' };

describe('L-02 the place of a day job', () => {
  it('is read anew from the log that is there when what it stood on is gone', async () => {
    const { store, sequencer } = await logOf(allocatedLedger());
    const memory = new ProcessMemory();
    const log = listeningLog();
    const clock = (): Date => new Date('2017-07-05T00:00:00Z');
    const follow = async (isDone: () => Promise<boolean>): Promise<void> => {
      const stop = new AbortController();
      const follower = new DayJobFollower({
        ...{ store, memory, ledgers: new KnownLedgers(), log, lookMs: 5 },
        job: new DayJob({ sequencer, clock, log, ahead: new DaysAhead(undefined) }),
      });
      const running = supervise(follower, { log }, stop.signal);
      for (let looks = 0; looks < 1_000 && !(await isDone()); looks += 1)
        await new Promise((resolve) => setTimeout(resolve, 5));
      stop.abort();
      await running;
    };
    const place = async () => memory.load('day-job');
    await follow(async () => (await place()) !== undefined);
    const first = await place();
    expect(first?.ground).toMatchObject({ digest: expect.stringMatching(/^[\da-f]{64}$/) });

    const at = Number(first?.position);
    store.goBackTo(at - 1);
    await store.append('elsewhere', [STRANGER], 'no-stream');
    await follow(async () => {
      const now = await place();
      return now !== undefined && now.ground?.digest !== first?.ground?.digest;
    });
    const second = await place();
    expect(Number(second?.position)).toBeLessThanOrEqual(at);
    expect(second?.ground?.digest).not.toBe(first?.ground?.digest);
    expect(second?.notes).toEqual(first?.notes);
  });
});
