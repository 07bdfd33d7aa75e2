import { fold } from './fold/index.js';
import type { LedgerEvent, Settlement } from './events.js';
import { allocate, allocatedLedger, mu, refusalOf, reverse, type World } from './testing/index.js';

const whole: Settlement = { kind: 'request', id: 'q-1' };
const part = (amount: number): Settlement => ({
  kind: 'parcel-credit',
  id: 'k-1',
  part: { amount: String(amount), of: '100' },
});
const one = (world: World, entryId: string) =>
  allocate(world, { entryId, to: [{ unit: '330402', quantity: mu(1) }] });
/** An entry of the time when entries settled something. */
const foldOld = (world: World, entryId: string, ...settles: Settlement[]): void => {
  world.post(one(world, entryId));
  const { type, data } = world.last();
  const old = { type, data: { ...data, settles } } as LedgerEvent;
  world.events[world.events.length - 1] = old;
  for (const settlement of settles) settled(world, settlement);
};
const settled = (world: World, settlement: Settlement): void => {
  const event = { type: 'QuotaLapsed', data: { ...world.last().data, postings: [], lots: [] } };
  fold(
    world.state,
    { ...event, data: { ...event.data, settles: [settlement] } } as unknown as LedgerEvent,
    world.events.length - 1,
  );
};
const counted = (world: World): Record<string, unknown> =>
  Object.fromEntries([...world.state.settled.entries()].map(([key, row]) => [key, row.amount]));

describe('H-15 settles is closed', () => {
  it('a new entry that carries it is refused, whoever posts it', () => {
    const world = allocatedLedger();
    const settling = allocate(world, { settles: [whole] });
    expect(refusalOf(world, settling)).toEqual({ code: 'settles-closed', facts: {} });
    expect([...world.state.settled.entries()]).toEqual([]);
  });

  it('an empty list is as good as none', () => {
    const world = allocatedLedger();
    world.post(allocate(world, { settles: [] }));
    expect(world.last().data).not.toHaveProperty('settles');
  });

  it('entries of before are folded as they were, and their reversals', () => {
    const world = allocatedLedger();
    foldOld(world, 's1', whole, part(60));
    foldOld(world, 's2', part(40));
    expect(counted(world)).toEqual({ 'request/q-1': 1n, 'parcel-credit/k-1': 100n });
    world.post(reverse(world, 's2'));
    expect(counted(world)).toEqual({ 'request/q-1': 1n, 'parcel-credit/k-1': 60n });
  });
});
