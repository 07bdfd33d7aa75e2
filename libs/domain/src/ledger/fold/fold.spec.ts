import type { AccountPath } from '../account.js';
import type { LedgerEvent } from '../events.js';
import { LedgerState } from '../state.js';
import {
  accepted,
  allocate,
  allocatedLedger,
  asked,
  balancesOf,
  heldBy,
  mu,
  reserve,
  reverse,
  World,
} from '../testing/index.js';
import { fold } from './index.js';

const path = (text: string): AccountPath => text as AccountPath;
/** A reservation as the log might hold it, if something other than these rules had written it. */
const forged = (world: World, posting: object, more: object = {}): LedgerEvent => {
  const event = accepted(world, reserve(world), 'QuotaReserved');
  const [first] = event.data.postings;
  return {
    ...event,
    data: { ...event.data, postings: [{ ...first, ...posting }], ...more },
  } as LedgerEvent;
};

describe('a stored event that breaks an invariant is a defect', () => {
  it.each([
    [
      'more than is held',
      { quantity: mu(9_000) },
      'account u-330402/a.1/available breaks its bound',
    ],
    ['a lot that never was', { from: path('u-330402/x.1/available') }, 'a posting names lot x.1'],
    ['another indicator', { to: path('u-330000/s.1/available') }, 'of another indicator'],
  ])('%s', (_what, posting, message) => {
    const world = allocatedLedger();
    world.post(
      asked(world, 'IssueQuota', {
        entryId: 's',
        indicator: 'scale',
        planYear: 2017,
        planKind: 'pool',
        quantity: { total: 1n },
      }),
    );
    const event = forged(world, posting);
    expect(() => fold(world.state, event, world.events.length)).toThrow(message);
  });

  it('and so is a command that no door would have let in', () => {
    const world = allocatedLedger();
    const dateless = forged(world, {}, { effectiveOn: 'soon' });
    expect(() => fold(world.state, dateless, 0)).toThrow('no date: soon');
  });
});

describe('folding', () => {
  it('the log again gives the same state', () => {
    const world = allocatedLedger();
    world.post(reserve(world), allocate(world), reverse(world, 'b'));
    const again = LedgerState.initial(world.state.fingerprinting);
    world.events.forEach((event, revision) => fold(again, event, revision));
    again.merge();
    expect(balancesOf(new World(again))).toEqual(balancesOf(world));
    expect(again.revision).toBe(world.state.revision);
  });

  it('a debt of the province is paid by what the state issues, which still counts as issued', () => {
    const world = allocatedLedger(mu(100_000));
    const issue = asked(world, 'IssueQuota', {
      entryId: 'i2',
      indicator: 'annual',
      planYear: 2017,
      planKind: 'pool',
      quantity: mu(30),
    });
    world.post(
      asked(world, 'DeductQuota', {
        entryId: 'de',
        unit: '330000',
        reason: 'sanction',
        indicator: 'annual',
        planYear: 2017,
        quantity: mu(10),
      }),
      issue,
    );
    const issued = () => world.state.issued.get('annual/2017')?.total;
    expect(issued()).toEqual(Object.values(mu(100_030)));
    expect(heldBy(world, 'u-330000')).toEqual({ 'i2.1/available': '20' });
    world.post(reverse(world, 'i2'));
    expect(issued()).toEqual(Object.values(mu(100_000)));
    expect(heldBy(world, 'u-330000')).toEqual({ 'de.1/debt': '-10' });
  });
});
