import type { Settlement } from './events.js';
import {
  allocate,
  allocatedLedger,
  codeOf,
  mu,
  refusalOf,
  reverse,
  type World,
} from './testing/index.js';

const whole: Settlement = { kind: 'request', id: 'q-1' };
const part = (amount: number): Settlement => ({
  kind: 'parcel-credit',
  id: 'k-1',
  part: { amount: String(amount), of: '100' },
});
const settling = (world: World, entryId: string, ...settles: Settlement[]) =>
  allocate(world, { entryId, to: [{ unit: '330402', quantity: mu(1) }], settles });

describe('what an entry settles', () => {
  it('is settled once', () => {
    const world = allocatedLedger();
    world.post(settling(world, 's1', whole));
    expect(refusalOf(world, settling(world, 's2', whole))).toEqual({
      code: 'already-settled',
      facts: { kind: 'request', id: 'q-1' },
    });
    world.post(settling(world, 's2', { ...whole, kind: 'reward' }));
  });

  it('may be settled in parts, up to all of it', () => {
    const world = allocatedLedger();
    world.post(settling(world, 's1', part(60)));
    expect(codeOf(world, settling(world, 's2', part(41)))).toBe('already-settled');
    world.post(settling(world, 's2', part(40)));
    expect(codeOf(world, settling(world, 's3', part(1)))).toBe('already-settled');
    world.post(reverse(world, 's1'), settling(world, 's3', part(59)));
    expect(codeOf(world, settling(world, 's4', part(2)))).toBe('already-settled');
  });

  it('is not settled whole after a part, nor by a part after the whole', () => {
    const world = allocatedLedger();
    world.post(settling(world, 's1', part(1)), settling(world, 's2', whole));
    expect(codeOf(world, settling(world, 'x', { kind: 'parcel-credit', id: 'k-1' }))).toBe(
      'already-settled',
    );
    const half = { ...whole, part: { amount: '1', of: '2' } };
    expect(codeOf(world, settling(world, 'x', half))).toBe('already-settled');
  });

  it('is counted within one entry, too', () => {
    const world = allocatedLedger();
    expect(codeOf(world, settling(world, 's1', whole, whole))).toBe('already-settled');
    expect(codeOf(world, settling(world, 's1', part(60), part(41)))).toBe('already-settled');
    expect(codeOf(world, settling(world, 's1', part(101)))).toBe('already-settled');
    world.post(settling(world, 's1', part(60), part(40), whole));
    world.post(reverse(world, 's1'), settling(world, 's2', part(100), whole));
  });
});
