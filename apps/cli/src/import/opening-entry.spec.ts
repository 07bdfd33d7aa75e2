import { openingEntries, type OpeningDocument } from './opening-entry.js';
import { readOpeningFile } from './opening-file.js';
import { UnitNames } from './unit-names.js';

const document: OpeningDocument = {
  number: '浙土资发〔2017〕1号',
  issuer: '浙江省国土资源厅',
  date: '2017-01-05',
  sha256: 'a'.repeat(64),
};

const codes = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => String(330_001 + i));

const entries = (head: string, rows: readonly string[], units = codes(2)) => {
  const names = new UnitNames(
    units.map((code) => ({ unitId: `u-${code}`, code, name: `${code}县` })),
  );
  const file = readOpeningFile([head, ...rows].join('\n'), names, {
    ...{ blankIsZero: false, round: true, indicator: 'scale', planYear: 2016, planKind: 'base' },
    ignoreColumns: [],
  });
  expect(file.problems).toEqual([]);
  return openingEntries(file, document, '2017-01-01');
};

it('is one entry with its document and its printed total', () =>
  expect(entries('代码,可用总量(亩)', ['330001,1.50', '330002,2', '合计,3.50'])).toEqual([
    {
      effectiveOn: '2017-01-01',
      document,
      rows: [
        {
          ...{ unit: '330001', indicator: 'scale', planYear: 2016, planKind: 'base' },
          available: { total: '1.50亩' },
        },
        {
          ...{ unit: '330002', indicator: 'scale', planYear: 2016, planKind: 'base' },
          available: { total: '2亩' },
        },
      ],
      totals: [{ component: 'total', stated: '3.50亩' }],
    },
  ]));

it('adds the totals of the columns of one component, as the ledger checks them', () =>
  expect(
    entries('代码,可用总量(万亩),已使用总量(万亩)', [
      '330001,1.0001,2.0002',
      '330002,1,0.5',
      '合计,2.0001,2.5003',
    ]),
  ).toMatchObject([{ totals: [{ component: 'total', stated: '4.5004万亩' }] }]));

it('keeps in words what is no single figure with one last digit', () => {
  const [measures] = entries('代码,可用总量(亩),已使用总量(公顷)', ['330001,15,1', '合计,15,1']);
  expect(measures).not.toHaveProperty('totals');
  expect(measures?.note).toBe('合计 可用总量(亩) 15亩；已使用总量(公顷) 1公顷');

  const [tails] = entries('代码,可用总量(亩),已使用总量(亩)', [
    '330001,1.0,2.0',
    '330002,1.0,2.0',
    '合计,2.1,4.1',
  ]);
  expect(tails).not.toHaveProperty('totals');
  expect(tails?.note).toBe(
    '合计 可用总量(亩) 2.1亩（尾差 0.1 mu）；已使用总量(亩) 4.1亩（尾差 0.1 mu）',
  );
});

it('keeps the printed figures that were rounded', () =>
  expect(entries('代码,可用总量(公顷)', ['330001,1.23456789'])).toMatchObject([
    { rows: [{ available: { total: '3703704 u' } }], note: '四舍五入：第2行 1.23456789公顷' },
  ]));

it('leaves out rows that hold nothing', () =>
  expect(entries('代码,可用总量(亩)', ['330001,0', '330002,1'])).toMatchObject([
    { rows: [{ unit: '330002' }] },
  ]));

it('is cut into entries that fit, by unit', () => {
  const units = codes(1_000);
  const rows = units.map((code) => `${code},1`);
  const cut = entries('代码,可用总量(亩)', [...rows, '合计,1000'], units);
  expect(cut.map((entry) => entry.rows.length)).toEqual([900, 100]);
  expect(cut.map(({ note }) => note)).toEqual(['合计 1000亩', '合计 1000亩']);
});
