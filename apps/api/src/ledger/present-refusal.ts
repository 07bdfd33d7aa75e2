import type { Dimension, LedgerState, Refusal } from '#domain';
import type { ProblemFacts } from '#platform';
import { showAmount } from '../answers/show-amount.js';

/** Facts that are whole units, and are shown in 亩 and 公顷 beside. */
const AMOUNTS: ReadonlySet<string> = new Set([
  'held',
  'asked',
  'shortBy',
  'allowed',
  'base',
  'stated',
  'rows',
  'divided',
  'smallerAmount',
  'largerAmount',
  'total',
  'farmland',
  'unused',
  'owed',
  'outstanding',
]);
/** Facts that are whole units by component. */
const QUANTITIES: ReadonlySet<string> = new Set(['quantity', 'missing']);
/** Facts that name a unit, whose name is told beside. */
const UNITS: ReadonlySet<string> = new Set(['unit', 'of', 'holder', 'province']);

/** The facts of a refusal for people: amounts in their measures, units with their names. */
export const presentRefusal = ({ facts }: Refusal, state: LedgerState): ProblemFacts => {
  const { indicator, component } = facts;
  const dimensionOf = (name: unknown): Dimension => {
    const components = state.head.indicators.get(String(indicator))?.components ?? [];
    return components.find((one) => one.name === name)?.dimension ?? 'area';
  };
  const shown: Record<string, unknown> = {};
  for (const [name, fact] of Object.entries(facts)) {
    // Nothing in a list is nothing to tell.
    if (Array.isArray(fact) && fact.length === 0) continue;
    shown[name] = fact;
    if (AMOUNTS.has(name) && isUnits(fact))
      shown[name] = showAmount(BigInt(fact), dimensionOf(component ?? facts['larger']));
    if (QUANTITIES.has(name) && isRecord(fact))
      shown[name] = Object.fromEntries(
        Object.entries(fact).map(([key, amount]) => [
          key,
          isUnits(amount) ? showAmount(BigInt(amount), dimensionOf(key)) : amount,
        ]),
      );
    if (UNITS.has(name) && typeof fact === 'string') {
      const unit = state.units.resolve(fact, state.head.day) ?? fact;
      const named = state.units.latest(unit)?.name;
      if (named !== undefined) shown[`${name}Name`] = named;
    }
  }
  return shown;
};

const isUnits = (fact: unknown): fact is string => typeof fact === 'string' && /^-?\d+$/.test(fact);
const isRecord = (fact: unknown): fact is Readonly<Record<string, unknown>> =>
  typeof fact === 'object' && fact !== null && !Array.isArray(fact);
