import { FingerprintIndex, IdGroups, UnitRegistry, type LedgerState } from '#domain';

/**
 * All a state holds, as values that can be compared. It goes through whatever members a state has, so that a new one
 * cannot be left out of a snapshot unseen.
 */
export const contentsOf = (state: LedgerState): Record<string, unknown> =>
  Object.fromEntries(Object.entries(state).map(([name, part]) => [name, contents(part)]));

interface WithEntries {
  entries(): Iterable<readonly [string, object]>;
}

const contents = (part: unknown): unknown => {
  if (part instanceof FingerprintIndex) return part.toColumns();
  if (part instanceof UnitRegistry) return part.toRows();
  if (part instanceof IdGroups) return groupsOf(part);
  if (isTable(part)) return Array.from(part.entries(), ([key, row]) => [key, rowOf(row)]);
  return part;
};

/** The order of groups and of the ids in them is no promise. */
const groupsOf = (groups: IdGroups): Record<string, readonly string[]> =>
  Object.fromEntries(
    Array.from(groups.entries(), ([group, { ids }]): [string, string[]] => [
      group,
      ids.sort(),
    ]).sort(([a], [b]) => (a < b ? -1 : 1)),
  );

const isTable = (part: unknown): part is WithEntries =>
  typeof part === 'object' && part !== null && 'entries' in part;

/** A timeline may be laid up in columns, then its members are read and not its own. */
const rowOf = (row: object): unknown =>
  'balances' in row && 'days' in row ? { days: row.days, balances: row.balances } : row;
