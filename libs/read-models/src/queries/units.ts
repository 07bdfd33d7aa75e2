import { formatDay, type UnitVersion } from '#domain';
import { NotThere } from './errors.js';
import type { LedgerView, UnitShown } from './view.js';

/** The units in force on the day of a view, as known at its revision, in the order of their registration. */
export const unitsInForce = (view: LedgerView): UnitShown[] =>
  [...view.registry.inForce(view.day)].map((version) => ({ ...version, inForce: true }));

/** Everything known of one unit at the revision of a view, whatever its day. */
export interface UnitHistory {
  readonly unitId: string;
  readonly versions: readonly UnitVersion[];
  /** First day on which it is no longer there. */
  readonly endedOn: string | undefined;
  readonly successors: readonly string[];
  readonly predecessors: readonly string[];
}

/** @throws {NotThere} */
export const unitHistory = ({ registry }: LedgerView, unitId: string): UnitHistory => {
  if (!registry.has(unitId)) throw new NotThere('unit', unitId);
  const ended = registry.endedOn(unitId);
  return {
    unitId,
    versions: registry.versions(unitId),
    endedOn: ended === undefined ? undefined : formatDay(ended),
    successors: registry.successors(unitId),
    predecessors: registry.predecessors(unitId),
  };
};
