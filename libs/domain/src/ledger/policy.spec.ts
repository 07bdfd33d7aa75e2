import { dayOf } from './look-up.js';
import { policyValue, type Policy } from './policy.js';

const policy: Policy = {
  version: 'v',
  from: dayOf('2017-01-01'),
  rows: [
    { key: 'carry-over-term', value: { years: 2 } },
    { key: 'carry-over-term', scope: { indicator: 'annual' }, value: { years: 3 } },
    {
      key: 'carry-over-term',
      scope: { indicator: 'annual', planKind: 'reward', planYear: 2017 },
      value: { years: 1 },
    },
    { key: 'voided-consumption', scope: { planYear: 2020 }, value: { fate: 'void' } },
  ],
};
const years = (scope = {}) => policyValue(policy, 'carry-over-term', scope)?.years;

describe('policyValue', () => {
  it('takes the row that says most of what is asked', () => {
    expect(years()).toBe(2);
    expect(years({ indicator: 'scale' })).toBe(2);
    expect(years({ indicator: 'annual', planKind: 'pool', planYear: 2017 })).toBe(3);
    expect(years({ indicator: 'annual', planKind: 'reward', planYear: 2017 })).toBe(1);
    expect(years({ indicator: 'annual', planKind: 'reward', planYear: 2018 })).toBe(3);
  });

  it('guesses nothing', () => {
    expect(policyValue(policy, 'voided-consumption', { planYear: 2019 })).toBeUndefined();
    expect(policyValue(policy, 'backdating-limit')).toBeUndefined();
    expect(policyValue(undefined, 'carry-over-term')).toBeUndefined();
  });
});
