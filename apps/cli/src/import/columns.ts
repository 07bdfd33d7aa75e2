import { plain } from './cells.js';

export const BUCKETS = ['available', 'reserved', 'consumed'] as const;
export type OpeningBucket = (typeof BUCKETS)[number];

/** What stands in a column. */
export type Column =
  | { readonly kind: 'amount'; readonly amount: AmountColumn }
  | { readonly kind: FactName }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'unknown'; readonly title: string };

export interface AmountColumn {
  readonly title: string;
  readonly bucket: OpeningBucket;
  readonly component: string;
  /** Measure printed in the head itself, as in 可用总量(亩). */
  readonly measure: string | undefined;
}

export type FactName =
  | 'code'
  | 'name'
  | 'indicator'
  | 'planYear'
  | 'planKind'
  | 'measure'
  | 'expiresOn'
  | 'validFrom'
  | 'validUntil'
  | 'purpose'
  | 'project';

const FACT_TITLES: Record<FactName, readonly string[]> = {
  code: ['code', 'unit', 'unitcode', 'unitid', '代码', '区划代码', '行政区划代码', '行政区代码'],
  name: [
    ...['name', 'unitname', 'county', '名称', '单位名称', '区划名称', '行政区', '行政区名称'],
    ...['县', '县名称', '县市区', '县(市、区)', '县(市,区)', '市县', '市、县', '地区'],
  ],
  indicator: ['indicator', '指标', '指标类型', '指标名称'],
  planYear: ['planyear', 'year', '计划年度', '年度', '年份'],
  planKind: ['plankind', 'kind', '计划类型', '计划类别'],
  measure: ['measure', 'areaunit', '计量单位', '面积单位', '单位'],
  expiresOn: ['expireson', '预占到期日', '预占有效期', '到期日'],
  validFrom: ['validfrom', '有效期起', '生效日期'],
  validUntil: ['validuntil', '有效期止', '有效期至', '截止日期'],
  purpose: ['purpose', '用途'],
  project: ['project', '项目', '项目代码'],
};

const IGNORED = new Set(['', 'no', 'no.', '序号', '编号', '备注', '说明', 'note', 'remarks']);

const BUCKET_WORDS: readonly (readonly [string, OpeningBucket])[] = [
  ['available', 'available'],
  ['可用', 'available'],
  ['剩余', 'available'],
  ['结余', 'available'],
  ['节余', 'available'],
  ['余额', 'available'],
  ['reserved', 'reserved'],
  ['预占', 'reserved'],
  ['冻结', 'reserved'],
  ['consumed', 'consumed'],
  ['已使用', 'consumed'],
  ['已用', 'consumed'],
  ['使用', 'consumed'],
  ['核销', 'consumed'],
];

const COMPONENT_WORDS: ReadonlyMap<string, string> = new Map([
  ['total', 'total'],
  ['总量', 'total'],
  ['总面积', 'total'],
  ['总', 'total'],
  ['新增建设用地总量', 'total'],
  ['farmland', 'farmland'],
  ['农用地', 'farmland'],
  ['农', 'farmland'],
  ['cultivated', 'cultivated'],
  ['耕地', 'cultivated'],
  ['耕', 'cultivated'],
  ['area', 'area'],
  ['面积', 'area'],
  ['paddy', 'paddy'],
  ['水田', 'paddy'],
  ['grain', 'grain'],
  ['产能', 'grain'],
  ['粮食产能', 'grain'],
  ['标准粮食产能', 'grain'],
]);

/** Reads the head of a column. One that is not known is reported, because it might hold quota. */
export const columnOf = (title: string): Column => {
  const { text, measure } = withoutMeasure(plain(title));
  if (IGNORED.has(text)) return { kind: 'ignored' };
  for (const [kind, titles] of Object.entries(FACT_TITLES))
    if (isFact(kind) && (titles.includes(plain(title)) || titles.includes(text))) return { kind };
  for (const [word, bucket] of BUCKET_WORDS) {
    if (!text.startsWith(word)) continue;
    const component = COMPONENT_WORDS.get(bare(text.slice(word.length)));
    if (component !== undefined)
      return { kind: 'amount', amount: { title, bucket, component, measure } };
  }
  return { kind: 'unknown', title };
};

const isFact = (kind: string): kind is FactName => kind in FACT_TITLES;

/** 可用总量(亩) and "available.total [mu]" print the measure in the head. */
const withoutMeasure = (text: string): { text: string; measure: string | undefined } => {
  const match = /^(.*?)[([【]([^()[\]【】]+)[)\]】]$/u.exec(text);
  if (!match?.[1] || !match[2] || !MEASURE_NAMES.has(match[2])) return { text, measure: undefined };
  return { text: match[1], measure: match[2] };
};

/** Measures as they are printed in heads and unit lines, without spaces and in lower case. */
export const MEASURE_NAMES: ReadonlySet<string> = new Set([
  ...['亩', 'mu', '公顷', 'ha', 'hm2', 'hm²', '万亩', 'wanmu', '平方米', 'm2', 'm²', '㎡'],
  ...['公斤', '千克', 'kg', '克', 'g', '吨', 't'],
]);

/** What joins bucket and component: available.total, 可用_总量, 可用:其中:农用地, 可用其中农用地. */
const bare = (text: string): string => text.replace(/^[._:/、-]*(其中)?[._:/、-]*/u, '');
