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
    const metrics = new FollowerMetrics(registry, () => now);
    const stop = new AbortController();
    let isActive = true;
    let now = NOW;
    const later = (seconds: number): void => {
      now += seconds * 1000;
    };
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
    const goBack = (): void => store.goBackTo(0);
    return { goBack, next, lag, standBy, append, batches, close, later };
  };

  it('is the age of the first entry that is not done with, and 0 at the end of the log', async () => {
    const { next, lag, append, close } = await open();
    expect(await lag()).toBe('0');
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

  it('H-02 is the age of what waits while the follower is stopped', async () => {
    const { next, lag, append, batches, close } = await open();
    await next();
    const waiting = next();
    await new Promise(setImmediate);
    expect(await lag()).toBe('0');
    const ended = batches.return?.();
    await append(1, 20);
    await waiting.catch(() => undefined);
    await ended;
    expect(await lag()).toBe('40');
    await close();
  });

  it('L-02 grows while the log does not hold the place of a follower', async () => {
    const { next, lag, later, goBack, close } = await open();
    await next();
    const waiting = next();
    await new Promise(setImmediate);
    goBack();
    await expect(waiting).rejects.toMatchObject({ name: 'LogWentBack' });
    later(5);
    expect(await lag()).toBe('5');
    await close();
  });

  it('H-02 grows before the first page, too', async () => {
    const { lag, later, close } = await open();
    later(7);
    expect(await lag()).toBe('7');
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
