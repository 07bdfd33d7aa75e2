import { REFUSAL_CODES } from '#domain';
import { platformProblems } from '#platform';
import { apiProblems } from '../problems/api-problems.js';
import { ledgerProblems } from './ledger-problems.js';

const all = { ...platformProblems, ...apiProblems, ...ledgerProblems };
const factsIn = (template: string | undefined): string[] =>
  [...new Set([...(template ?? '').matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))].sort();

describe('the problems of the ledger', () => {
  it('stand in the order of precedence, as the documentation shows them', () => {
    expect(Object.keys(ledgerProblems)).toEqual(REFUSAL_CODES);
  });

  it('have codes of their own', () => {
    const codes = [platformProblems, apiProblems, ledgerProblems].flatMap(Object.keys);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it.each(Object.entries(all))('%s is told in both languages', (code, problem) => {
    const { status, title } = problem;
    const detail = 'detail' in problem ? problem.detail : undefined;
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(title.zh).toMatch(/[一-龥]/);
    expect(title.en).toMatch(/^[\x20-\x7e²]+$/);
    expect(status).toBeGreaterThanOrEqual(400);
    // A name of a unit is told once, in the language it has.
    const named = (facts: string[]) => facts.filter((fact) => !fact.endsWith('Name'));
    expect(named(factsIn(detail?.en))).toEqual(named(factsIn(detail?.zh)));
  });
});
