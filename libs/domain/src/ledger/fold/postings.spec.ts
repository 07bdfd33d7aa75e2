import type { LedgerEvent } from '../events.js';
import { allocate, allocatedLedger, mu, type World } from '../testing/index.js';
import { fold } from './index.js';

const onceMore = (n: number) => ({
  entryId: `b${n}`,
  to: [{ unit: '330402', quantity: mu(1) }],
});

/** A county that holds so many lots of one indicator. */
const holding = (lots: number): World => {
  const world = allocatedLedger(mu(1));
  for (let n = 1; n < lots; n++) world.post(allocate(world, onceMore(n)));
  return world;
};

/** How many elements of lists are gone through or copied, one by one, while something is done. */
const elementsSeen = (work: () => void): number => {
  const names = ['includes', 'indexOf', 'slice', 'filter', 'concat'] as const;
  const lists: object = Array.prototype;
  const known = names.map((name) => [name, Array.prototype[name]] as const);
  let seen = 0;
  for (const [name, own] of known)
    Reflect.set(lists, name, function (this: unknown[], ...given: unknown[]): unknown {
      seen += this.length;
      return Reflect.apply(own, this, given);
    });
  try {
    work();
  } finally {
    for (const [name, own] of known) Reflect.set(lists, name, own);
  }
  return seen;
};

describe('L-10 folding another lot of a unit', () => {
  const FEW = 10;
  const MANY = 160;

  const costs = (lots: number): { readonly replayed: number; readonly live: number } => {
    const world = holding(lots);
    const revision = world.events.length;
    const decided = world.tried(allocate(world, onceMore(lots)));
    if (!('accepted' in decided)) throw new Error('it was refused');
    const event: LedgerEvent = decided.accepted;
    const overlay = world.state.overlay();
    return {
      live: elementsSeen(() => fold(overlay, event, revision)),
      replayed: elementsSeen(() => fold(world.state, event, revision)),
    };
  };

  it('costs the same, however many lots it holds', () => {
    const [few, many] = [costs(FEW), costs(MANY)];
    expect(many).toEqual(few);
  });

  it('remembers each once', () => {
    const { state } = holding(FEW);
    const ids = state.holdings.idsIn('u-330402/annual');
    expect(new Set(ids).size).toBe(FEW);
    expect(ids).toHaveLength(FEW);
  });
});
