import { formatDay, type Day } from '../../calendar/index.js';
import { UNIT_LEVELS, type UnitRegistry, type UnitVersion } from '../../units/index.js';
import { dateOf } from '../guards.js';
import { refuse } from '../refusals.js';

/** How units were named, and the registry with them in place. */
export interface Placed {
  /** As they are stored: parents by unitId. */
  readonly units: readonly UnitVersion[];
  readonly registry: UnitRegistry;
}

/**
 * Judges units with all the others of the entry in place, so that their order does not matter. Parents are named by
 * unitId or by the code of the day the version begins.
 */
export const placeUnits = (
  known: UnitRegistry,
  asked: readonly UnitVersion[],
  { province, day }: { readonly province: string; readonly day: Day },
  prepare: (registry: UnitRegistry) => void = () => {},
): Placed => {
  for (const unit of asked) {
    checkUnitShape(unit);
    checkProvince(unit, province);
  }
  const inOrder = [...asked].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  const named = known.overlay();
  prepare(named);
  const seen = new Set<string>();
  for (const unit of inOrder) {
    const version = `${unit.unitId} ${unit.from}`;
    if (seen.has(version))
      refuse('unit-already-registered', { unit: unit.unitId, from: unit.from });
    seen.add(version);
    checkHistory(named, unit, day);
    checkCode(named, unit);
    named.register(unit);
  }
  const units = inOrder.map((unit) => withParent(named, unit));
  const registry = known.overlay();
  prepare(registry);
  for (const unit of units) registry.register(unit);
  for (const unit of units) checkPlace(known, registry, unit);
  return { units, registry };
};

const UNIT_ID = /^u-[A-Za-z0-9-]{1,40}$/;
const CODE = /^\d{6}$/;
/** None that could be taken for a unitId. */
const LOCAL_CODE = /^(?!u-)[A-Za-z0-9-]{2,20}$/;

export const checkUnitShape = (unit: UnitVersion): void => {
  const wrong = (field: string): never => refuse('unit-malformed', { unit: unit.unitId, field });
  if (!UNIT_ID.test(unit.unitId)) wrong('unitId');
  if (unit.name.trim() === '') wrong('name');
  if (unit.code !== undefined && !CODE.test(unit.code)) wrong('code');
  if (unit.localCode !== undefined) {
    if (!LOCAL_CODE.test(unit.localCode) || CODE.test(unit.localCode)) wrong('localCode');
  }
  if (unit.code === undefined && unit.localCode === undefined) wrong('code');
  if (!UNIT_LEVELS.includes(unit.level)) wrong('level');
  dateOf(unit.from, 'from');
};

/** The province stands above all, and what no other unit takes back goes to it. */
const checkProvince = (unit: UnitVersion, province: string): void => {
  const wrong = (field: string): never => refuse('unit-malformed', { unit: unit.unitId, field });
  const isProvince = unit.unitId === province;
  if (isProvince !== (unit.level === 'province') || isProvince !== (unit.parent === undefined)) {
    wrong('parent');
  }
  if (isProvince && !unit.holdsQuota) wrong('holdsQuota');
};

/** A version that is not in force yet may be replaced: it can be a slip of the pen, as 2107 for 2017. */
const checkHistory = (registry: UnitRegistry, unit: UnitVersion, day: Day): void => {
  const endedOn = registry.endedOn(unit.unitId);
  if (endedOn !== undefined) {
    refuse('unit-not-in-force', {
      unit: unit.unitId,
      on: unit.from,
      endedOn: formatDay(endedOn),
      successors: [...registry.successors(unit.unitId)],
    });
  }
  const today = formatDay(day);
  const standing = registry
    .versions(unit.unitId)
    .findLast(({ from }) => from >= unit.from && from <= today);
  if (standing !== undefined) {
    refuse('unit-already-registered', { unit: unit.unitId, from: standing.from });
  }
};

