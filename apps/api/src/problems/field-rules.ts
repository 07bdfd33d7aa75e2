import type { Language, Localised } from '#platform';

/** What a field rule asks for, as the caller reads it. The names are those of the decorators in `validation/fields`. */
export const FIELD_RULES = {
  text: { zh: '应为规定格式的文字', en: 'must be text of the required form' },
  date: { zh: '应为日期 YYYY-MM-DD', en: 'must be a date YYYY-MM-DD' },
  instant: {
    zh: '应为带时区的时刻或日期',
    en: 'must be an instant with its offset, or a date',
  },
  year: { zh: '应为四位年度(整数)', en: 'must be a year, as a whole number' },
  flag: { zh: '应为 true 或 false', en: 'must be true or false' },
  'one-of': { zh: '不在允许的取值之中', en: 'is none of the allowed values' },
  amount: { zh: '应为带单位的数量,如 "300亩"', en: 'must be an amount with its unit: "300 mu"' },
  quantity: {
    zh: '应为各分项数量,如 {"total":"300亩"}',
    en: 'must be amounts by component: {"total":"300 mu"}',
  },
  'text-list': { zh: '应为文字列表', en: 'must be a list of texts' },
  'text-map': { zh: '应为名称到文字的对照', en: 'must be texts by name' },
  'name-pairs': { zh: '应为成对名称的列表', en: 'must be a list of pairs of names' },
  object: { zh: '应为对象', en: 'must be an object' },
  'object-list': {
    zh: '应为非空且不过长的对象列表',
    en: 'must be a list of objects, neither empty nor too long',
  },
  'whole-number': { zh: '应为非负整数', en: 'must be a whole number that is not negative' },
  'too-deep': { zh: '嵌套过深', en: 'is nested too deeply' },
  'unknown-member': { zh: '不是已知字段', en: 'is no known member' },
  'lot-or-direct': {
    zh: '应指明指标批或国家配置,二者择一',
    en: 'must name a lot or be direct, not both',
  },
  'entry-kind': { zh: '不是已知的记账种类', en: 'is no known kind of entry' },
  cursor: { zh: '不是本查询给出的游标', en: 'is no cursor of this query' },
  'one-clock': {
    zh: 'knownAt 与 atRevision 只能用其一',
    en: 'only one of knownAt and atRevision may be given',
  },
} as const satisfies Record<string, Localised>;

export type FieldRule = keyof typeof FIELD_RULES;

/** A place in a body or query and the rule it breaks. */
export interface FieldProblem {
  readonly path: string;
  readonly rule: FieldRule;
}

export const fieldWords = ({ path, rule }: FieldProblem, language: Language): string => {
  const place = path === '' ? (language === 'zh' ? '正文' : 'body') : path;
  return language === 'zh'
    ? `${place} ${FIELD_RULES[rule].zh}`
    : `${place} ${FIELD_RULES[rule].en}`;
};
