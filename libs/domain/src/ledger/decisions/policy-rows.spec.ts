import type { PolicyRow } from '../policy.js';
import type { LedgerCommand } from '../commands.js';
import {
  asked,
  codeOf,
  factsOf,
  openedLedger,
  policy,
  POLICY_ROWS,
  refusalOf,
} from '../testing/index.js';

const deadline = (monthDay: string, scope?: PolicyRow['scope']): PolicyRow => ({
  key: 'use-deadline',
  value: { monthDay, then: 'lapse' },
  ...(scope === undefined ? {} : { scope }),
});

const share = (numerator: number, denominator: number): PolicyRow => ({
  key: 'pre-issue-share',
  value: { numerator, denominator },
});

describe('H-14 policy', () => {
  it('does not begin on a day whose books are closed', () => {
    const world = openedLedger({ day: '2017-07-01' });
    const from = (day: string, version = day) => {
      const { kind, data } = policy(world, POLICY_ROWS, version);
      return { kind, data: { ...data, from: day } } as LedgerCommand;
    };
    world.post(from('2016-01-01'), from('2017-05-31'));
    world.post(asked(world, 'CloseBooks', { entryId: 'close', through: '2017-06-30' }));
    for (const day of ['2016-01-01', '2017-06-30']) {
      expect(refusalOf(world, from(day, 'late'))).toEqual({
        code: 'books-closed',
        facts: { effectiveOn: day, closedThrough: '2017-06-30', field: 'from' },
      });
    }
    world.post(from('2017-07-01'));
  });

  it('a share of all is one', () => {
    const world = openedLedger();
    world.post(policy(world, [share(1, 1)], 'all'));
  });

  it('the version with the latest first day decides, not the one adopted last', () => {
    const world = openedLedger({ opensOn: '2017-06-01' });
    const adopted = (version: string, from: string) => {
      const command = policy(world, POLICY_ROWS, version);
      return { ...command, data: { ...command.data, from } } as typeof command;
    };
    world.post(adopted('next', '2017-07-02'), adopted('corrected', '2017-07-01'));
    expect(world.state.policy()?.version).toBe('test-1');
    expect(world.advanceTo('2017-07-01').state.policy()?.version).toBe('corrected');
    expect(world.advanceTo('2017-07-02').state.policy()?.version).toBe('next');
    world.post(adopted('again', '2017-07-02'));
    expect(world.state.policy()?.version).toBe('again');
  });

  const wrong: readonly [string, readonly PolicyRow[], string][] = [
    ['a day that never is', [deadline('11-31')], 'value'],
    ['30 February', [deadline('02-30')], 'value'],
    ['a day that most years do not have', [deadline('02-29')], 'value'],
    ['a term of ages', [{ key: 'carry-over-term', value: { years: 1e15 } }], 'value'],
    ['a limit of ages', [{ key: 'backdating-limit', value: { days: 1e15 } }], 'value'],
    [
      'a base beyond all land',
      [{ key: 'pre-issue-base', value: { total: '9'.repeat(16) } }],
      'value',
    ],
    ['a share of more than all', [share(3, 2)], 'value'],
    ['a share by a percentage', [share(50, 1)], 'value'],
    ['a share of less than nothing', [share(-1, 2)], 'value'],
    ['a share of nothing', [share(1, 0)], 'value'],
    ['a share that is no number', [share(NaN, 2)], 'value'],
    ['a base of nothing', [{ key: 'pre-issue-base', value: { total: '0' } }], 'value'],
    ['a base less than nothing', [{ key: 'pre-issue-base', value: { total: '-1' } }], 'value'],
    ['a negative term', [{ key: 'carry-over-term', value: { years: -1 } }], 'value'],
    [
      'a class without a name',
      [{ key: 'freeze-exceptions', value: { projectClasses: [' '] } }],
      'value',
    ],
    [
      'a class twice',
      [{ key: 'freeze-exceptions', value: { projectClasses: ['民生', '民生 '] } }],
      'value',
    ],
    [
      'a member beside the value',
      [{ key: 'backdating-limit', value: { days: 1, percent: 50 } as never }],
      'value',
    ],
    [
      'a scope that is never asked for',
      [{ key: 'backdating-limit', value: { days: 1 }, scope: { planYear: 2017 } }],
      'scope.planYear',
    ],
    ['an indicator that is not there', [deadline('12-10', { indicator: 'x' })], 'scope.indicator'],
    ['a plan kind that is not there', [deadline('12-10', { planKind: 'x' })], 'scope.planKind'],
    ['an impossible year', [deadline('12-10', { planYear: 20_177 })], 'scope.planYear'],
    [
      'indicators that are not there',
      [{ key: 'approval-indicators', value: { indicators: ['x'] } }],
      'value',
    ],
    ['two rows of one scope', [deadline('12-10'), deadline('12-11')], 'scope'],
    [
      'two rows that fit one lot and of which neither is more specific',
      [deadline('12-10', { planYear: 2017 }), deadline('12-11', { planKind: 'pool' })],
      'scope',
    ],
  ];
  it.each(wrong)('%s is refused at adoption', (_what, rows, field) => {
    const world = openedLedger();
    expect(codeOf(world, policy(world, rows, 'wrong'))).toBe('policy-malformed');
    expect(factsOf(world, policy(world, rows, 'wrong'))).toMatchObject({ field });
  });

  it('rows that fit one lot are adopted when another decides what both fit', () => {
    const world = openedLedger();
    const rows = [
      deadline('12-10', { planYear: 2017 }),
      deadline('12-11', { planKind: 'pool' }),
      deadline('12-12', { planYear: 2017, planKind: 'pool' }),
      deadline('02-28', { planYear: 2018, planKind: 'pool' }),
      deadline('12-13'),
    ];
    world.post(policy(world, rows, 'right'));
  });
});
