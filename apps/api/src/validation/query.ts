import { parseDay } from '#domain';
import type { FieldProblem, FieldRule } from '../problems/field-rules.js';
import { HttpProblem } from '../problems/http-problem.js';
import { isText } from './fields.js';

/** A parameter of the query string as it comes: twice the same name makes a list. */
export type QueryValue = string | readonly string[] | undefined;

/** `true` or `false`; absent is false. @throws {HttpProblem} `malformed-query` */
export const flagOf = (value: QueryValue, name: string): boolean => {
  if (value === undefined || value === 'false') return false;
  if (value === 'true' || value === '') return true;
  throw new HttpProblem('malformed-query', { fields: [{ path: name, rule: 'flag' }] });
};

const TEXT_MAX = 400;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * The query string of one request, parameter by parameter. Collects what is wrong and what nobody asked for: a
 * misspelled filter that passed would answer for more than was asked.
 */
export class QueryReader {
  private readonly known = new Set<string>();
  private readonly problems: FieldProblem[] = [];

  constructor(private readonly query: Readonly<Record<string, QueryValue>>) {}

  text(name: string): string | undefined {
    return this.read(name, 'text', (text) => (isText(text, TEXT_MAX) ? text : undefined));
  }

  date(name: string): string | undefined {
    return this.read(name, 'date', (text) => (parseDay(text) === undefined ? undefined : text));
  }

  /** An instant with its offset, or a date. */
  instant(name: string): string | undefined {
    return this.read(name, 'instant', (text) => {
      if (parseDay(text) !== undefined) return text;
      return INSTANT.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
    });
  }

  whole(name: string, { min = 0, max = Number.MAX_SAFE_INTEGER } = {}): number | undefined {
    return this.read(name, 'whole-number', (text) => {
      const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
      return number >= min && number <= max ? number : undefined;
    });
  }

  revision(name: string): bigint | undefined {
    return this.read(name, 'whole-number', (text) =>
      /^\d{1,18}$/.test(text) ? BigInt(text) : undefined,
    );
  }

  flag(name: string): boolean | undefined {
    return this.read(name, 'flag', (text) =>
      text === 'true' || text === '' ? true : text === 'false' ? false : undefined,
    );
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    return this.read(name, 'one-of', (text) => choices.find((choice) => choice === text));
  }

  /** `a,b` or the parameter more than once. */
  someOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice[] | undefined {
    this.known.add(name);
    const value = this.query[name];
    if (value === undefined) return undefined;
    const named = (typeof value === 'string' ? [value] : value).flatMap((one) => one.split(','));
    const found = named.flatMap((one) => choices.filter((choice) => choice === one));
    if (found.length === named.length) return found;
    this.problems.push({ path: name, rule: 'one-of' });
    return undefined;
  }

  wrong(path: string, rule: FieldRule): void {
    this.problems.push({ path, rule });
  }

  /** @throws {HttpProblem} `malformed-query` with every parameter that is wrong or unknown */
  done(): void {
    for (const name of Object.keys(this.query))
      if (!this.known.has(name)) this.wrong(name, 'unknown-member');
    if (this.problems.length > 0)
      throw new HttpProblem('malformed-query', { fields: this.problems });
  }

  private read<Value>(
    name: string,
    rule: FieldRule,
    parse: (text: string) => Value | undefined,
  ): Value | undefined {
    this.known.add(name);
    const value = this.query[name];
    if (value === undefined) return undefined;
    const parsed = typeof value === 'string' ? parse(value) : undefined;
    if (parsed === undefined) this.wrong(name, rule);
    return parsed;
  }
}
