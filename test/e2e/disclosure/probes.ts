import { EXAMPLES } from '../../../apps/api/src/openapi/examples/index.js';
import { LEDGER } from '../story.js';
import { NAMES } from './secrets.js';

/** A request of a reader who tries to learn what is not its own. */
export interface Probe {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly key?: string;
  readonly body?: unknown;
}

export interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
}

const OWN_UNIT = '330402';

/** Values to try for a parameter, by its name; a parameter without any is left out. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  ...NAMES,
  unit: ['330411', 'u-330411', 'u-330400', '330402', '330100'],
  number: [...(NAMES['document'] ?? []), '期初〔2017〕1号'],
  entryKind: ['QuotaConsumed', 'EntryAnnotated', 'QuotaReserved'],
  groupBy: ['lot', 'unit'],
  asOf: ['2017-06-05'],
  limit: ['1', '2'],
  open: ['true', 'false'],
};
const ENTRIES = ['entry', 'lot', 'reservation'].flatMap((name) => NAMES[name] ?? []);

/** Every read of the description, with every value that is known for its parameters. */
export const readsOf = ({ paths }: Described): Probe[] =>
  Object.entries(paths).flatMap(([path, { get }]) => {
    if (get === undefined || path.endsWith('/stream')) return [];
    const places = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
    let addresses = [path.replace('{ledger}', '330000')];
    for (const name of places.filter((one) => one !== 'ledger')) {
      const values = name === 'entry' || name === 'lot' ? ENTRIES : (VALUES[name] ?? []);
      if (values.length === 0) throw new Error(`no value is known for {${name}} of ${path}`);
      addresses = addresses.flatMap((one) =>
        values.map((value) => one.replace(`{${name}}`, encodeURIComponent(value))),
      );
    }
    const names = (get.parameters ?? []).filter((one) => one.in === 'query').map((one) => one.name);
    const base = names.includes('from') ? '?from=2017-01-01' : '?';
    const queries = names.flatMap((name) =>
      (VALUES[name] ?? []).map((value) => `&${name}=${encodeURIComponent(value)}`),
    );
    if (names.includes('subtree'))
      for (const unit of VALUES['unit'] ?? [])
        for (const asOf of ['', '&asOf=2017-06-05'])
          queries.push(`&unit=${unit}&subtree=true${asOf}`);
    const asked = addresses.flatMap((one) => ['', ...queries].map((query) => one + base + query));
    return [
      ...asked.map((one) => ({ path: one })),
      ...addresses.map((one) => ({ path: one + base, headers: { accept: 'text/csv' } })),
    ];
  });

/** Members of bodies, by which of the planted names they may hold. */
const POOLS: Readonly<Record<string, readonly string[]>> = {
  ...NAMES,
  unit: [OWN_UNIT, '330411'],
  fromUnit: [OWN_UNIT, '330411'],
  toUnit: [OWN_UNIT, '330411'],
  advance: NAMES['lot'] ?? [],
  consumption: NAMES['entry'] ?? [],
  freeze: NAMES['entry'] ?? [],
  replaces: NAMES['entry'] ?? [],
  suspension: NAMES['entry'] ?? [],
  parcels: NAMES['parcel'] ?? [],
};
const VARIANTS = 10;

/** Every write of the description, with bodies of its examples that name what was planted. */
export const writesOf = ({ paths }: Described): Probe[] =>
  Object.entries(paths).flatMap(([path, { post }]) => {
    if (post === undefined || !path.includes('{ledger}')) return [];
    const address = path.replace('{ledger}', '330000');
    const bodies = EXAMPLES.filter((one) => one.body !== undefined && one.path === address);
    if (bodies.length === 0) throw new Error(`no example is known of POST ${path}`);
    const keys = NAMES['entry'] ?? [];
    return bodies.flatMap(({ body }) =>
      Array.from({ length: VARIANTS }, (_, i): Probe[] => [
        { path: `${address}?dryRun=true`, key: `probe-${i}`, body: varied(body, i, '') },
        { path: `${address}?dryRun=true`, key: keys[i % keys.length] ?? '', body },
      ]).flat(),
    );
  });

const varied = (value: unknown, variant: number, name: string): unknown => {
  if (Array.isArray(value)) return value.map((one) => varied(one, variant, name));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([member, one]) => [
        member,
        name === 'approval' && member === 'number'
          ? (NAMES['approval']?.[0] ?? '')
          : member === 'effectiveOn' || member === 'date'
            ? '2017-06-05'
            : varied(one, variant, member),
      ]),
    );
  const pool = POOLS[name];
  if (typeof value !== 'string' || pool === undefined) return value;
  // The unit changes slower than what is cited, so that each is tried with each.
  const at = pool.length === 2 ? Math.floor(variant / 5) : variant;
  return pool[at % pool.length];
};

export const isLedger = (path: string): boolean => path.startsWith(LEDGER);
