import type { Dimension, LedgerState, Refusal } from '#domain';
import type { ProblemFacts } from '#platform';
import { showAmount } from '../answers/show-amount.js';

/** Facts that are whole units, and are shown in 亩 and 公顷 beside. */
const AMOUNTS: ReadonlySet<string> = new Set([
  'held',
  'asked',
  'limit',
  'shortBy',
  'heldOnFirstDay',
  'shortByOnFirstDay',
  'allowed',
  'lastYear',
  'cap',
  'preIssued',
  'stated',
  'rows',
  'difference',
  'divided',
  'smallerAmount',
  'largerAmount',
  'total',
  'farmland',
  'unused',
  'quantity',
  'missing',
  'owed',
]);
/** Facts under another name than the rules give them, because a problem document has a member of that name. */
const RENAMED: Readonly<Record<string, string>> = { type: 'entryType', status: 'entryStatus' };
/** Facts that name a unit, whose name is told beside. */
const UNITS: ReadonlySet<string> = new Set(['unit', 'of', 'holder', 'province']);

/** The facts of a refusal for people: amounts in their measures, units with their names. */
export const presentRefusal = ({ facts }: Refusal, state: LedgerState): ProblemFacts => {
  const { indicator, component } = facts;
  const dimensionOf = (name: unknown): Dimension => {
    const components =
      state.head.indicators.get(typeof indicator === 'string' ? indicator : '')?.components ?? [];
    return components.find((one) => one.name === name)?.dimension ?? 'area';
  };
  const shown: Record<string, unknown> = {};
  for (const [name, fact] of Object.entries(facts)) {
    // Nothing in a list is nothing to tell.
    if (Array.isArray(fact) && fact.length === 0) continue;
    shown[RENAMED[name] ?? name] = AMOUNTS.has(name)
      ? amountShown(fact, dimensionOf, component ?? facts['larger'])
      : fact;
    const unitName = UNITS.has(name) ? nameOf(fact, state) : undefined;
    if (unitName !== undefined) shown[`${name}Name`] = unitName;
  }
  return shown;
};

/** One amount, or amounts by component; anything else as it is. */
const amountShown = (
  fact: unknown,
  dimensionOf: (component: unknown) => Dimension,
  component: unknown,
): unknown => {
  if (isUnits(fact)) return showAmount(BigInt(fact), dimensionOf(component));
  if (!isRecord(fact)) return fact;
  return Object.fromEntries(
    Object.entries(fact).map(([name, amount]) => [name, amountShown(amount, dimensionOf, name)]),
  );
};

const nameOf = (fact: unknown, state: LedgerState): string | undefined => {
  if (typeof fact !== 'string') return undefined;
  return state.units.latest(state.units.resolve(fact, state.head.day) ?? fact)?.name;
};

const isUnits = (fact: unknown): fact is string => typeof fact === 'string' && /^-?\d+$/.test(fact);
const isRecord = (fact: unknown): fact is Readonly<Record<string, unknown>> =>
  typeof fact === 'object' && fact !== null && !Array.isArray(fact);
