import type { AccountPath } from '../account.js';
import type { LedgerCommand } from '../commands.js';
import {
  accepted,
  allocate,
  allocatedLedger,
  asked,
  consume,
  factsOf,
  balancesOf,
  mu,
  type World,
} from '../testing/index.js';

const close = (world: World, through: string) =>
  asked(world, 'CloseBooks', { entryId: `close:${through}`, through });

/** How many accounts a round copies or forgets. A row that is only read stays the same one. */
const copiedBy = (world: World, command: LedgerCommand): number => {
  const before = new Map(world.state.accounts.entries());
  world.post(command);
  return [...before].filter(([path, row]) => world.state.accounts.get(path) !== row).length;
};

describe('H-12 closing books costs what was posted since the last closing', () => {
  const closedTwice = (): World => {
    const world = allocatedLedger(mu(1_000), { day: '2017-06-30' });
    for (let n = 0; n < 40; n += 1) {
      world.post(allocate(world, { entryId: `b${n}`, to: [{ unit: '330411', quantity: mu(1) }] }));
    }
    world.advanceTo('2017-07-01').post(close(world, '2017-06-30'));
    world.advanceTo('2017-07-02').post(allocate(world, { entryId: 'late' }));
    return world.advanceTo('2017-07-03');
  };

  it('and not what the ledger holds', () => {
    const world = closedTwice();
    const before = balancesOf(world);
    const copied = copiedBy(world, close(world, '2017-07-02'));
    expect(copied).toBeLessThan(8);
    expect(balancesOf(world)).toEqual(before);
  });

  it('keeps what moved after the day for the next closing', () => {
    const world = closedTwice();
    world.post(
      allocate(world, { entryId: 'later', to: [{ unit: '330402', quantity: mu(2) }] }),
      close(world, '2017-07-02'),
    );
    const path = 'u-330000/i.1/available' as AccountPath;
    expect(world.state.accounts.get(path)?.days).toHaveLength(2);
    world.advanceTo('2017-07-04').post(close(world, '2017-07-03'));
    expect(world.state.accounts.get(path)?.days).toHaveLength(1);
  });

  it('forgets what came to nothing', () => {
    const world = allocatedLedger(mu(100));
    world.post(consume(world));
    world.advanceTo('2017-07-01').post(close(world, '2017-06-30'));
    expect(world.state.accounts.has('u-330402/a.1/available' as AccountPath)).toBe(false);
    expect(world.state.holdings.idsIn('u-330402/annual')).toEqual([]);
  });
});

describe('H-12 a plan year knows what of it is open', () => {
  it('when something of it is held, and when nothing is', () => {
    const world = allocatedLedger(mu(100));
    world.post(consume(world));
    const facts = factsOf(world, asked(world, 'ClosePlanYear', { entryId: 'y', planYear: 2017 }));
    expect(facts).toEqual({ planYear: 2017, accounts: ['u-330000/i.1/available'] });
    const lapse = asked(world, 'LapseQuota', {
      entryId: 'lp',
      unit: '330000',
      draws: [{ lot: 'i.1', quantity: mu(99_900) }],
    });
    world.post(lapse);
    accepted(
      world,
      asked(world, 'ClosePlanYear', { entryId: 'y', planYear: 2017 }),
      'PlanYearClosed',
    );
  });
});
