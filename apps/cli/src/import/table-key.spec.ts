import { openingEntries } from './opening-entry.js';
import { readOpeningFile } from './opening-file.js';
import { tableKey } from './table-key.js';
import { UnitNames } from './unit-names.js';

const units = new UnitNames(
  ['330001', '330002'].map((code) => ({ unitId: `u-${code}`, code, name: `${code}县` })),
);

const keyOf = (...lines: string[]): string => {
  const file = readOpeningFile(lines.join('\n'), units, {
    ...{ blankIsZero: true, round: false, indicator: 'scale', planYear: 2016, planKind: 'base' },
    ignoreColumns: [],
  });
  expect(file.problems).toEqual([]);
  const document = { number: '1', issuer: '省厅', date: '2017-01-05', sha256: 'a' };
  return tableKey(openingEntries(file, document, '2017-01-01'));
};

const KEY = keyOf('代码,可用总量(亩)', '330001,10', '330002,20', '合计,30');

describe('H-17 the key of a table', () => {
  it.each([
    ['another order', ['代码,可用总量(亩)', '330002,20', '330001,10', '合计,30']],
    ['other decimals', ['代码,可用总量(亩)', '330001,10.00', '330002,20.0', '合计,30.00']],
    ['no total', ['代码,可用总量(亩)', '330001,10', '330002,20']],
    ['an empty line', ['代码,可用总量(亩)', '', '330001,10', '330002,20', '合计,30', '']],
    ['columns the other way', ['可用总量(亩),代码', '10,330001', '20,330002', '30,合计']],
    ['names', ['名称,可用总量(亩)', '330001县,10', '330002县,20', '合计,30']],
  ])('is the same for %s', (_, lines) => expect(keyOf(...lines)).toBe(KEY));

  it('is another for another amount', () =>
    expect(keyOf('代码,可用总量(亩)', '330001,10', '330002,21')).not.toBe(KEY));
});
