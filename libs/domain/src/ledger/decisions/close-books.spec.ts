import { held } from '../account.js';
import {
  accepted,
  allocate,
  allocatedLedger,
  asked,
  closedYear,
  codeOf,
  consume,
  county,
  dayJob,
  heldBy,
  mu,
  operator,
  POLICY_ROWS,
  refusalOf,
  reserve,
  type World,
} from '../testing/index.js';

const day = (world: World, date: string, actor = dayJob) =>
  asked(world, 'AdvanceDay', { entryId: `day:${date}`, date, effectiveOn: date, actor });
const close = (world: World, through: string, entryId = `books:${through}`) =>
  asked(world, 'CloseBooks', { entryId, through });
const lapse = (world: World, unit: string, lot: string, amount: number) =>
  asked(world, 'LapseQuota', {
    entryId: `lp-${unit}`,
    unit,
    draws: [{ lot, quantity: mu(amount) }],
  });

describe('advanceDay (日切)', () => {
  it('lets the next day begin, one after the other', () => {
    const world = allocatedLedger();
    expect(refusalOf(world, day(world, '2017-07-02'))).toEqual({
      code: 'day-not-next',
      facts: { date: '2017-07-02', next: '2017-07-01' },
    });
    const event = accepted(world, day(world, '2017-07-01', operator), 'DayAdvanced');
    expect(event.data).toMatchObject({ date: '2017-07-01', effectiveOn: '2017-07-01' });
    expect(world.today()).toBe('2017-07-01');
    expect(codeOf(world, day(world, '2017-07-01'))).toBe('day-not-next');
  });

  it('is for the day job and the operator, and needs a date', () => {
    const world = allocatedLedger();
    expect(codeOf(world, day(world, '2017-07-01', county('330402')))).toBe('not-permitted');
    expect(codeOf(world, day(world, '2017-02-30'))).toBe('date-malformed');
  });
});

describe('closeBooks (结账)', () => {
  it('lets nothing be effective through that day any more', () => {
    const world = allocatedLedger();
    expect(accepted(world, close(world, '2017-05-31'), 'BooksClosed').data).toMatchObject({
      through: '2017-05-31',
      postings: [],
    });
    expect(refusalOf(world, reserve(world, { effectiveOn: '2017-05-31' }))).toEqual({
      code: 'books-closed',
      facts: { effectiveOn: '2017-05-31', closedThrough: '2017-05-31' },
    });
    world.post(reserve(world, { effectiveOn: '2017-06-01' }));
  });

  it('moves forward only, and not into the future', () => {
    const world = allocatedLedger();
    world.post(close(world, '2017-05-31'));
    expect(codeOf(world, close(world, '2017-05-31', 'x'))).toBe('books-closed');
    expect(codeOf(world, close(world, '2017-07-01'))).toBe('effective-in-future');
    world.post(close(world, '2017-06-30'));
  });

  it('changes no balance and still refuses what a later day cannot bear', () => {
    const world = allocatedLedger();
    world.post(
      consume(world, { effectiveOn: '2017-04-10', draws: [{ lot: 'a.1', quantity: mu(400) }] }),
      consume(world, {
        entryId: 'c2',
        approval: { number: '另一批文', date: world.today() },
        draws: [{ lot: 'a.1', quantity: mu(500) }],
      }),
    );
    const before = heldBy(world, 'u-330402');
    world.post(close(world, '2017-05-31'));
    expect(heldBy(world, 'u-330402')).toEqual(before);
    const draws = [{ lot: 'a.1', quantity: mu(101) }];
    expect(refusalOf(world, reserve(world, { effectiveOn: '2017-06-10', draws }))).toMatchObject({
      facts: { firstFailingDay: '2017-06-30' },
    });
  });

  it('forgets accounts that are empty, not what they mean', () => {
    const world = allocatedLedger();
    world.post(consume(world, { draws: [{ lot: 'a.1', quantity: mu(1_000) }] }));
    world.post(close(world, '2017-06-30')).advanceTo('2017-07-01');
    expect(world.state.accounts.has(held('u-330402', 'a.1', 'available'))).toBe(false);
    expect(codeOf(world, reserve(world))).toBe('insufficient-balance');
    const automatic = [{ indicator: 'annual', quantity: mu(1) }];
    expect(codeOf(world, reserve(world, { automatic }))).toBe('insufficient-balance');
  });
});

