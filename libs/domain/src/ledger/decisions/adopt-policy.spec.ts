import type { PolicyRow } from '../policy.js';
import {
  accepted,
  asked,
  city,
  codeOf,
  openedLedger,
  POLICY_ROWS,
  type World,
} from '../testing/index.js';

const adopt = (world: World, data: Partial<Parameters<typeof asked<'AdoptPolicy'>>[2]> = {}) =>
  asked(world, 'AdoptPolicy', {
    entryId: 'ap',
    version: 'v2',
    digest: 'ab',
    from: '2017-08-01',
    rows: POLICY_ROWS,
    ...data,
  });

describe('adoptPolicy (政策生效)', () => {
  it('keeps version, digest, first day and rows; it decides from its day on', () => {
    const world = openedLedger();
    const event = accepted(world, adopt(world), 'PolicyAdopted');
    expect(event.data).toMatchObject({ version: 'v2', digest: 'ab', from: '2017-08-01' });
    expect(event.data.rows).toEqual(POLICY_ROWS);
    expect(world.state.policy()?.version).toBe('test-1');
    expect(world.advanceTo('2017-08-01').state.policy()?.version).toBe('v2');
  });

  it.each<[string, unknown]>([
    ['pre-issue-share', { numerator: 1, denominator: 0 }],
    ['pre-issue-share', { numerator: 0.5, denominator: 1 }],
    ['pre-issue-base', { total: '1.5' }],
    ['voided-consumption', { fate: 'gone' }],
    ['use-deadline', { monthDay: '13-01', then: 'reclaim' }],
    ['use-deadline', { monthDay: '12-10', then: 'burn' }],
    ['backdating-limit', { days: -1 }],
    ['carry-over-term', { years: 1.5 }],
    ['freeze-exceptions', { projectClasses: [''] }],
    ['approval-indicators', { indicators: [''] }],
    ['price', { yuan: 1 }],
  ])('refuses a malformed row of %s', (key, value) => {
    const world = openedLedger();
    const rows = [{ key, value } as unknown as PolicyRow];
    expect(codeOf(world, adopt(world, { rows }))).toBe('policy-malformed');
  });

  it.each<[string, Parameters<typeof adopt>[1], string]>([
    ['a version that is taken', { version: 'test-1' }, 'policy-version-taken'],
    ['no date', { from: '2017' }, 'date-malformed'],
    ['a city', { actor: city('330400') }, 'not-permitted'],
    ['a day to come as its own', { effectiveOn: '2017-07-01' }, 'effective-in-future'],
  ])('is refused for %s', (_what, data, code) => {
    const world = openedLedger();
    expect(codeOf(world, adopt(world, data))).toBe(code);
  });
});
