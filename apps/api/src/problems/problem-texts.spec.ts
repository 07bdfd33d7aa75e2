import { fillTemplate, platformProblems, type ProblemEntry } from '#platform';
import { ledgerProblems } from '../ledger/ledger-problems.js';
import { problemDocument } from './answer-problem.js';
import { apiProblems } from './api-problems.js';
import { FIELD_RULES, fieldWords, type FieldRule } from './field-rules.js';

const ALL: readonly (readonly [string, ProblemEntry])[] = Object.entries({
  ...platformProblems,
  ...apiProblems,
  ...ledgerProblems,
});
/** Between Chinese characters nobody writes a blank. */
const STRAY = /\p{Script=Han} +\p{Script=Han}/u;

/** A text with each of its facts in Chinese in turn, the others in Latin letters, as ids and numbers are. */
const told = (template: string): string[] => {
  const names = [...new Set([...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))];
  return [undefined, ...names].map((chinese) => {
    const facts = names.map((name) => [name, name === chinese ? '甲' : 'x'] as const);
    return fillTemplate(template, Object.fromEntries(facts), 'zh') ?? '';
  });
};

describe('H-26 the texts of problems', () => {
  it.each(ALL)('%s has no stray blank in Chinese, whatever its facts are', (_, entry) => {
    for (const text of [entry.title.zh, ...told(entry.detail?.zh ?? '')])
      expect(text).not.toMatch(STRAY);
  });

  it.each(Object.keys(FIELD_RULES) as FieldRule[])('nor has the rule %s', (rule) => {
    for (const path of ['', 'draws[0]'])
      expect(fieldWords({ path, rule, allowed: ['甲'] }, 'zh')).not.toMatch(STRAY);
    expect(fieldWords({ path: '', rule }, 'en')).toMatch(/^body /);
  });

  it('keeps the blanks beside what is written in other letters', () => {
    const told = fillTemplate(
      '请先冲正 {entry},第 {n} 条 {what} 除外',
      { entry: 'a', n: 2, what: '甲' },
      'zh',
    );
    expect(told).toBe('请先冲正 a,第 2 条甲除外');
  });

  it('says that there is no such address', () => {
    const what = { zh: '该地址', en: 'such address' };
    expect(problemDocument({ code: 'not-found', facts: { what } }, 'zh').detail).toBe(
      '没有该地址。',
    );
  });

  it('says of a request that broke off what to do', () => {
    for (const language of ['zh', 'en'] as const) {
      const { detail } = problemDocument({ code: 'request-timeout', facts: {} }, language);
      expect(detail).toContain('Idempotency-Key');
    }
  });

  it.each([
    ['area', '1/300', '克'],
    ['grain', '克', '1/300'],
  ])('names the smallest unit of %s where an amount is none of it', (dimension, unit, other) => {
    const amount = {
      ...{ path: 'quantity.total', code: 'amount-not-whole', dimension },
      ...{ stated: '0.0000001', nearest: ['0', '1'] },
    };
    const facts = { amounts: [amount] };
    const { title, detail } = problemDocument({ code: 'amount-not-whole', facts }, 'zh');
    expect(detail).toContain(unit);
    expect(`${title}${detail}`).not.toContain(other);
  });
});
