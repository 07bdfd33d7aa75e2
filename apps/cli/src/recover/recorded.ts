import { formatExactly, parseAccount } from '#domain';

/** Members that may have been left out of a request, or named in another way, without being seen in its entry. */
export interface Wording {
  /** The validity of new lots was stated. */
  readonly validity: boolean;
  /** Units were named by code, not by id. */
  readonly codes: boolean;
  /** The effective date was stated. */
  readonly dated: boolean;
  /** Whether what the ledger fills in by itself was stated. */
  readonly filledIn: boolean;
}

/** Whole units by component, as decimal texts. */
type Quantity = Readonly<Record<string, unknown>>;

/** Reads what stands in a recorded entry, in the words of a request. */
export class Recorded {
  constructor(
    private readonly data: Record<string, unknown>,
    private readonly wording: Wording,
  ) {}

  /** Members that are named alike in entry and request, where there are any. */
  pick(...names: readonly string[]): Record<string, unknown> {
    return Object.fromEntries(
      names.flatMap((name) => {
        const value = this.data[name];
        if (value === undefined) return [];
        return [[name, UNITS.has(name) ? this.unit(value) : value]];
      }),
    );
  }

  is(name: string): boolean {
    return this.data[name] === true;
  }

  /** Tells what was changed, and what stayed as it was. */
  amended(...names: readonly string[]): Record<string, unknown> {
    const was = recordOf(this.data['was']);
    const changed = names.filter((name) => this.data[name] !== was[name]);
    return { ...this.filledIn(this.pick(...names)), ...this.pick(...changed) };
  }

  /** Members that the ledger fills in where a request leaves them out. */
  filledIn(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return this.wording.filledIn ? defined(members) : {};
  }

  common(): Record<string, unknown> {
    return this.pick(
      'document',
      'note',
      'replaces',
      ...(this.wording.dated ? ['effectiveOn'] : []),
    );
  }

  get postings(): readonly Record<string, unknown>[] {
    return listOf(this.data['postings']);
  }

  get lots(): readonly Record<string, unknown>[] {
    return listOf(this.data['lots']);
  }

  reservation(): Record<string, unknown> {
    const { unit, project, batch, projectClass, purpose, expiresOn } = recordOf(
      this.data['reservation'],
    );
    return defined({ unit: this.unit(unit), project, batch, projectClass, purpose, expiresOn });
  }

  terms({ validFrom, validUntil, purpose, project }: Record<string, unknown>) {
    const validity = this.wording.validity ? { validFrom, validUntil } : {};
    return defined({ ...validity, purpose, project });
  }

  unit(unit: unknown): unknown {
    return this.wording.codes ? codeOf(unit) : unit;
  }

  /** Adds up what came to a lot that the entry opened. */
  received(lot: unknown): Quantity {
    return sumOf(this.postings.filter(({ to }) => parseAccount(textOf(to)).lot === lot));
  }

  /** Tells what was drawn on each lot and reservation, where it left a bucket of a unit. */
  draws(bucket: readonly string[]): readonly Record<string, unknown>[] | undefined {
    const draws = this.postings.map(({ from, reservation, quantity }) => {
      const account = parseAccount(textOf(from));
      const isDrawn = account.unit !== undefined && bucket.includes(account.bucket);
      return isDrawn ? defined({ lot: account.lot, quantity, reservation }) : undefined;
    });
    return draws.every((draw) => draw !== undefined) ? draws : undefined;
  }
}

const UNITS: ReadonlySet<string> = new Set(['unit', 'fromUnit', 'toUnit']);

const sumOf = (postings: readonly Record<string, unknown>[]): Quantity => {
  const sum = new Map<string, bigint>();
  for (const { quantity } of postings)
    for (const [component, amount] of Object.entries(recordOf(quantity)))
      sum.set(component, (sum.get(component) ?? 0n) + BigInt(textOf(amount)));
  return Object.fromEntries(Array.from(sum, ([component, amount]) => [component, String(amount)]));
};

/** Amounts as a clerk writes them; every one is a whole number of 0.000005 mu, or of grams. */
export const inTexts = (value: unknown): unknown =>
  withQuantities(value, (component, units) => {
    const measure = component === 'grain' ? 'kg' : 'mu';
    return `${formatExactly(units, measure) ?? ''} ${measure}`;
  });

export const inNumbers = (value: unknown): unknown => withQuantities(value, (_, units) => units);

const withQuantities = (
  value: unknown,
  show: (component: string, units: bigint) => unknown,
): unknown => {
  if (Array.isArray(value)) return value.map((one) => withQuantities(one, show));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      name === 'quantity'
        ? Object.fromEntries(
            Object.entries(recordOf(one)).map(([component, units]) => [
              component,
              show(component, BigInt(textOf(units))),
            ]),
          )
        : withQuantities(one, show),
    ]),
  );
};

export const defined = (members: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

export const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

const listOf = (value: unknown): readonly Record<string, unknown>[] =>
  Array.isArray(value) ? value.map(recordOf) : [];

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Tokens and people name a unit that was never divided by its code. */
export const codeOf = (unit: unknown): string => textOf(unit).replace(/^u-(?=\d{6}$)/, '');
