import { StoreUnavailable, type Leadership } from '#event-store';
import { supervise, type FollowerWatch } from './follower.js';
import { LedFollowers } from './led-followers.js';

/** Followers that lack something, as readiness tells it. */
class Health implements FollowerWatch {
  readonly failed = new Set<string>();
  fail(follower: string): void {
    this.failed.add(follower);
  }
  recover(follower: string): void {
    this.failed.delete(follower);
  }
  setAside(): void {}
}

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const leading = (): Leadership => ({
  lost: new AbortController().signal,
  release: () => undefined,
});
const until = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

describe('H-02 readiness after an outage', () => {
  it('is whole again once the right to lead was had again', async () => {
    const health = new Health();
    const stop = new AbortController();
    let tries = 0;
    const seen: string[][] = [];
    const led = new LedFollowers(
      'led followers',
      async () => {
        tries += 1;
        if (tries === 1) throw new StoreUnavailable('away');
        seen.push([...health.failed]);
        return leading();
      },
      async () => {
        seen.push([...health.failed]);
        stop.abort();
      },
      health,
    );
    await supervise(led, { log, health }, stop.signal);
    expect(seen).toEqual([['led followers'], []]);
  });

  it('is whole again when another process has the right', async () => {
    const health = new Health();
    const stop = new AbortController();
    let tries = 0;
    const seen: string[][] = [];
    const led = new LedFollowers(
      'led followers',
      async (_signal, onTaken) => {
        tries += 1;
        if (tries === 1) throw new StoreUnavailable('away');
        onTaken();
        seen.push([...health.failed]);
        stop.abort();
        return undefined;
      },
      () => Promise.resolve(),
      health,
    );
    await supervise(led, { log, health }, stop.signal);
    expect(seen).toEqual([[]]);
  });

  it('does not speak of a follower that was told to end: another process does its work', async () => {
    const health = new Health();
    const stop = new AbortController();
    const failing = {
      name: 'day-job',
      run: async (signal: AbortSignal) => {
        setTimeout(() => stop.abort(), 10);
        await until(AbortSignal.any([signal, AbortSignal.timeout(5)]));
        throw new StoreUnavailable('away');
      },
    };
    await supervise(failing, { log, health }, stop.signal);
    expect([...health.failed]).toEqual([]);
  });
});
