import { readOpeningFile } from './opening-file.js';
import { UnitNames } from './unit-names.js';

const units = new UnitNames([
  { unitId: 'u-330000', code: '330000', name: '浙江省' },
  { unitId: 'u-330400', code: '330400', name: '嘉兴市', parent: 'u-330000' },
  { unitId: 'u-330402', code: '330402', name: '南湖区', parent: 'u-330400' },
  { unitId: 'u-330411', code: '330411', name: '秀洲区', parent: 'u-330400' },
]);

const messages = (text: string, more: { readonly ownHoldings?: boolean } = {}): string[] =>
  readOpeningFile(text, units, {
    blankIsZero: false,
    round: false,
    indicator: 'annual',
    planYear: 2017,
    planKind: 'pool',
    ignoreColumns: [],
    ...more,
  }).problems.map(({ line, message }) => `${line}: ${message}`);

describe('H-21: what a spreadsheet has destroyed', () => {
  const table = (code: string, project: string, amount = '1'): string =>
    `代码,项目代码,可用总量(亩)\n${code},${project},${amount}\n`;

  it.each([
    ['2.01733E+23', 'has lost its digits'],
    ['2.01733e23', 'has lost its digits'],
    ['#N/A', 'an error of the spreadsheet'],
    ['#REF!', 'an error of the spreadsheet'],
    ['########', 'did not fit its column'],
    ['2017/3/4', 'was turned into a date'],
    ['2017年3月4日', 'was turned into a date'],
    ['3月4日', 'was turned into a date'],
    ['4-Mar', 'was turned into a date'],
    ['Mar-17', 'was turned into a date'],
  ])('a project code %s is refused with what to do', (project, what) => {
    const [message, ...others] = messages(table('330402', project));
    expect(message).toContain(what);
    expect(message).toContain(project);
    expect(others).toEqual([]);
  });

  it('an amount too, and a code', () => {
    expect(messages(table('330402', 'p-1', '########'))[0]).toContain('did not fit its column');
    expect(messages(table('#N/A', 'p-1'))[0]).toContain('an error of the spreadsheet');
  });

  it.each(['2017-330402-41-03-012345-000', '浙土整〔2017〕12号', 'E17', '3-4号地块'])(
    'a project code %s is sound',
    (project) => expect(messages(table('330402', project))).toEqual([]),
  );
});

describe('H-21: a row with more cells than the head', () => {
  it('is refused: a thousands comma has moved its amounts', () =>
    expect(messages('代码,可用总量(亩)\n330402,1,234.5\n')).toEqual([
      expect.stringContaining('"234.5" stands beyond the last column'),
    ]));

  it('is taken when they are empty', () =>
    expect(messages('代码,可用总量(亩)\n330402,1,,\n')).toEqual([]));
});

describe('H-21: a row of a city above the rows of its counties', () => {
  const table = (city: string): string =>
    `代码,可用总量(亩)\n330400,${city}\n330402,10\n330411,20\n`;

  it('is asked about, and says when it is their sum', () => {
    expect(messages(table('30'))).toEqual([
      expect.stringContaining(
        '2: 330400 stands above 2 other rows of the table, and their amounts',
      ),
    ]);
    expect(messages(table('5'))).toEqual([
      expect.stringContaining('330400 stands above 2 other rows of the table: is it their total?'),
    ]);
  });

  it('is imported when the city holds it itself', () =>
    expect(messages(table('30'), { ownHoldings: true })).toEqual([]));
});
