import { parseDay } from '#domain';
import {
  shownPath,
  type FieldProblem,
  type FieldRule,
  type RuleFacts,
} from '../problems/field-rules.js';
import { HttpProblem } from '../problems/http-problem.js';
import { isText } from './fields.js';

/** A parameter of the query string as it comes: twice the same name makes a list. */
export type QueryValue = string | readonly string[] | undefined;

type Query = Readonly<Record<string, QueryValue>>;

/** Whether a request that posts is only tried. @throws {HttpProblem} `malformed-query`: any other parameter, or no flag */
export const dryRunOf = (query: Query): boolean => {
  const reader = new QueryReader(query);
  const dryRun = reader.flag('dryRun') ?? false;
  reader.done();
  return dryRun;
};

const TEXT_MAX = 400;
const INSTANT =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/;

/** A day with one before and one after it in the calendar: what is read up to a day is computed with its neighbours. */
const isInnerDay = (text: string): boolean =>
  parseDay(text) !== undefined && text > FIRST_DAY && text < LAST_DAY;
const FIRST_DAY = '1900-01-01';
const LAST_DAY = '2199-12-31';

/** Of a day of the calendar: engines take the 30th of February for the second of March. */
const isInstant = (text: string): boolean => {
  const [, date = ''] = INSTANT.exec(text) ?? [];
  return parseDay(date) !== undefined && !Number.isNaN(Date.parse(text));
};

/**
 * The query string of one request, parameter by parameter. Collects what is wrong and what nobody asked for: a
 * misspelled filter that passed would answer for more than was asked.
 */
export class QueryReader {
  private readonly known = new Set<string>();
  private readonly problems: FieldProblem[] = [];

  constructor(private readonly query: Query) {}

  text(name: string): string | undefined {
    return this.read(name, 'text', (text) => (isText(text, TEXT_MAX) ? text : undefined));
  }

  date(name: string): string | undefined {
    return this.read(name, 'date', (text) => (isInnerDay(text) ? text : undefined));
  }

  /** An instant with its offset, or a date. */
  instant(name: string): string | undefined {
    const value = this.query[name];
    // A plus in an address is a space: the offset of an instant loses it.
    const lostPlus = typeof value === 'string' && isInstant(value.replace(' ', '+'));
    return this.read(name, lostPlus && value.includes(' ') ? 'instant-plus' : 'instant', (text) =>
      parseDay(text) !== undefined || isInstant(text) ? text : undefined,
    );
  }

  /** `from` and `to` of a stretch of days. */
  days(): { readonly from: string | undefined; readonly to: string | undefined } {
    const from = this.date('from');
    const to = this.date('to');
    if (from !== undefined && to !== undefined && from > to) this.wrong('from', 'from-after-to');
    return { from, to };
  }

  /**
   * A day that a route reads under a name of its own. `asOf` beside it says the same day, or one of the two would pass
   * unread and the answer would be of another day than was asked for.
   */
  asOfToo(name: string, day: string | undefined): string | undefined {
    const asOf = this.askedAsOf();
    if (day !== undefined && asOf !== undefined && asOf !== day)
      this.wrong('asOf', 'one-day', { allowed: [name] });
    return day;
  }

  /** The end of a list whose rows end with `asOf` anyway. */
  withinAsOf(name: string, day: string | undefined): void {
    const asOf = this.askedAsOf();
    if (day !== undefined && asOf !== undefined && asOf < day) this.wrong(name, 'after-as-of');
  }

  private askedAsOf(): string | undefined {
    const { asOf } = this.query;
    return typeof asOf === 'string' && isInnerDay(asOf) ? asOf : undefined;
  }

  whole(name: string, { min = 0, max = Number.MAX_SAFE_INTEGER } = {}): number | undefined {
    const parse = (text: string): number | undefined => {
      const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
      return number >= min && number <= max ? number : undefined;
    };
    if (max === Number.MAX_SAFE_INTEGER) return this.read(name, 'whole-number', parse);
    return this.read(name, 'range', parse, { min, max });
  }

  revision(name: string): bigint | undefined {
    return this.read(name, 'whole-number', (text) =>
      /^\d{1,18}$/.test(text) ? BigInt(text) : undefined,
    );
  }

  flag(name: string): boolean | undefined {
    return this.read(name, 'flag', (text) =>
      text === 'true' ? true : text === 'false' ? false : undefined,
    );
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const find = (text: string): Choice | undefined => choices.find((choice) => choice === text);
    return this.read(name, 'one-of', find, { allowed: choices });
  }

  /** `a,b` or the parameter more than once. */
  someOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice[] | undefined {
    this.known.add(name);
    const value = this.query[name];
    if (value === undefined) return undefined;
    const named = (typeof value === 'string' ? [value] : value).flatMap((one) => one.split(','));
    const found = named.flatMap((one) => choices.filter((choice) => choice === one));
    if (found.length === named.length) return found;
    this.wrong(name, 'one-of', { allowed: choices });
    return undefined;
  }

  wrong(path: string, rule: FieldRule, facts: RuleFacts = {}): void {
    this.problems.push({ path: shownPath(path), rule, ...facts });
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
    facts?: RuleFacts,
  ): Value | undefined {
    this.known.add(name);
    const value = this.query[name];
    if (value === undefined) return undefined;
    const parsed = typeof value === 'string' ? parse(value) : undefined;
    if (parsed === undefined) this.wrong(name, rule, facts);
    return parsed;
  }
}
