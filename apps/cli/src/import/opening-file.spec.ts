import { readOpeningFile, type OpeningFile, type OpeningFileOptions } from './opening-file.js';
import { UnitNames } from './unit-names.js';

const units = new UnitNames([
  { unitId: 'u-330402', code: '330402', name: '南湖区' },
  { unitId: 'u-330411', code: '330411', name: '秀洲区' },
  { unitId: 'u-330424', code: '330424', name: '海盐县' },
  { unitId: 'u-330481', code: '330481', name: '海宁市' },
  { unitId: 'u-330482', code: '330482', name: '平湖市' },
  { unitId: 'u-jx-etdz', localCode: 'JX-ETDZ', name: '经开区' },
  { unitId: 'u-330102', code: '330102', name: '西湖区' },
  { unitId: 'u-360103', code: '360103', name: '西湖区' },
]);

const read = (text: string, options: Partial<OpeningFileOptions> = {}): OpeningFile =>
  readOpeningFile(text, units, {
    blankIsZero: false,
    round: false,
    indicator: 'annual',
    ignoreColumns: [],
    ...options,
  });

const bodies = (text: string, options: Partial<OpeningFileOptions> = {}) => {
  const { rows, problems } = read(text, options);
  expect(problems).toEqual([]);
  return rows.map(({ body }) => body);
};

const messages = (text: string, options: Partial<OpeningFileOptions> = {}): string[] =>
  read(text, options).problems.map(
    ({ line, column, message }) => `${line}${column ? ` ${column}` : ''}: ${message}`,
  );

const given = { planYear: 2017, planKind: 'base' };

