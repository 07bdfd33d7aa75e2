import type { UnitVersion } from '#domain';
import { units, unitVersions } from '../schema/tables.js';
import type { LedgerDirectory } from './directory.js';
import type { Rows } from './rows.js';

/** Adds units, or later versions of them. */
export const projectUnits = (
  rows: Rows,
  ledger: LedgerDirectory,
  versions: readonly UnitVersion[],
  revision: bigint,
): void =>
  versions.forEach((version, seq) => {
    const { no, isNew } = ledger.registerUnit(version.unitId);
    if (isNew) rows.add(units, ledger.no, no, version.unitId);
    rows.add(
      unitVersions,
      ledger.no,
      no,
      revision,
      seq,
      version.from,
      version.code,
      version.localCode,
      version.name,
      version.level,
      version.parent,
      version.plannedSeparately === true,
      version.holdsQuota,
      version.note,
    );
  });
