import { POLICY_ROWS } from '../testing/index.js';
import {
  accepted,
  area,
  asked,
  balancesOf,
  factsOf,
  lotIn,
  movedBy,
  mu,
  muUnits,
  openedLedger,
  refusalOf,
  type World,
} from '../testing/index.js';

const issue = (world: World, data: Partial<Parameters<typeof asked<'IssueQuota'>>[2]> = {}) =>
  asked(world, 'IssueQuota', {
    entryId: 'i',
    indicator: 'annual',
    planYear: 2017,
    planKind: 'pool',
    quantity: mu(1_000, 900, 800),
    ...data,
  });

describe('issueQuota (下达)', () => {
  it('brings quota from the state into a root lot of the province', () => {
    const world = openedLedger();
    const event = accepted(world, issue(world), 'QuotaIssued');
    expect(movedBy(event)).toEqual(['i.1/source -> u-330000/i.1/available 1000/900/800']);
    expect(event.data).toMatchObject({
      unit: 'u-330000',
      actor: { id: 'p-1', role: 'province', unitId: 'u-330000' },
      policyVersion: 'test-1',
      recordedAt: expect.any(String),
    });
    expect(event.data.lots).toEqual([
      {
        lot: 'i.1',
        unit: 'u-330000',
        indicator: 'annual',
        planYear: 2017,
        planKind: 'pool',
        validFrom: '2017-01-01',
        validUntil: '2017-12-31',
      },
    ]);
    expect(balancesOf(world)).toEqual({
      'i.1/source': '-1000/-900/-800',
      'u-330000/i.1/available': '1000/900/800',
    });
  });

  it('keeps document, note, stated text and restriction', () => {
    const world = openedLedger();
    const data = {
      note: '第一批',
      stated: { 'quantity.total': '1000亩' },
      purpose: '交通',
      project: 'p-7',
      validFrom: '2017-04-01',
      validUntil: '2018-03-31',
    };
    const event = accepted(world, issue(world, data), 'QuotaIssued');
    expect(event.data).toMatchObject({ note: '第一批', stated: { 'quantity.total': '1000亩' } });
    expect(event.data.document).toMatchObject({ number: '浙土资发〔2017〕1号' });
    const { purpose, project, validFrom, validUntil } = data;
    expect(lotIn(event)).toMatchObject({ purpose, project, validFrom, validUntil });
  });

  it('comes to a city planned separately as well, and to no other unit', () => {
    const world = openedLedger();
    world.post(issue(world, { unit: '330200' }));
    expect(world.balance('u-330200/i.1/available')).toEqual(Object.values(mu(1_000, 900, 800)));
    expect(refusalOf(world, issue(world, { entryId: 'j', unit: '330400' }))).toEqual({
      code: 'not-an-inferior',
      facts: { unit: 'u-330400', of: 'u-330000' },
    });
  });

  it('opens a lot from the day of issue when that lies before its plan year', () => {
    const world = openedLedger({ day: '2017-12-20' });
    const event = accepted(world, issue(world, { planYear: 2018 }), 'QuotaIssued');
    expect(lotIn(event)).toMatchObject({ validFrom: '2017-12-20', validUntil: '2018-12-31' });
  });

  it('is refused for a plan year that is closed', () => {
    const world = openedLedger();
    world.post(asked(world, 'ClosePlanYear', { entryId: 'y', planYear: 2016 }));
    expect(refusalOf(world, issue(world, { planYear: 2016 }))).toEqual({
      code: 'plan-year-closed',
      facts: { planYear: 2016 },
    });
  });

  it('is refused where cultivated land exceeds farmland', () => {
    const world = openedLedger();
    expect(refusalOf(world, issue(world, { quantity: mu(10, 8, 9) }))).toEqual({
      code: 'component-nesting',
      facts: {
        indicator: 'annual',
        smaller: 'cultivated',
        larger: 'farmland',
        smallerAmount: muUnits(9),
        largerAmount: muUnits(8),
      },
    });
  });
});

describe('pre-issue (预下达, Order 66 art. 10)', () => {
  const rows = [
    ...POLICY_ROWS,
    {
      key: 'pre-issue-base' as const,
      scope: { indicator: 'annual', planYear: 2016 },
      value: { total: String(area('20.82万亩')) },
    },
  ];
  const preIssue = (world: World, stated: string, entryId = 'i') => {
    const total = area(stated);
    const quantity = { total, farmland: total, cultivated: total };
    return issue(world, { entryId, quantity, preIssued: true });
  };

  it('T-06: half of 20.82万亩 of the year before is 10.41; 10.42 is refused', () => {
    const world = openedLedger({ rows });
    expect(factsOf(world, preIssue(world, '10.42万亩'))).toEqual({
      indicator: 'annual',
      planYear: 2017,
      lastYear: String(area('20.82万亩')),
      cap: String(area('10.41万亩')),
      preIssued: '0',
      asked: String(area('10.42万亩')),
      shortBy: String(area('100亩')),
    });
    const event = accepted(world, preIssue(world, '10.41万亩'), 'QuotaIssued');
    expect(lotIn(event).preIssued).toBe(true);
  });

  it('counts what was pre-issued for the year before, down to the last unit', () => {
    const world = openedLedger({ rows });
    world.post(preIssue(world, '10万亩'));
    expect(refusalOf(world, preIssue(world, '4100.0001亩', 'j'))).toMatchObject({
      code: 'pre-issue-over-share',
      facts: { preIssued: String(area('10万亩')), shortBy: '20' },
    });
    world.post(preIssue(world, '4100亩', 'j'));
  });

  it('counts again what was reversed', () => {
    const world = openedLedger({ rows });
    world.post(preIssue(world, '10.41万亩'));
    world.post(asked(world, 'ReverseEntry', { entryId: 'r', entry: 'i', reason: '误录' }));
    world.post(preIssue(world, '10.41万亩', 'j'));
  });

  it('takes what the ledger itself issued the year before when policy states nothing', () => {
    const world = openedLedger({ opensOn: '2016-04-01', day: '2016-06-30' });
    world.post(issue(world, { planYear: 2016, quantity: mu(1_001) }));
    world.advanceTo('2017-01-05');
    expect(factsOf(world, preIssue(world, '500.5001亩', 'j'))).toMatchObject({
      lastYear: muUnits(1_001),
      shortBy: '20',
    });
    world.post(preIssue(world, '500.5亩', 'j'));
  });

  it('is refused, not guessed, when nothing tells the base or the share', () => {
    const world = openedLedger();
    expect(refusalOf(world, preIssue(world, '1亩'))).toEqual({
      code: 'policy-missing',
      facts: { policy: 'pre-issue-base', indicator: 'annual', planYear: 2016 },
    });
    const shareless = openedLedger({ rows: rows.filter(({ key }) => key !== 'pre-issue-share') });
    expect(refusalOf(shareless, preIssue(shareless, '1亩'))).toEqual({
      code: 'policy-missing',
      facts: { policy: 'pre-issue-share', indicator: 'annual', planYear: 2017 },
    });
  });
});
