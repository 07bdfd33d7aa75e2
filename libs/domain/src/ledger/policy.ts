import type { Day } from '../calendar/index.js';

/** What a policy row decides. Each key has one shape of value; ratios are two whole numbers, never a decimal. */
export interface PolicyValues {
  /** 预下达: share of last year's nationally issued total that may be issued before the plan arrives (Order 66 art. 10). */
  readonly 'pre-issue-share': Ratio;
  /** Last year's national total, where the ledger itself did not issue it. Whole units. */
  readonly 'pre-issue-base': { readonly total: string };
  /** What becomes of the quota of a consumption that was withdrawn or lapsed. */
  readonly 'voided-consumption': { readonly fate: VoidFate };
  /** 使用期限: unused quota is taken back or lapses the day after `monthDay` (MM-DD) of the plan year. */
  readonly 'use-deadline': {
    readonly monthDay: string;
    readonly then: 'reclaim' | 'lapse' | 'nothing';
  };
  /** How many days before the ledger's day an entry may be effective. */
  readonly 'backdating-limit': { readonly days: number };
  /** 结转: how many years after its first plan year a lot may still be carried over to. */
  readonly 'carry-over-term': { readonly years: number };
  /** Project classes a freeze may let through. */
  readonly 'freeze-exceptions': { readonly projectClasses: readonly string[] };
  /** Indicators that one conversion approval must draw on together. */
  readonly 'approval-indicators': { readonly indicators: readonly string[] };
}

export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
}

export const VOID_FATES = ['void', 'return-to-holder', 'return-to-issuer'] as const;
export type VoidFate = (typeof VOID_FATES)[number];

export type PolicyKey = keyof PolicyValues;
export const POLICY_KEYS = [
  'pre-issue-share',
  'pre-issue-base',
  'voided-consumption',
  'use-deadline',
  'backdating-limit',
  'carry-over-term',
  'freeze-exceptions',
  'approval-indicators',
] as const satisfies readonly PolicyKey[];

/** What a row speaks of. A row that names more is preferred to one that names less. */
export interface PolicyScope {
  readonly indicator?: string;
  readonly planYear?: number;
  readonly planKind?: string;
}

export type PolicyRow = {
  readonly [Key in PolicyKey]: {
    readonly key: Key;
    readonly scope?: PolicyScope;
    readonly value: PolicyValues[Key];
    /** The document the row comes from, for people. */
    readonly source?: string;
  };
}[PolicyKey];

/** What decisions ask of each key. A row that names more of a scope is never found. */
export const POLICY_SCOPES: Readonly<Record<PolicyKey, readonly (keyof PolicyScope)[]>> = {
  'pre-issue-share': ['indicator', 'planYear'],
  'pre-issue-base': ['indicator', 'planYear'],
  'voided-consumption': ['indicator', 'planYear', 'planKind'],
  'use-deadline': ['indicator', 'planYear', 'planKind'],
  'backdating-limit': [],
  'carry-over-term': ['indicator', 'planYear', 'planKind'],
  'freeze-exceptions': [],
  'approval-indicators': ['indicator'],
};

/** A version of the rows, adopted by an entry; of those whose day has come the one with the latest `from` decides. */
export interface Policy {
  readonly version: string;
  readonly from: Day;
  readonly rows: readonly PolicyRow[];
}

/** The value of the most specific row that fits, or nothing: a missing row is refused, never guessed. */
export const policyValue = <Key extends PolicyKey>(
  policy: Policy | undefined,
  key: Key,
  scope: PolicyScope = {},
): PolicyValues[Key] | undefined => {
  let found: PolicyValues[Key] | undefined;
  let rank = -1;
  for (const row of policy?.rows ?? []) {
    if (!isOf(row, key)) continue;
    const rowRank = fit(row.scope ?? {}, scope);
    if (rowRank > rank) {
      found = row.value;
      rank = rowRank;
    }
  }
  return found;
};

const isOf = <Key extends PolicyKey>(
  row: PolicyRow,
  key: Key,
): row is Extract<PolicyRow, { readonly key: Key }> & { readonly value: PolicyValues[Key] } =>
  row.key === key;

/** How many parts of its scope a row names, −1 when one of them does not fit. */
const fit = (row: PolicyScope, asked: PolicyScope): number => {
  let named = 0;
  for (const part of ['indicator', 'planYear', 'planKind'] as const) {
    if (row[part] === undefined) continue;
    if (row[part] !== asked[part]) return -1;
    named += 1;
  }
  return named;
};
