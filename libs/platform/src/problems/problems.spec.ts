import {
  fillTemplate,
  negotiateLanguage,
  platformProblems,
  problemsOf,
  renderProblemsMarkdown,
  type ProblemEntry,
} from './index.js';

const registry = {
  'insufficient-balance': {
    status: 409,
    title: { zh: '余额不足', en: 'The account holds less than this would take' },
    detail: {
      zh: '账户 {account} 余额 {held},需 {asked}[,自 {failingOn} 起不足]。',
      en: '{account} holds {held}; {asked} is needed[, short from {failingOn}].',
    },
  },
} satisfies Record<string, ProblemEntry>;

describe('a problem document', () => {
  const problem = problemsOf(registry);

  it('is told in Chinese by default, with its facts beside it', () => {
    expect(problem('insufficient-balance', { account: '330402', held: '10', asked: '20' })).toEqual(
      {
        type: '/problems/insufficient-balance',
        title: '余额不足',
        status: 409,
        code: 'insufficient-balance',
        detail: '账户 330402 余额 10,需 20。',
        account: '330402',
        held: '10',
        asked: '20',
      },
    );
  });

  it('is told in English on request, with the optional part when its facts are there', () => {
    const facts = { account: 'A', held: 1n, asked: 2, failingOn: '2017-06-01' };
    expect(problem('insufficient-balance', facts, 'en').detail).toBe(
      'A holds 1; 2 is needed, short from 2017-06-01.',
    );
  });

  it('has no detail rather than one with a hole', () => {
    expect(problem('insufficient-balance', { account: 'A' })).not.toHaveProperty('detail');
  });

  it('does not let a fact pose as a member of the standard', () => {
    const facts = { status: 200, code: 'fine', type: 'about:blank', title: 'x' };
    expect(problem('insufficient-balance', facts)).toMatchObject({
      status: 409,
      code: 'insufficient-balance',
      type: '/problems/insufficient-balance',
      title: '余额不足',
    });
  });

  it('words objects with the formatter of the area', () => {
    const formatted = problemsOf(registry, (value) => JSON.stringify(value));
    expect(
      formatted('insufficient-balance', { account: 'A', held: { mu: '1' }, asked: 2 }, 'en').detail,
    ).toBe('"A" holds {"mu":"1"}; 2 is needed.');
  });
});

describe('a template', () => {
  it('never takes a fact from the prototype', () => {
    expect(fillTemplate('{constructor}', {}, 'en')).toBeUndefined();
  });

  it('joins lists as each language does', () => {
    expect(fillTemplate('{ids}', { ids: ['a', 'b'] }, 'zh')).toBe('a、b');
    expect(fillTemplate('{ids}', { ids: ['a', 'b'] }, 'en')).toBe('a, b');
  });

  it('does not fill what a fact brought in', () => {
    expect(fillTemplate('{a} {b}', { a: '{b}', b: '[c]' }, 'en')).toBe('{b} [c]');
  });
});

describe('the language', () => {
  it.each([
    [undefined, 'zh'],
    ['', 'zh'],
    ['en', 'en'],
    ['en-GB', 'en'],
    ['zh-CN,en;q=0.8', 'zh'],
    ['en;q=0.8, zh-Hans;q=0.9', 'zh'],
    ['fr, en;q=0.5', 'en'],
    ['fr', 'zh'],
    ['*', 'zh'],
    ['en;q=0', 'zh'],
    ['en;q=nonsense', 'zh'],
  ])('of %j is %s', (header, language) => {
    expect(negotiateLanguage(header)).toBe(language);
  });
});

describe("the platform's problems", () => {
  it.each(Object.entries(platformProblems))('%s has a status of an error', (code, { status }) => {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
  });

  it('say nothing of the cause of an internal error', () => {
    const problem = problemsOf(platformProblems);
    expect(problem('internal-error', {}, 'en')).toEqual({
      type: '/problems/internal-error',
      title: 'Something went wrong here',
      status: 500,
      code: 'internal-error',
    });
  });

  it('are listed in the documentation', () => {
    const text = renderProblemsMarkdown([
      { heading: { zh: '通用', en: 'General' }, registry: platformProblems },
      { heading: { zh: '台账', en: 'Ledger' }, registry },
    ]);
    for (const code of [...Object.keys(platformProblems), 'insufficient-balance'])
      expect(text).toContain(`| \`${code}\` |`);
  });
});
