import type { Pool } from 'pg';
import { RowReader, select } from '../queries/sql.js';
import type { LedgerView } from '../queries/view.js';
import { LIVE } from '../schema/names.js';

/** A freeze (冻结) in force on the day and at the revision of a view. */
export interface FreezeShown {
  /** Id of the entry that froze. */
  readonly freeze: string;
  readonly revision: bigint;
  readonly effectiveOn: string;
  /** The unit it names, and the successors of one that was divided since. */
  readonly units: readonly string[];
  readonly lot: string | undefined;
  readonly withSubtree: boolean;
  readonly reason: string;
  /** Project classes that it lets through. */
  readonly exceptions: readonly string[];
}

const SQL = `
  select f.freeze_entry, f.revision, f.effective_on, f.lot, f.with_subtree, f.reason,
    to_json(f.exceptions), to_json(array(select u.unit from ${LIVE}.freeze_units u
      where u.ledger_no = f.ledger_no and u.freeze_entry = f.freeze_entry
        and u.revision <= $2 and u.effective_on <= $3 order by u.revision, u.unit))
  from ${LIVE}.freezes f
  where f.ledger_no = $1 and f.revision <= $2 and f.effective_on <= $3
    and not exists (select from ${LIVE}.freeze_endings e where e.ledger_no = f.ledger_no
      and e.freeze_entry = f.freeze_entry and e.revision <= $2 and e.effective_on <= $3)
  order by f.revision`;

export const freezesIn = async (
  pool: Pool,
  { ledgerNo, at }: LedgerView,
): Promise<readonly FreezeShown[]> => {
  const rows = await select(pool, 'freezes', SQL, [ledgerNo, at.revision, at.asOf]);
  return rows.map((row) => {
    const r = new RowReader(row);
    const [freeze, revision, effectiveOn] = [r.text(), r.big(), r.text()];
    const [lot, withSubtree, reason] = [r.optional(), r.flag(), r.text()];
    const [exceptions, units] = [r.list(), r.list()];
    return { freeze, revision, effectiveOn, units, lot, withSubtree, reason, exceptions };
  });
};

/**
 * Whether a freeze holds what a unit has of a lot: by the lot or one that it was taken from, by the unit, or by a unit
 * above it.
 * @param lots the lot, and those it was taken from, the nearest first
 */
export const holds = (
  { registry, day }: LedgerView,
  { lot, units, withSubtree }: FreezeShown,
  unitId: string,
  lots: readonly string[] = [],
): boolean => {
  if (lot !== undefined && !(withSubtree ? lots : lots.slice(0, 1)).includes(lot)) return false;
  if (units.length === 0) return lot !== undefined;
  return units.some(
    (frozen) => frozen === unitId || (withSubtree && registry.isBelow(unitId, frozen, day)),
  );
};
