import type { Indicator } from '#domain';
import type { BalanceRow, GroupBy } from '../balances/balances.js';
import { CLERK_COLUMNS, type ClerkColumns } from '../balances/clerk-columns.js';
import { plainColumn, type PlainLeg } from './brute-force.js';

export type BruteGroup = readonly GroupBy[];

/** The clerk's table from the legs of a history, in the order of the query. */
export const brute = (
  legs: readonly PlainLeg[],
  groupBy: BruteGroup,
  indicators: readonly Indicator[],
): BalanceRow[] => {
  const groups = new Map<string, PlainLeg[]>();
  for (const leg of legs) {
    if (leg.unit === undefined) continue;
    const key = JSON.stringify([leg.lot.indicator, ...groupBy.map((part) => partOf(leg, part))]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [leg]);
    else group.push(leg);
  }
  const rows = [...groups.values()].map((legs) => rowOf(legs, groupBy, indicators));
  return rows.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
};

const partOf = ({ unit, lot }: PlainLeg, part: GroupBy): string | number | undefined => {
  if (part === 'unit') return unit;
  return part === 'lot' ? lot.lot : lot[part];
};

const orderOf = ({ unit, indicator, planYear, planKind, lot }: BalanceRow): string =>
  [unit, indicator, planYear, planKind, lot].map((one) => one ?? '').join('\u0000');

const rowOf = (
  legs: readonly PlainLeg[],
  groupBy: BruteGroup,
  indicators: readonly Indicator[],
): BalanceRow => {
  const [first] = legs;
  if (first === undefined) throw new RangeError('a group has a leg');
  const { id, components } = indicators.find((one) => one.id === first.lot.indicator) ?? {
    id: '',
    components: [],
  };
  const names = components.map(({ name }) => name);
  const columns = Object.fromEntries(
    CLERK_COLUMNS.map((column) => [column, plainColumn(legs, column, names)]),
  ) as unknown as ClerkColumns;
  return {
    indicator: id,
    ...Object.fromEntries(groupBy.map((part) => [part, partOf(first, part)])),
    columns,
  };
};
