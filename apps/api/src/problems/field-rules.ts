import { fillTemplate, type Language, type Localised } from '#platform';

/** What a field rule asks for, as the caller reads it. The names are those of the decorators in `validation/fields`. */
export const FIELD_RULES = {
  text: { zh: '应为规定格式的文字', en: 'must be text of the required form' },
  date: { zh: '应为日期 YYYY-MM-DD', en: 'must be a date YYYY-MM-DD' },
  instant: {
    zh: '应为带时区的时刻或日期',
    en: 'must be an instant with its offset, or a date',
  },
  'instant-plus': {
    zh: '中的 "+" 在地址里表示空格,请写作 %2B',
    en: 'has a "+", which means a space in an address: write %2B',
  },
  'from-after-to': { zh: '晚于 to', en: 'is after `to`' },
  'one-day': {
    zh: '与 {allowed} 不是同一天,只能用其一',
    en: 'is another day than `{allowed}`: give only one of them',
  },
  'after-as-of': { zh: '晚于 asOf', en: 'is after `asOf`' },
  range: {
    zh: '应为不小于 {min} 且至多 {max} 的整数',
    en: 'must be a whole number of at least {min} and at most {max}',
  },
  'member-twice': { zh: '出现了两次', en: 'is there twice' },
  'member-reserved': { zh: '不能用作名称', en: 'cannot be a name' },
  'members-too-many': { zh: '的成员过多', en: 'has too many members' },
  year: {
    zh: '应为四位年度(整数)[{min} 至 {max}]',
    en: 'must be a year, as a whole number[ from {min} to {max}]',
  },
  flag: { zh: '应为 true 或 false', en: 'must be true or false' },
  'one-of': {
    zh: '不在允许的取值之中[:{allowed}]',
    en: 'is none of the allowed values[: {allowed}]',
  },
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
    zh: '应为非空的对象列表[,最多 {max} 个]',
    en: 'must be a list of objects that is not empty[, of at most {max}]',
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

/** What a rule allows, which is told with it. */
export interface RuleFacts {
  readonly min?: number;
  readonly max?: number;
  readonly allowed?: readonly string[];
}

/** A place in a body or query and the rule it breaks. */
export interface FieldProblem extends RuleFacts {
  readonly path: string;
  readonly rule: FieldRule;
}

/** What the rule asks for. */
export const ruleWords = (
  { rule, allowed, ...facts }: FieldProblem,
  language: Language,
): string => {
  const named = allowed?.slice(0, ALLOWED_MAX);
  const told = named === undefined ? facts : { ...facts, allowed: named };
  return fillTemplate(FIELD_RULES[rule][language], told, language) ?? '';
};
/** Values that a sentence names. */
const ALLOWED_MAX = 20;

export const fieldWords = (field: FieldProblem, language: Language): string => {
  const { path } = field;
  const words = ruleWords(field, language);
  if (path === '') return language === 'zh' ? `正文${words}` : `body ${words}`;
  return `${path} ${words}`;
};

/** Characters of a path that are told: a caller may name a member by a whole document. */
const PATH_MAX = 120;

export const shownPath = (path: string): string =>
  path.length <= PATH_MAX ? path : `${path.slice(0, PATH_MAX).toWellFormed()}…`;
