import { Registry } from 'prom-client';
import { MemoryEventStore } from '#event-store/memory';
import type { FollowBatch, NewEvent } from '#event-store';
import { FollowerMetrics } from './follower-metrics.js';

const NOW = Date.parse('2026-01-01T00:01:00.000Z');

const entry = (n: number, second: number): NewEvent => ({
  id: `00000000-0000-8000-8000-00000000000${n}`,
  type: 'DayAdvanced',
  body: JSON.stringify({ recordedAt: new Date(NOW - (60 - second) * 1000).toISOString() }),
  metadata: '{"commandDigest":"","schemaVersion":1}',
});

describe('the lag of followers', () => {
  const open = async () => {
    const store = new MemoryEventStore();
    await store.append('ledger-330000', [entry(0, 10)], 'no-stream');
    const registry = new Registry();
    const metrics = new FollowerMetrics(registry, () => NOW);
    const stop = new AbortController();
    let isActive = true;
    const watched = metrics.watch(store, { follower: 'day-job', isActive: () => isActive });
    const batches = watched.follow(null, stop.signal)[Symbol.asyncIterator]();
    const next = async (): Promise<FollowBatch> => {
      const { value, done } = await batches.next();
      if (done === true) throw new Error('it ended');
      return value;
    };
    const lag = async (): Promise<string | undefined> =>
      /^muledger_follower_lag_seconds\{follower="day-job"\} (\S+)$/m.exec(
        await registry.metrics(),
      )?.[1];
    const standBy = (): void => {
      isActive = false;
    };
    const append = (n: number, second: number) =>
      store.append('ledger-330000', [entry(n, second)], BigInt(n - 1));
    const close = async (): Promise<void> => {
      stop.abort();
      await batches.return?.();
      await store.close();
    };
    return { next, lag, standBy, append, batches, close };
  };

  it('is the age of the first entry that is not done with, and 0 at the end of the log', async () => {
    const { next, lag, append, close } = await open();
    expect(await lag()).toBeUndefined();
    await next();
    expect(await lag()).toBe('50');
    const waiting = next();
    await new Promise(setImmediate);
    expect(await lag()).toBe('0');
    await append(1, 20);
    await waiting;
    expect(await lag()).toBe('40');
    await close();
  });

  it('stays with what a follower failed at', async () => {
    const { next, lag, batches, close } = await open();
    await next();
    await batches.return?.();
    expect(await lag()).toBe('50');
    await close();
  });

  it('is told by the process that does the work, and by no other one', async () => {
    const { next, lag, standBy, close } = await open();
    await next();
    standBy();
    expect(await lag()).toBeUndefined();
    await close();
  });
});
