import type { UnitVersion } from '#domain';

/** The day the demonstration's ledger opens: units carry the names and codes of that day. */
export const OPENS_ON = '2015-01-01';

export const PROVINCE_CODE = '330000';
export const PROVINCE = `u-${PROVINCE_CODE}`;

/**
 * County-level units on 1 January 2015 by their last two digits (GB/T 2260; the change log of yescallop/areacodes with
 * the approval documents). Names are without 区, 县 and 市, which follow from the code.
 */
const COUNTIES: Readonly<Record<string, string>> = {
  '3301 杭州':
    '02 上城 03 下城 04 江干 05 拱墅 06 西湖 08 滨江 09 萧山 10 余杭 11 富阳 22 桐庐 27 淳安 82 建德 85 临安',
  '3302 宁波':
    '03 海曙 04 江东 05 江北 06 北仑 11 镇海 12 鄞州 25 象山 26 宁海 81 余姚 82 慈溪 83 奉化',
  '3303 温州':
    '02 鹿城 03 龙湾 04 瓯海 22 洞头 24 永嘉 26 平阳 27 苍南 28 文成 29 泰顺 81 瑞安 82 乐清',
  '3304 嘉兴': '02 南湖 11 秀洲 21 嘉善 24 海盐 81 海宁 82 平湖 83 桐乡',
  '3305 湖州': '02 吴兴 03 南浔 21 德清 22 长兴 23 安吉',
  '3306 绍兴': '02 越城 03 柯桥 04 上虞 24 新昌 81 诸暨 83 嵊州',
  '3307 金华': '02 婺城 03 金东 23 武义 26 浦江 27 磐安 81 兰溪 82 义乌 83 东阳 84 永康',
  '3308 衢州': '02 柯城 03 衢江 22 常山 24 开化 25 龙游 81 江山',
  '3309 舟山': '02 定海 03 普陀 21 岱山 22 嵊泗',
  '3310 台州': '02 椒江 03 黄岩 04 路桥 21 玉环 22 三门 23 天台 24 仙居 81 温岭 82 临海',
  '3311 丽水': '02 莲都 21 青田 22 缙云 23 遂昌 24 松阳 25 云和 26 庆元 27 景宁 81 龙泉',
};

/** 景宁 is an autonomous county; every other name follows from its code. */
const FULL_NAMES: Readonly<Record<string, string>> = { '331127': '景宁畲族自治县' };

/** The name with 区 (01–20), 县 (21–80) or 市 (81–99), as GB/T 2260 orders its codes. */
export const fullName = (code: string, name: string): string => {
  const number = Number(code.slice(4));
  return FULL_NAMES[code] ?? name + (number <= 20 ? '区' : number <= 80 ? '县' : '市');
};

export const unitId = (code: string): string => `u-${code}`;

/** 宁波 is 计划单列市: its quota comes from the state, not from the province. */
const PLANNED_SEPARATELY = '330200';

const city = (code: string, name: string): UnitVersion => ({
  unitId: unitId(code),
  code,
  name: `${name}市`,
  level: 'city',
  parent: PROVINCE,
  from: OPENS_ON,
  holdsQuota: true,
  ...(code === PLANNED_SEPARATELY ? { plannedSeparately: true } : {}),
});

export const county = (code: string, name: string): UnitVersion => ({
  unitId: unitId(code),
  code,
  name: fullName(code, name),
  level: 'county',
  parent: unitId(`${code.slice(0, 4)}00`),
  from: OPENS_ON,
  holdsQuota: true,
});

/** Jiaxing's functional zones receive notices like counties and have no national code (嘉自然资规发〔2021〕37号). */
const zone = (id: string, localCode: string, name: string): UnitVersion => ({
  unitId: id,
  localCode,
  name,
  level: 'zone',
  parent: unitId('330400'),
  from: OPENS_ON,
  holdsQuota: true,
  note: '无国家行政区划代码,代码为本账自编',
});

/** The cities, counties and zones the ledger opens with, each after the unit above it. */
export const openingUnits = (): readonly UnitVersion[] => [
  ...Object.entries(COUNTIES).flatMap(([head, counties]) => {
    const [prefix = '', name = ''] = head.split(' ');
    return [city(`${prefix}00`, name), ...countiesOf(prefix, counties)];
  }),
  zone('u-330400-jk', '330400-JK', '嘉兴经开区'),
  zone('u-330400-gq', '330400-GQ', '嘉兴港区'),
];

const countiesOf = (prefix: string, counties: string): UnitVersion[] => {
  const words = counties.split(' ');
  return Array.from({ length: words.length / 2 }, (_, i) =>
    county(`${prefix}${words[2 * i] ?? ''}`, words[2 * i + 1] ?? ''),
  );
};