describe('closePlanYear (年结) and reopenPlanYear', () => {
  it('is refused with the list while a lot of the year has reserved, available or advance', () => {
    const world = allocatedLedger();
    world.post(
      reserve(world),
      asked(world, 'AdvanceQuota', {
        entryId: 'ad',
        unit: '330411',
        indicator: 'annual',
        planYear: 2017,
        planKind: 'pool',
        quantity: mu(1),
        use: 'consumed',
        approval: { number: 'z', date: world.today() },
      }),
    );
    expect(refusalOf(world, closedYear(world, 2017))).toEqual({
      code: 'plan-year-has-balances',
      facts: {
        planYear: 2017,
        accounts: [
          'u-330000/i.1/available',
          'u-330402/a.1/available',
          'u-330402/a.1/reserved',
          'u-330411/ad.1/advance',
        ],
      },
    });
  });

  it('lists as many accounts as a clerk can read', () => {
    const world = allocatedLedger();
    const to = Array.from({ length: 120 }, () => ({ unit: '330411', quantity: mu(1) }));
    world.post(allocate(world, { to }));
    expect(refusalOf(world, closedYear(world, 2017)).facts).toHaveProperty('accounts.length', 100);
  });

  it('ends the lots of its year; debt and over-use go on; reopening brings it back', () => {
    const world = allocatedLedger();
    world.post(
      asked(world, 'RecordOverUse', {
        entryId: 'ou',
        unit: '330402',
        indicator: 'annual',
        planYear: 2017,
        quantity: mu(3),
        approval: { number: 'z', date: world.today() },
      }),
      lapse(world, '330402', 'a.1', 1_000),
      lapse(world, '330000', 'i.1', 99_000),
    );
    expect(accepted(world, closedYear(world, 2017), 'PlanYearClosed').data).toMatchObject({
      planYear: 2017,
      stateDigest: '',
    });
    expect(refusalOf(world, reserve(world))).toEqual({
      code: 'plan-year-closed',
      facts: { lot: 'a.1', planYear: 2017 },
    });
    expect(heldBy(world, 'u-330402')).toEqual({ 'ou.1/overused': '-3', 'ou.1/consumed': '3' });
    expect(codeOf(world, closedYear(world, 2017, 'again'))).toBe('plan-year-closed');
    const reopen = (entryId: string) =>
      asked(world, 'ReopenPlanYear', { entryId, planYear: 2017, reason: '审计要求' });
    expect(accepted(world, reopen('ro'), 'PlanYearReopened').data).toMatchObject({
      planYear: 2017,
      reason: '审计要求',
    });
    expect(codeOf(world, reopen('ro2'))).toBe('plan-year-not-closed');
    expect(codeOf(world, reserve(world))).toBe('insufficient-balance');
  });

  it('takes nothing new in its year, by whatever entry', () => {
    const world = allocatedLedger();
    world.post(lapse(world, '330402', 'a.1', 1_000), lapse(world, '330000', 'i.1', 99_000));
    world.post(closedYear(world, 2017));
    const kind = { indicator: 'annual', planYear: 2017, planKind: 'pool' };
    const row = { unit: '330411', ...kind, available: mu(1) };
    const commands = [
      asked(world, 'IssueQuota', { entryId: 'x', ...kind, quantity: mu(1) }),
      asked(world, 'BringForward', {
        entryId: 'x',
        rows: [row],
        document: { number: 'n', issuer: 'i', date: '2017-01-01', sha256: 'ab' },
      }),
      asked(world, 'ReclaimQuota', {
        entryId: 'x',
        unit: '330402',
        draws: [{ lot: 'a.1', quantity: mu(1) }],
      }),
      asked(world, 'CarryOver', {
        entryId: 'x',
        unit: '330402',
        lot: 'a.1',
        quantity: mu(1),
        toPlanYear: 2018,
      }),
    ];
    expect(commands.map((command) => codeOf(world, command))).toEqual(
      commands.map(() => 'plan-year-closed'),
    );
  });

  it('a year may be used before it begins and after it ends, inside the validity of its lots', () => {
    const world = allocatedLedger(mu(1_000), { day: '2017-12-20' });
    world.post(
      asked(world, 'IssueQuota', {
        entryId: 'n',
        indicator: 'annual',
        planYear: 2018,
        planKind: 'pool',
        quantity: mu(10),
        validUntil: '2019-03-31',
      }),
      consume(world, { unit: '330000', draws: [{ lot: 'n.1', quantity: mu(1) }] }),
    );
    world.advanceTo('2019-03-31').post(
      consume(world, {
        entryId: 'c2',
        unit: '330000',
        approval: { number: '另一批文', date: world.today() },
        draws: [{ lot: 'n.1', quantity: mu(1) }],
      }),
    );
  });
});

describe('backdating', () => {
  it('is bounded by policy', () => {
    const rows = [
      ...POLICY_ROWS.filter(({ key }) => key !== 'backdating-limit'),
      { key: 'backdating-limit' as const, value: { days: 30 } },
    ];
    const world = allocatedLedger(mu(1_000), { day: '2017-04-10', rows });
    world.advanceTo('2017-06-30');
    expect(refusalOf(world, reserve(world, { effectiveOn: '2017-05-30' }))).toEqual({
      code: 'backdated-too-far',
      facts: { effectiveOn: '2017-05-30', ledgerDay: '2017-06-30', daysAllowed: 30 },
    });
    world.post(reserve(world, { effectiveOn: '2017-05-31' }));
  });

  it('is refused, not guessed, without a policy row; today needs none', () => {
    const rows = POLICY_ROWS.filter(({ key }) => key !== 'backdating-limit');
    const world = allocatedLedger();
    world.post(
      asked(world, 'AdoptPolicy', {
        entryId: 'p2',
        version: 'none',
        digest: '0',
        from: '2017-06-30',
        rows,
      }),
    );
    expect(refusalOf(world, reserve(world, { effectiveOn: '2017-06-29' }))).toEqual({
      code: 'policy-missing',
      facts: { policy: 'backdating-limit' },
    });
    world.post(reserve(world));
  });

  it('never goes beyond the ledger’s day', () => {
    const world = allocatedLedger();
    expect(refusalOf(world, reserve(world, { effectiveOn: '2017-07-01' }))).toEqual({
      code: 'effective-in-future',
      facts: { effectiveOn: '2017-07-01', ledgerDay: '2017-06-30' },
    });
  });
});