/** A code belongs to one unit at a time, from the day of this version on. */
const checkCode = (registry: UnitRegistry, unit: UnitVersion): void => {
  const from = dateOf(unit.from, 'from');
  for (const code of [unit.code, unit.localCode]) {
    if (code === undefined) continue;
    for (const holder of registry.holdersOf(code)) {
      if (holder === unit.unitId) continue;
      if (isCarried(registry, holder, code, from)) {
        refuse('code-taken', { code, unit: unit.unitId, holder });
      }
    }
  }
};

/** Whether a unit carries a code on that day or any later one. */
const isCarried = (registry: UnitRegistry, unitId: string, code: string, from: Day): boolean => {
  const versions = registry.versions(unitId);
  const endedOn = registry.endedOn(unitId);
  if (endedOn !== undefined && endedOn <= from) return false;
  return versions.some((version, i) => {
    if (version.code !== code && version.localCode !== code) return false;
    const next = versions[i + 1];
    const until = next === undefined ? endedOn : dateOf(next.from, 'from');
    return until === undefined || until > from;
  });
};

const withParent = (registry: UnitRegistry, unit: UnitVersion): UnitVersion => {
  if (unit.parent === undefined) return unit;
  const on = dateOf(unit.from, 'from');
  const parent = registry.resolve(unit.parent, on);
  if (parent === undefined) {
    const code = registry.isKnown(unit.parent) ? 'unit-not-in-force' : 'unit-unknown';
    return refuse(code, { unit: unit.parent, on: unit.from });
  }
  const endedOn = registry.endedOn(parent);
  if (registry.on(parent, on) === undefined || endedOn !== undefined) {
    refuse('unit-not-in-force', {
      unit: unit.parent,
      on: unit.from,
      ...(endedOn === undefined ? {} : { endedOn: formatDay(endedOn) }),
      successors: [...registry.successors(parent)],
    });
  }
  return { ...unit, parent };
};

/** Levels stand one above the other on every day from the version's first on; so none can stand below itself. */
const checkPlace = (known: UnitRegistry, registry: UnitRegistry, unit: UnitVersion): void => {
  const { unitId, parent, level } = unit;
  if (parent === undefined) return;
  for (const above of versionsFrom(registry, parent, unit.from)) {
    if (standsAbove(registry, above, unit)) continue;
    refuse('unit-malformed', {
      unit: unitId,
      field: 'parent',
      level,
      parent,
      parentLevel: above.level,
    });
  }
  if (!known.has(unitId) || known.latest(unitId)?.level === level) return;
  for (const [below] of registry.all()) {
    if (registry.endedOn(below) !== undefined) continue;
    for (const version of versionsFrom(registry, below, unit.from)) {
      if (version.parent !== unitId || standsAbove(registry, unit, version)) continue;
      refuse('unit-malformed', { unit: unitId, field: 'level', level, inferior: below });
    }
  }
};

/** The version in force on a day, and every later one. */
const versionsFrom = (registry: UnitRegistry, unitId: string, from: string): UnitVersion[] => {
  const first = registry.on(unitId, dateOf(from, 'from'));
  const later = registry.versions(unitId).filter((version) => version.from > from);
  return first === undefined ? later : [first, ...later];
};

/** Whether a unit of one level may be the parent of another. A zone may have zones, and those no more. */
export const standsAbove = (
  registry: UnitRegistry,
  above: UnitVersion,
  below: UnitVersion,
): boolean => {
  if (above.level !== 'zone') {
    return UNIT_LEVELS.indexOf(above.level) < UNIT_LEVELS.indexOf(below.level);
  }
  const next = above.parent === undefined ? undefined : registry.latest(above.parent);
  const hasZones = [...registry.all()].some(([, versions]) =>
    versions.some(({ parent, level }) => parent === below.unitId && level === 'zone'),
  );
  return below.level === 'zone' && next?.level !== 'zone' && !hasZones;
};