describe('a table of opening balances', () => {
  it('has Chinese heads', () =>
    expect(
      bodies(
        '代码,名称,指标,计划年度,计划类型,可用总量,可用农用地,可用耕地,计量单位\n' +
          '330402,南湖区,年度计划指标,2017,基础指标,300,250,200,亩\n',
      ),
    ).toEqual([
      {
        unit: '330402',
        indicator: 'annual',
        planYear: 2017,
        planKind: 'base',
        available: { total: '300亩', farmland: '250亩', cultivated: '200亩' },
      },
    ]));

  it('has English heads', () =>
    expect(
      bodies(
        'code,plan year,plan kind,available.total,available.farmland,available.cultivated,consumed.total,consumed.farmland,consumed.cultivated,measure\n' +
          'JX-ETDZ,2016,pool,20.5,1,0.25,"1,300",2,3,ha\n',
      ),
    ).toEqual([
      {
        unit: 'JX-ETDZ',
        indicator: 'annual',
        planYear: 2016,
        planKind: 'pool',
        available: { total: '20.5ha', farmland: '1ha', cultivated: '0.25ha' },
        consumed: { total: '1,300ha', farmland: '2ha', cultivated: '3ha' },
      },
    ]));

  it('has a merged head under a title and a unit line, and notes under its rows', () => {
    const text = [
      '嘉兴市计划指标期初余额表,,,,,,',
      ',,,,,,（单位：万亩）',
      '序号,县（市、区）,可用,,,已使用,,',
      ',,总量,其中：农用地,其中：耕地,总量,农用地,耕地',
      '1,海 盐 县,０．０３００,0.02,0.01,0,0,0',
      '注：1. 数据截至年末。,,,,,,',
    ].join('\r\n');
    expect(bodies(text, given)).toEqual([
      {
        unit: '330424',
        indicator: 'annual',
        planYear: 2017,
        planKind: 'base',
        available: { total: '０．０３００万亩', farmland: '0.02万亩', cultivated: '0.01万亩' },
      },
    ]);
  });

  it('mixes measures: of the cell, of the head, of the row, of the unit line, the nearest one speaks', () => {
    const text = [
      '单位：万亩,,,,',
      '名称,可用总量,可用农用地(公顷),可用耕地,计量单位',
      '海宁,1 公顷,1,1,',
      '平湖,1,1,1,亩',
    ].join('\n');
    expect(bodies(text, given).map(({ available }) => available)).toEqual([
      { total: '1 公顷', farmland: '1公顷', cultivated: '1万亩' },
      { total: '1亩', farmland: '1公顷', cultivated: '1亩' },
    ]);
  });

  it('refuses an amount without any measure', () =>
    expect(messages('名称,可用总量,可用农用地,可用耕地\n海宁,300,2亩,1亩\n', given)).toEqual([
      '2 可用总量: "300" states no measure (亩, 公顷, 万亩, …), and neither does the table',
    ]));

  it('reports every wrong row at once, with its line', () =>
    expect(
      messages(
        [
          '代码,名称,计划年度,可用总量(亩),可用农用地(亩),可用耕地(亩)',
          '330402,南湖区,2017,abc,1,1',
          ',西湖区,2017,1,1,1',
          ',绍兴县,2017,1,1,1',
          '330499,,2017,1,1,1',
          '330481,平湖市,2017,1,1,1',
          '330481,海宁,十七年,1,-1,1.0000001',
          ',,2017,1,1,1',
        ].join('\n'),
        { planKind: 'base' },
      ),
    ).toEqual([
      '2 可用总量(亩): "abc" is no amount',
      '3: 西湖区 may be 330102 西湖区, 360103 西湖区: give the code',
      '4: no unit is called 绍兴县 on that day',
      '5: no unit has the code 330499 on that day',
      '6: 330481 is 海宁市 on that day, the row says 平湖市',
      '7: "十七年" is no plan year',
      '7 可用农用地(亩): "-1亩" is negative',
      '7 可用耕地(亩): "1.0000001亩" is no whole number of 1/300 m²; nearest: 1亩, 1.000005亩',
      '8: the row names no unit',
    ]));

  it('takes an empty cell for unknown, and for nothing only when told so', () => {
    const text = '名称,可用总量(亩),可用农用地(亩),可用耕地(亩)\n海宁,300,,—\n';
    expect(messages(text, given)).toEqual([
      '2 可用农用地(亩): is empty: unknown, or zero? (--blank-is-zero)',
      '2 可用耕地(亩): is empty: unknown, or zero? (--blank-is-zero)',
    ]);
    expect(bodies(text, { ...given, blankIsZero: true })[0]?.available).toEqual({
      total: '300亩',
      farmland: '0 mu',
      cultivated: '0 mu',
    });
  });

  it('leaves cells empty that its indicator has no component for, and nothing else', () => {
    const text = (scaleFarmland: string): string =>
      '名称,指标,可用总量(亩),可用农用地(亩),可用耕地(亩)\n' +
      `海宁,规划规模,300,${scaleFarmland},\n`;
    expect(bodies(text(''), given)[0]).toMatchObject({
      indicator: 'scale',
      available: { total: '300亩' },
    });
    expect(messages(text('5'), given)).toEqual(['2 可用农用地(亩): scale has no such component']);
  });

  it('H-21 names the smallest unit of grain where an amount of it is none', () => {
    const text =
      '单位：亩\n名称,指标,可用面积,可用水田,可用标准粮食产能(公斤)\n海宁,增减挂钩,10,5,0.00005\n';
    expect(messages(text).join()).toContain('is no whole number of grams');
  });

  it('reads grain in its own measure beside areas in theirs', () =>
    expect(
      bodies(
        '单位：亩\n名称,指标,可用面积,可用水田,可用标准粮食产能(公斤)\n海宁,增减挂钩,10,5,4000\n',
        given,
      )[0]?.available,
    ).toEqual({ area: '10亩', paddy: '5亩', grain: '4000公斤' }));

  it('refuses a column it does not know, unless it is left out by name', () => {
    const text = '名称,可用总量(亩),可用农用地(亩),可用耕地(亩),下达\n海宁,3,2,1,99\n';
    expect(messages(text, given)).toEqual([
      '1 下达: the column is not known; leave it out with --ignore-column "下达"',
    ]);
    expect(bodies(text, { ...given, ignoreColumns: ['下达'] })).toHaveLength(1);
  });

  it('refuses a unit stated twice for the same quota', () =>
    expect(
      messages('名称,可用总量(亩),可用农用地(亩),可用耕地(亩)\n海宁,3,2,1\n海宁市,3,2,1\n', given),
    ).toEqual(['3: line 2 states the same unit, indicator, year and plan kind']));

  it('asks when reserved quota is to be free again', () => {
    const text = (reserved: string, end: string): string =>
      '名称,可用总量(亩),可用农用地(亩),可用耕地(亩),预占总量(亩),预占农用地(亩),预占耕地(亩),预占到期日\n' +
      `海宁,3,2,1,${reserved},0,0,${end}\n`;
    expect(messages(text('5', ''), given)).toEqual([
      '2: reserved quota needs the day its reservation ends (预占到期日)',
    ]);
    expect(bodies(text('5', '2017年6月30日'), given)[0]).toMatchObject({
      reserved: { total: '5亩' },
      expiresOn: '2017-06-30',
    });
    expect(bodies(text('0', ''), given)[0]).not.toHaveProperty('reserved');
    expect(messages(text('5', '2017-02-30'), given)).toContain(
      '2 expiresOn: "2017-02-30" is no date',
    );
  });

  it('leaves out what a unit holds nothing of', () =>
    expect(
      bodies(
        '名称,可用总量(亩),可用农用地(亩),可用耕地(亩),已使用总量(亩),已使用农用地(亩),已使用耕地(亩)\n' +
          '海宁,0,0,0,5,5,5\n平湖,0,0,0,0,0,0\n',
        given,
      ).map(({ unit, available, consumed }) => ({ unit, available, consumed })),
    ).toEqual([
      { unit: '330481', consumed: { total: '5亩', farmland: '5亩', cultivated: '5亩' } },
      { unit: '330482' },
    ]));

  it('rounds the eight decimals of a register only when told so, and keeps what was printed', () => {
    const text = '名称,可用总量(公顷),可用农用地(公顷),可用耕地(公顷)\n海宁,1.23456789,1,0\n';
    expect(messages(text, given)[0]).toContain('is no whole number of 1/300 m²; nearest: ');
    const { rows, problems } = read(text, { ...given, round: true });
    expect(problems).toEqual([]);
    expect(rows[0]?.body.available?.['total']).toBe('3703704 u');
    expect(rows[0]?.cells.get(1)?.roundedFrom).toBe('1.23456789公顷');
  });

  it('says so when there is no table, and when it has no rows', () => {
    expect(messages('some text\nmore text\n')).toEqual([
      '0: no line names a unit (代码 or 名称) and an amount (e.g. 可用总量): no table found',
    ]);
    expect(messages('名称,可用总量(亩)\n')).toEqual(['0: the table has no rows']);
    expect(messages('名称,可用总量(亩)\n"海宁,1\n')[0]).toMatch(/^0: the file is no CSV/);
  });
});

