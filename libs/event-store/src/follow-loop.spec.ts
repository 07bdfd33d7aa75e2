import { StoreUnavailable } from './event-store.js';
import { groundOf, LogWentBack } from './ground.js';
import { MemoryEventStore } from './memory/index.js';
import { collect, newEvents } from './testing/events.js';
import { FollowLoop, type FollowLoopOptions } from './follow-loop.js';

const PAUSES = { first: 4, last: 16 };

/** Runs tries that fail as told, and tells what became of each. */
const play = async (
  failures: readonly (Error | undefined)[],
  options: Partial<FollowLoopOptions> = {},
  onTry: (loop: FollowLoop, nth: number) => void = () => undefined,
): Promise<{ readonly told: string[]; readonly startedAt: number[] }> => {
  const told: string[] = [];
  const startedAt: number[] = [];
  const loop = new FollowLoop({
    onOutage: (error) => void told.push(`outage: ${String(error)}`),
    onStopped: (error) => void told.push(`stopped: ${String(error)}`),
    ...{ pauses: PAUSES, stoppedMs: 40, ...options },
  });
  await loop.run(async () => {
    startedAt.push(performance.now());
    const nth = startedAt.length;
    onTry(loop, nth);
    if (nth > failures.length) return 'over';
    const failure = failures[nth - 1];
    if (failure !== undefined) throw failure;
    return undefined;
  }, new AbortController().signal);
  return { told, startedAt };
};

const waits = (startedAt: readonly number[]): number[] =>
  startedAt.slice(1).map((at, n) => at - (startedAt[n] ?? 0));

describe('H-02 the one loop of all followers', () => {
  it('tries again after an outage, each time later and never later than the limit', async () => {
    const away = new StoreUnavailable('away');
    const { told, startedAt } = await play(Array.from({ length: 5 }, () => away));
    expect(told).toEqual(Array.from({ length: 5 }, () => `outage: ${String(away)}`));
    // Timers may be late, never early (but for a millisecond of rounding).
    const due = [4, 8, 16, 16, 16];
    expect(waits(startedAt).map((ms, n) => ms >= (due[n] ?? 0) - 1)).toEqual(due.map(() => true));
  });

  it('begins with the shortest pause again once something was done', async () => {
    const pauses = { first: 1, last: 2_000 };
    const failures = Array.from({ length: 12 }, () => new StoreUnavailable('away'));
    const began = performance.now();
    await play(failures, { pauses }, (loop) => loop.progressed());
    // Without it the last pause alone would take two seconds.
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it('stops for what is ours, tells it as such, and looks again after a long while', async () => {
    const { told, startedAt } = await play([new TypeError('ours'), new StoreUnavailable('away')]);
    expect(told).toEqual(['stopped: TypeError: ours', 'outage: StoreUnavailable: away']);
    expect(waits(startedAt)[0]).toBeGreaterThanOrEqual(39);
  });

  it('starts anew at once, and tells nobody, where the error says no more than that', async () => {
    const moved = new RangeError('moved');
    const { told, startedAt } = await play([moved, undefined], {
      startsAnew: async (error) => error === moved,
      stoppedMs: 60_000,
    });
    expect([told, startedAt.length]).toEqual([[], 3]);
  });

  it('L-02 lets a follower note what it has told before it starts anew from a log that went back', async () => {
    const store = new MemoryEventStore();
    await store.append('s', newEvents(3), 'no-stream');
    const events = await collect(store.readStream('s', 0n, 'forwards'));
    const noted: unknown[] = [];
    const { told, startedAt } = await play(
      [LogWentBack.nothingAt('3'), new TypeError('told others')],
      { proof: { store, onLost: async (losses) => void noted.push(...losses) } },
      (loop, nth) => {
        if (nth > 1) return;
        for (const event of events) loop.trail.note(groundOf(event));
        store.goBackTo(1);
      },
    );
    expect(noted).toEqual([{ stream: 's', from: 1n, to: 2n, head: 0n }]);
    expect(told).toEqual(['stopped: TypeError: told others']);
    expect(waits(startedAt)[0]).toBeGreaterThanOrEqual(3);
  });

  it('L-02 tries again when what was told cannot be noted', async () => {
    const store = new MemoryEventStore();
    await store.append('s', newEvents(1), 'no-stream');
    const [event] = await collect(store.readStream('s', 0n, 'forwards'));
    let tries = 0;
    const onLost = async (): Promise<void> => {
      tries += 1;
      if (tries < 3) throw new StoreUnavailable('away');
    };
    const { told, startedAt } = await play(
      [LogWentBack.nothingAt('1')],
      { proof: { store, onLost } },
      (loop, nth) => {
        if (nth > 1 || !event) return;
        loop.trail.note(groundOf(event));
        store.goBackTo(0);
      },
    );
    expect(told).toEqual(Array.from({ length: 2 }, () => 'outage: StoreUnavailable: away'));
    expect([tries, startedAt.length]).toEqual([3, 2]);
  });

  it('ends when it is told to, also in the middle of a long rest', async () => {
    const stop = new AbortController();
    const loop = new FollowLoop({
      onOutage: () => undefined,
      onStopped: () => stop.abort(),
      stoppedMs: 3_600_000,
    });
    await loop.run(async () => {
      throw new TypeError('ours');
    }, stop.signal);
    expect(stop.signal.aborted).toBe(true);
  });
});
