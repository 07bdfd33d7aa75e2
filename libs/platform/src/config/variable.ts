/** One environment variable: what it means, and how its text becomes a value. */
export interface Variable<T> {
  readonly name: string;
  readonly description: string;
  /** Text used when the variable is unset or empty; undefined when unset has a meaning of its own. */
  readonly fallback: string | undefined;
  /** @throws VariableError saying what is expected */
  readonly parse: (text: string | undefined) => T;
}

export class VariableError extends Error {
  override readonly name = 'VariableError';
}

const expected = (what: string): never => {
  throw new VariableError(`must be ${what}`);
};

interface Named {
  readonly name: string;
  readonly description: string;
}

export const text = (variable: Named & { readonly fallback: string }): Variable<string> => ({
  ...variable,
  parse: (value) => value ?? variable.fallback,
});

export const optionalText = (variable: Named): Variable<string | undefined> => ({
  ...variable,
  fallback: undefined,
  parse: (value) => value,
});

/** A date of the calendar, YYYY-MM-DD. */
export const optionalDate = (variable: Named): Variable<string | undefined> => ({
  ...variable,
  fallback: undefined,
  parse: (value) => {
    if (value === undefined) return undefined;
    const instant = /^\d{4}-\d\d-\d\d$/.test(value) ? Date.parse(value) : Number.NaN;
    const isDate = !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(value);
    return isDate ? value : expected('a date, YYYY-MM-DD');
  },
});

/** A whole number between `min` and `max`. */
export const integer = (
  variable: Named & { readonly fallback: number; readonly min: number; readonly max: number },
): Variable<number> => ({
  ...variable,
  fallback: String(variable.fallback),
  parse: (value = String(variable.fallback)) => {
    const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    return number >= variable.min && number <= variable.max
      ? number
      : expected(`a whole number from ${variable.min} to ${variable.max}`);
  },
});

/** A number from 0 to 1. */
export const fraction = (variable: Named & { readonly fallback: number }): Variable<number> => ({
  ...variable,
  fallback: String(variable.fallback),
  parse: (value = String(variable.fallback)) =>
    /^(0(\.\d{1,15})?|1(\.0{1,15})?)$/.test(value)
      ? Number(value)
      : expected('a number from 0 to 1'),
});

export const oneOf = <const T extends string>(
  variable: Named & { readonly fallback: T; readonly choices: readonly T[] },
): Variable<T> => ({
  ...variable,
  parse: (value = variable.fallback) =>
    variable.choices.find((choice) => choice === value) ??
    expected(
      variable.choices
        .map((choice) => `"${choice}"`)
        .join(', ')
        .replace(/, ([^,]*)$/, ' or $1'),
    ),
});

const NO_URL = { protocol: '', username: '', password: '' };

/** An absolute URL of one of `protocols` (with the colon). */
export const optionalUrl = (
  variable: Named & {
    readonly protocols: readonly string[];
    /** It is shown to people and written to logs: a password would be, too. */
    readonly isShown?: boolean;
  },
): Variable<string | undefined> => ({
  ...variable,
  fallback: undefined,
  parse: (value) => {
    if (value === undefined) return undefined;
    const { protocol, username, password } = URL.canParse(value) ? new URL(value) : NO_URL;
    if (variable.isShown === true && `${username}${password}` !== '')
      return expected('a URL without a user and a password, which would be shown');
    return variable.protocols.includes(protocol)
      ? value
      : expected(
          `a URL that begins with ${variable.protocols.map((one) => `${one}//`).join(' or ')}`,
        );
  },
});

/** What begins like a URL of one of `protocols`, but may name several hosts, which a URL may not. */
export const optionalHosts = (
  variable: Named & { readonly protocols: readonly string[] },
): Variable<string | undefined> => ({
  ...variable,
  fallback: undefined,
  parse: (value) =>
    value === undefined || variable.protocols.some((one) => value.startsWith(`${one}//`))
      ? value
      : expected(
          `a URL that begins with ${variable.protocols.map((one) => `${one}//`).join(' or ')}`,
        ),
});

/** Texts with commas between them, each of one form; undefined when unset. */
export const optionalList = (
  variable: Named & { readonly each: RegExp; readonly expects: string },
): Variable<readonly string[] | undefined> => ({
  ...variable,
  fallback: undefined,
  parse: (value) => {
    const items = value?.split(',').map((item) => item.trim());
    return items?.every((item) => variable.each.test(item)) === false
      ? expected(variable.expects)
      : items;
  },
});