describe('the totals of a table', () => {
  // Jiaxing 2012, 基本农田保护面积 in 万亩: domain.md 2, T-04.
  const jiaxing = (total: string): string =>
    [
      '单位：万亩,',
      '名称,可用总量',
      ...['330402,29.2010', '330411,40.0518', '330424,38.7169', '330481,43.4097'],
      ...['330482,32.0154', 'JX-ETDZ,41.8522', '330102,49.0370'],
      `合计,${total}`,
    ]
      .join('\n')
      .replace('名称', '代码');

  it('keep a difference of the last digit as tail difference (T-04)', () => {
    const { totals, problems } = read(jiaxing('274.2841'), { ...given, indicator: 'scale' });
    expect(problems).toEqual([]);
    expect(totals).toMatchObject([
      {
        component: 'total',
        rows: 548_568_000_000n,
        stated: 548_568_200_000n,
        difference: 200_000n,
        lastDigit: 200_000n,
        text: '274.2841万亩',
      },
    ]);
  });

  it('are a problem when they differ by more', () =>
    expect(messages(jiaxing('274.2844'), { ...given, indicator: 'scale' })).toEqual([
      '10 可用总量: the total is 2742844 mu, its rows add up to 2742840 mu',
    ]));

  it('are not asked to be half where a document says half (T-34)', () =>
    expect(
      bodies('单位：万亩,\n名称,可用总量\n海宁,6\n平湖,6.08\n合计,12.08\n', {
        ...given,
        indicator: 'scale',
      }),
    ).toHaveLength(2));

  it('may be printed above their rows, which then begin with 其中', () => {
    const { rows, totals, parts } = read(
      '单位：亩,\n名称,可用总量\n合　计,5\n其中：海宁,2\n平湖,3\n',
      { ...given, indicator: 'scale' },
    );
    expect(rows.map(({ body }) => body.unit)).toEqual(['330481', '330482']);
    expect(totals).toMatchObject([{ difference: 0n }]);
    expect(parts).toEqual([]);
  });

  it('count a part (其中) of a row once', () => {
    const { rows, parts, problems, subtotals, totals } = read(
      '单位：亩,\n名称,可用总量\n海宁,5\n其中：开发区,2\n小计,5\n平湖,3\n小计,3\n总计,8\n',
      { ...given, indicator: 'scale' },
    );
    expect(problems).toEqual([]);
    expect(rows).toHaveLength(2);
    expect(parts).toHaveLength(1);
    expect(subtotals.map(({ difference }) => difference)).toEqual([0n, 0n]);
    expect(totals).toMatchObject([{ stated: 1_600_000n, difference: 0n }]);
  });
});
