import { formatDay, type UnitVersion } from '#domain';
import { dayNamed as day, everyUnit } from './every-unit.js';
import { UNIT_CHANGES } from './unit-changes.js';
import { fullName } from './zhejiang-units.js';

const registry = everyUnit();
const countiesOn = (date: string): UnitVersion[] =>
  [...registry.inForce(day(date))].filter(({ level }) => level === 'county');

/** GB/T 2260 at the end of 2017, by city: two digits and the name without 区, 县, 市. */
const CODES_2017 = `
3301 02 上城 03 下城 04 江干 05 拱墅 06 西湖 08 滨江 09 萧山 10 余杭 11 富阳 12 临安 22 桐庐 27 淳安 82 建德
3302 03 海曙 05 江北 06 北仑 11 镇海 12 鄞州 13 奉化 25 象山 26 宁海 81 余姚 82 慈溪
3303 02 鹿城 03 龙湾 04 瓯海 05 洞头 24 永嘉 26 平阳 27 苍南 28 文成 29 泰顺 81 瑞安 82 乐清
3304 02 南湖 11 秀洲 21 嘉善 24 海盐 81 海宁 82 平湖 83 桐乡
3305 02 吴兴 03 南浔 21 德清 22 长兴 23 安吉
3306 02 越城 03 柯桥 04 上虞 24 新昌 81 诸暨 83 嵊州
3307 02 婺城 03 金东 23 武义 26 浦江 27 磐安 81 兰溪 82 义乌 83 东阳 84 永康
3308 02 柯城 03 衢江 22 常山 24 开化 25 龙游 81 江山
3309 02 定海 03 普陀 21 岱山 22 嵊泗
3310 02 椒江 03 黄岩 04 路桥 22 三门 23 天台 24 仙居 81 温岭 82 临海 83 玉环
3311 02 莲都 21 青田 22 缙云 23 遂昌 24 松阳 25 云和 26 庆元 27 景宁 81 龙泉`;

const tableOf2017 = (): string[] =>
  CODES_2017.trim()
    .split('\n')
    .flatMap((line) => {
      const [prefix = '', ...words] = line.split(' ');
      const rows: string[] = [];
      for (let i = 0; i < words.length; i += 2) {
        const code = `${prefix}${words[i]}`;
        rows.push(`${code} ${fullName(code, words[i + 1] ?? '')}`);
      }
      return rows;
    });

describe('the units of Zhejiang', () => {
  it.each([
    ['2015-01-01', 90],
    ['2016-12-31', 89],
    ['2017-12-31', 89],
    ['2018-12-31', 89],
    ['2019-12-31', 90],
    ['2020-12-31', 90],
    ['2021-12-31', 90],
  ])('has on %s as many counties as the yearly code table: %i', (date, count) => {
    expect(countiesOn(date)).toHaveLength(count);
  });

  it('has 11 cities, of which Ningbo is planned separately', () => {
    const cities = [...registry.inForce(day('2017-12-31'))].filter(({ level }) => level === 'city');
    expect(cities).toHaveLength(11);
    expect(cities.filter(({ plannedSeparately }) => plannedSeparately)).toMatchObject([
      { code: '330200', name: '宁波市' },
    ]);
  });

  it('has the codes and names of the table of 2017', () => {
    const held = countiesOn('2017-12-31').map(({ code, name }) => `${code} ${name}`);
    expect(held.sort()).toEqual(tableOf2017().sort());
  });

  it.each([
    ['330322', '2015-07-22', '洞头县'],
    ['330305', '2015-07-23', '洞头区'],
    ['330204', '2016-09-13', '江东区'],
    ['330283', '2016-09-13', '奉化市'],
    ['330213', '2016-09-14', '奉化区'],
    ['331021', '2017-04-08', '玉环县'],
    ['331083', '2017-04-09', '玉环市'],
    ['330185', '2017-07-17', '临安市'],
    ['330112', '2017-07-18', '临安区'],
    ['330383', '2019-08-16', '龙港市'],
    ['330103', '2021-03-10', '下城区'],
    ['330104', '2021-03-10', '江干区'],
    ['330113', '2021-03-11', '临平区'],
    ['330114', '2021-03-11', '钱塘区'],
  ])('finds %s on %s: %s', (code, date, name) => {
    const unit = registry.resolve(code, day(date)) ?? '';
    expect(registry.on(unit, day(date))?.name).toBe(name);
  });

  it.each([
    ['330322', '2015-07-23'],
    ['330204', '2016-09-14'],
    ['330283', '2016-09-14'],
    ['331021', '2017-04-09'],
    ['330185', '2017-07-18'],
    ['330383', '2019-08-15'],
    ['330103', '2021-03-11'],
    ['330104', '2021-03-11'],
  ])('finds no %s on %s', (code, date) => {
    expect(registry.resolve(code, day(date))).toBeUndefined();
  });

  it.each([
    ['330305', '330322', '2015-07-23', '2015-07-22'],
    ['331083', '331021', '2017-04-09', '2017-04-08'],
    ['330112', '330185', '2017-07-18', '2017-07-17'],
  ])('takes %s for the same unit as %s', (after, before, from, until) => {
    expect(registry.resolve(after, day(from))).toBe(registry.resolve(before, day(until)));
  });

  it.each(['330102', '330105', '330110'])('takes %s of 2020 and of 2022 for two units', (code) => {
    const before = registry.resolve(code, day('2020-12-31'));
    const after = registry.resolve(code, day('2022-01-01'));
    expect(before).toBe(`u-${code}`);
    expect(after).toBe(`u-${code}-2021`);
  });

  it.each([
    ['330604', '2021-02-21'],
    ['330602', '2021-02-21'],
    ['330109', '2021-03-11'],
    ['330303', '2015-07-23'],
    ['330212', '2016-09-14'],
    ['330203', '2016-09-14'],
    ['330327', '2019-08-16'],
  ])('keeps the code %s while the border moves on %s', (code, date) => {
    const unit = registry.resolve(code, day(date)) ?? '';
    expect(registry.versions(unit).map((version) => [version.code, version.from])).toEqual([
      [code, '2015-01-01'],
      [code, date],
    ]);
  });

  it('keeps the zones of Jiaxing under local codes', () => {
    const zones = [...registry.inForce(day('2021-12-31'))].filter(({ level }) => level === 'zone');
    expect(
      zones.map(({ name, localCode, code, parent }) => [name, localCode, code, parent]),
    ).toEqual([
      ['嘉兴经开区', '330400-JK', undefined, 'u-330400'],
      ['嘉兴港区', '330400-GQ', undefined, 'u-330400'],
    ]);
  });

  it('names a document for every change, in the order of the days', () => {
    const days = UNIT_CHANGES.map(({ on }) => on);
    expect(days).toEqual([...days].sort());
    for (const { on, documents } of UNIT_CHANGES)
      expect(documents.map(({ date }) => date)).toContain(formatDay(day(on)));
  });
});
