import { Registry } from 'prom-client';
import { ToldAndLost, type Loss } from '#event-store';
import { TablesAhead } from '#read-models';
import { FollowerHealth } from './follower-health.js';

const loss = (from: bigint, to: bigint): Loss => ({ stream: 'ledger-1', from, to, head: 3n });

describe('L-02 the health of followers whose log went back', () => {
  it('tells one loss as one, however many heard of it, and each for itself', () => {
    const health = new FollowerHealth(new Registry());
    health.lose([loss(4n, 9n)]);
    health.lose([loss(4n, 7n)]);
    health.lose([loss(20n, 21n)]);
    expect(health.losses).toEqual([
      expect.stringContaining('log-went-back: ledger-1 lost revisions 4 to 9 (6 in all)'),
      expect.stringContaining('lost revisions 20 to 21 (2 in all)'),
    ]);
  });

  it('tells what waits for a decision until the follower works again', () => {
    const health = new FollowerHealth(new Registry());
    health.fail('publisher', new ToldAndLost('publisher', [loss(4n, 9n)]));
    health.fail('read-models', new TablesAhead([loss(5n, 9n)]));
    expect(health.losses).toHaveLength(2);
    expect(health.ailing).toContainEqual({ follower: 'publisher', state: 'stopped' });
    health.recover('publisher');
    expect(health.losses).toEqual([expect.stringContaining('muledger recover')]);
  });
});
