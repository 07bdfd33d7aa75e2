import type {
  DayAdvanced,
  QuotaFrozen,
  QuotaUnfrozen,
  UnitsRegistered,
  UnitsReorganised,
} from '#domain';
import { freezeEndings, freezes, freezeUnits } from '../schema/tables.js';
import type { LedgerDirectory } from './directory.js';
import type { Rows } from './rows.js';

export const projectFreeze = (
  rows: Rows,
  ledger: LedgerDirectory,
  { data }: QuotaFrozen,
  revision: bigint,
): void => {
  const { entryId, effectiveOn, unit, lot, withSubtree, reason, exceptions } = data;
  rows.add(
    freezes,
    ledger.no,
    entryId,
    revision,
    effectiveOn,
    lot,
    withSubtree,
    reason,
    exceptions,
  );
  ledger.freezeUnits.set(entryId, new Set());
  if (unit !== undefined) hold(rows, ledger, entryId, unit, effectiveOn, revision);
};

export const projectUnfreeze = (
  rows: Rows,
  ledger: LedgerDirectory,
  { data }: QuotaUnfrozen,
  revision: bigint,
): void => {
  rows.add(freezeEndings, ledger.no, data.freeze, revision, data.effectiveOn, data.reason);
  ledger.freezeUnits.delete(data.freeze);
};

/** A freeze of a unit that ends goes on over its successors. */
export const projectMovedFreezes = (
  rows: Rows,
  ledger: LedgerDirectory,
  unit: string,
  successors: readonly string[],
  effectiveOn: string,
  revision: bigint,
): void => {
  for (const [freeze, held] of ledger.freezeUnits) {
    if (!held.has(unit)) continue;
    for (const one of successors) hold(rows, ledger, freeze, one, effectiveOn, revision);
  }
};

/** A freeze goes on over units that left its subtree, from the first day on which one of them is elsewhere. */
export const projectStaysFrozen = (
  rows: Rows,
  ledger: LedgerDirectory,
  { data }: UnitsRegistered | UnitsReorganised | DayAdvanced,
  revision: bigint,
): void => {
  const { staysFrozen = [], effectiveOn } = data;
  const from = 'units' in data ? data.units.map((unit) => unit.from) : [];
  const [first = effectiveOn] = [effectiveOn, ...from].toSorted();
  for (const { freeze, units } of staysFrozen) {
    for (const unit of units) hold(rows, ledger, freeze, unit, first, revision);
  }
};

const hold = (
  rows: Rows,
  ledger: LedgerDirectory,
  freeze: string,
  unit: string,
  effectiveOn: string,
  revision: bigint,
): void => {
  const held = ledger.freezeUnits.get(freeze);
  if (held === undefined || held.has(unit)) return;
  held.add(unit);
  rows.add(freezeUnits, ledger.no, freeze, unit, revision, effectiveOn);
};
