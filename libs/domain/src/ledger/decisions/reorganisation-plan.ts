import { formatDay, yearOf, type Day } from '../../calendar/index.js';
import type { UnitRegistry, UnitVersion } from '../../units/index.js';
import type { ReorganiseUnits } from '../commands.js';
import { refuse } from '../refusals.js';
import type { LedgerState } from '../state.js';
import { openReservationNamed } from './reservations.js';
import { placeUnits, standsAbove } from './unit-placing.js';

/** As many units as a clerk can read at once. */
const LISTED_MAX = 50;
type Asked = ReorganiseUnits['data'];

export interface Ending {
  readonly unit: string;
  readonly successors: readonly string[];
}

/** A reorganisation with every unit known by its id. */
export interface Plan {
  readonly endings: readonly Ending[];
  /** New units and versions, those of inferiors that pass to the only successor among them. */
  readonly units: readonly UnitVersion[];
  /** The units as they are afterwards. */
  readonly registry: UnitRegistry;
  readonly divisions: Asked['divisions'];
  readonly reservations: ReadonlyMap<string, string>;
}

/**
 * Reads who ends and who follows. Codes of what ends are those before the change, all others those after it: a code that
 * is used again means the new unit where a successor is named.
 */
export const planOf = (state: LedgerState, data: Asked, on: Day): Plan => {
  if (data.ended.length === 0) refuse('nothing-to-do', { field: 'ended' });
  const ending = new Map(
    data.ended.map(({ unit, successors }) => [endingNamed(state, unit, on), successors]),
  );
  if (ending.size < data.ended.length) refuse('draws-malformed', { field: 'ended' });
  for (const { unitId, code, from } of data.units) {
    if (ending.has(unitId)) refuseOwnSuccessor(unitId, code, on);
    if (from !== formatDay(on)) refuse('unit-malformed', { unit: unitId, field: 'from' });
  }
  const { units, registry } = placeUnits(state.units, data.units, state.head, (known) => {
    for (const unit of ending.keys()) known.end(unit, on, []);
  });
  const endings = [...ending].map(([unit, asked]) => {
    if (asked.length === 0) refuse('nothing-to-do', { unit, field: 'successors' });
    const successors = asked.map((ref) => successorNamed(registry, ref, unit, on));
    return { unit, successors: [...new Set(successors)] };
  });
  const moved = inferiorsOf(registry, endings, on);
  for (const unit of moved) registry.register(unit);
  return {
    endings,
    units: [...units, ...moved],
    registry,
    divisions: divisionsOf(state, registry, endings, data, on),
    reservations: assignments(state, registry, ending, data, on),
  };
};

const endingNamed = (state: LedgerState, ref: string, on: Day): string => {
  const unit = state.units.resolve(ref, on);
  if (unit === undefined || state.units.endedOn(unit) !== undefined) {
    const code = state.units.isKnown(ref) ? 'unit-not-in-force' : 'unit-unknown';
    return refuse(code, { unit: ref, on: formatDay(on) });
  }
  if (unit === state.head.province) refuse('unit-malformed', { unit, field: 'ended' });
  return unit;
};

/** A unit that ended and went on under its own id would keep what it held beyond the reach of every entry. */
const refuseOwnSuccessor = (unit: string, code: string | undefined, on: Day): never =>
  refuse('own-successor', {
    unit,
    ...(code === undefined ? {} : { code }),
    suggested: `${unit}-${yearOf(on)}`,
  });

const successorNamed = (registry: UnitRegistry, ref: string, ended: string, on: Day): string => {
  const unit = registry.resolve(ref, on);
  if (unit === ended) return refuseOwnSuccessor(ended, undefined, on);
  if (unit === undefined && !registry.isKnown(ref)) {
    return refuse('unit-unknown', { unit: ref, on: formatDay(on) });
  }
  const endedOn = unit === undefined ? undefined : registry.endedOn(unit);
  if (unit === undefined || endedOn !== undefined || registry.on(unit, on) === undefined) {
    return refuse('unit-not-in-force', {
      unit: ref,
      on: formatDay(on),
      ...(endedOn === undefined ? {} : { endedOn: formatDay(endedOn) }),
    });
  }
  return unit;
};

/** Units below one that ends pass to its only successor; where there are more, the entry says whose they are. */
const inferiorsOf = (
  registry: UnitRegistry,
  endings: readonly Ending[],
  on: Day,
): readonly UnitVersion[] => {
  const from = formatDay(on);
  const moved: UnitVersion[] = [];
  for (const { unit, successors } of endings) {
    const only = successors.length === 1 ? registry.on(successors[0] ?? '', on) : undefined;
    const unassigned: string[] = [];
    for (const [unitId, versions] of registry.all()) {
      if (registry.endedOn(unitId) !== undefined) continue;
      const now = registry.on(unitId, on);
      const later = versions.filter((version) => version.from > from);
      if (now?.parent !== unit && later.every(({ parent }) => parent !== unit)) continue;
      const passes =
        only !== undefined &&
        now !== undefined &&
        later.length === 0 &&
        standsAbove(registry, only, now);
      if (passes) moved.push({ ...now, parent: only.unitId, from });
      else unassigned.push(unitId);
    }
    if (unassigned.length > 0) {
      refuse('inferiors-unassigned', { unit, inferiors: unassigned.slice(0, LISTED_MAX) });
    }
  }
  return moved;
};

const divisionsOf = (
  state: LedgerState,
  registry: UnitRegistry,
  endings: readonly Ending[],
  { divisions }: Asked,
  on: Day,
): Asked['divisions'] =>
  divisions.map((division) => {
    const from = state.units.resolve(division.from, on);
    const to = registry.resolve(division.to, on);
    const successors = endings.find(({ unit }) => unit === from)?.successors;
    if (from === undefined || to === undefined || successors?.includes(to) !== true) {
      return refuse('draws-malformed', { from: division.from, to: division.to });
    }
    return { ...division, from, to };
  });

const assignments = (
  state: LedgerState,
  registry: UnitRegistry,
  ending: ReadonlyMap<string, unknown>,
  { reservations = {} }: Asked,
  on: Day,
): ReadonlyMap<string, string> => {
  const assigned = new Map<string, string>();
  for (const [id, ref] of Object.entries(reservations)) {
    const { unit } = openReservationNamed(state, id);
    if (!ending.has(unit)) refuse('reservation-of-other-unit', { reservation: id, unit });
    assigned.set(id, registry.resolve(ref, on) ?? ref);
  }
  return assigned;
};
