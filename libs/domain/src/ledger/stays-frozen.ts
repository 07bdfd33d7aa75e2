import type { Day } from '../calendar/index.js';
import type { UnitRegistry } from '../units/index.js';
import type { StaysFrozen } from './closing-events.js';
import { frozenUnitKey } from './keys.js';
import type { FreezeInForce, LedgerState } from './state.js';

interface Change {
  /** The units as they are afterwards. */
  readonly units: UnitRegistry;
  /** The ledger's day afterwards. */
  readonly day: Day;
  readonly ended?: readonly { readonly unit: string; readonly successors: readonly string[] }[];
}

/**
 * Units that a change takes out of a subtree that is frozen, or the successors of such a unit: the freeze goes on over
 * them until it is lifted. Otherwise a county would be unfrozen by giving it to another city. The entry names them,
 * because who was where on which day is known when it is decided; nothing is asked while no subtree is frozen.
 */
export const staysFrozen = (
  state: LedgerState,
  { units, day, ended = [] }: Change,
): { readonly staysFrozen?: readonly StaysFrozen[] } => {
  if (!isAnySubtreeFrozen(state)) return {};
  const successorsOf = new Map(ended.map(({ unit, successors }) => [unit, successors]));
  const found = new Map<string, string[]>();
  for (const [unit] of state.units.all()) {
    if (state.units.endedOn(unit) !== undefined) continue;
    const before = [...state.units.above(unit, state.head.day)];
    for (const heir of successorsOf.get(unit) ?? [unit]) {
      const after = new Set([heir, ...units.above(heir, day)]);
      const left = before.filter((above) => !after.has(above));
      for (const freeze of freezesOfSubtrees(state, left)) {
        const over = freeze.units.flatMap((one) => [one, ...(successorsOf.get(one) ?? [])]);
        const kept = found.get(freeze.id) ?? [];
        if ([...over, ...kept].some((one) => after.has(one))) continue;
        found.set(freeze.id, [...kept, heir]);
      }
    }
  }
  if (found.size === 0) return {};
  return { staysFrozen: Array.from(found, ([freeze, kept]) => ({ freeze, units: kept })) };
};

const isAnySubtreeFrozen = ({ freezes }: LedgerState): boolean => {
  for (const [, { units, withSubtree }] of freezes.entries())
    if (withSubtree && units.length > 0) return true;
  return false;
};

function* freezesOfSubtrees(
  { owners, freezes }: LedgerState,
  units: readonly string[],
): Generator<FreezeInForce> {
  for (const unit of units) {
    for (const id of owners.idsIn(frozenUnitKey(unit))) {
      const freeze = freezes.get(id);
      if (freeze?.withSubtree === true) yield freeze;
    }
  }
}
