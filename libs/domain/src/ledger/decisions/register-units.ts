import { formatDay, type Day } from '../../calendar/index.js';
import { UNIT_LEVELS, type UnitRegistry, type UnitVersion } from '../../units/index.js';
import type { RegisterUnits } from '../commands.js';
import { entryData, LEDGERS_DAY, startEntry } from '../entry.js';
import type { UnitsRegistered } from '../events.js';
import { checkBooks, dateOf } from '../guards.js';
import { refuse } from '../refusals.js';
import { permit } from '../rights.js';
import type { LedgerState } from '../state.js';

const UNIT_ID = /^u-[A-Za-z0-9-]{1,40}$/;
const CODE = /^\d{6}$/;
const LOCAL_CODE = /^[A-Za-z0-9-]{2,20}$/;

/** New units, and new versions of units: another code, another parent, a moved border. It moves no quota. */
export const registerUnits = (command: RegisterUnits, state: LedgerState): UnitsRegistered => {
  const on = startEntry(command, state, 'document-optional');
  const { units: asked, actor } = command.data;
  const from = formatDay(on);
  const units = asked.map((unit) => (unit.from === LEDGERS_DAY ? { ...unit, from } : unit));
  if (units.length === 0) refuse('nothing-to-do');
  checkUnits(state.units, units, state.head.province);
  const actorUnit = permit(state, 'RegisterUnits', actor);
  checkBooks(state, on);
  for (const unit of units) checkTablesOf(state, unit);
  return { type: 'UnitsRegistered', data: { ...entryData(command, state, actorUnit), units } };
};

/** A new version of a unit would change the tables of days whose books are closed: its name, its code, its superior. */
const checkTablesOf = ({ head, units }: LedgerState, { unitId, from }: UnitVersion): void => {
  const { closedThrough, opensOn } = head;
  if (!units.has(unitId) || closedThrough < opensOn) return;
  if (dateOf(from, 'from') > closedThrough) return;
  refuse('books-closed', { effectiveOn: from, closedThrough: formatDay(closedThrough) });
};

/** Each unit is judged with those before it in the same entry in place. */
export const checkUnits = (
  known: UnitRegistry,
  units: readonly UnitVersion[],
  province: string,
  ending: ReadonlySet<string> = new Set(),
): void => {
  const registry = known.overlay();
  for (const unit of units) {
    checkUnitShape(unit);
    checkPlace(registry, unit, province);
    checkHistory(registry, unit);
    checkCode(registry, unit, ending);
    registry.register(unit);
  }
};

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

const checkPlace = (registry: UnitRegistry, unit: UnitVersion, province: string): void => {
  const isProvince = unit.unitId === province;
  if (isProvince !== (unit.level === 'province') || isProvince !== (unit.parent === undefined)) {
    refuse('unit-malformed', { unit: unit.unitId, field: 'parent' });
  }
  if (unit.parent === undefined) return;
  const from = dateOf(unit.from, 'from');
  if (!registry.has(unit.parent)) {
    refuse('unit-unknown', { unit: unit.parent, on: unit.from });
  }
  if (registry.isWithin(unit.parent, unit.unitId, from)) {
    refuse('unit-malformed', { unit: unit.unitId, field: 'parent' });
  }
};

const checkHistory = (registry: UnitRegistry, unit: UnitVersion): void => {
  const last = registry.latest(unit.unitId);
  if (last === undefined) return;
  const endedOn = registry.endedOn(unit.unitId);
  if (endedOn !== undefined) {
    refuse('unit-not-in-force', {
      unit: unit.unitId,
      on: unit.from,
      endedOn: formatDay(endedOn),
      successors: [...registry.successors(unit.unitId)],
    });
  }
  if (last.from >= unit.from) {
    refuse('unit-already-registered', { unit: unit.unitId, from: last.from });
  }
};

/** A code belongs to one unit at a time, from the day of this version on. */
const checkCode = (
  registry: UnitRegistry,
  unit: UnitVersion,
  ending: ReadonlySet<string>,
): void => {
  const from = dateOf(unit.from, 'from');
  for (const code of [unit.code, unit.localCode]) {
    if (code === undefined) continue;
    for (const holder of registry.holdersOf(code)) {
      if (holder === unit.unitId || ending.has(holder)) continue;
      if (isCarried(registry, holder, code, from)) {
        refuse('code-taken', { code, unit: unit.unitId, holder });
      }
    }
  }
};

/** Whether a unit carries a code on that day or any later one. */
const isCarried = (registry: UnitRegistry, unitId: string, code: string, from: Day): boolean => {
  const versions = registry.versions(unitId);
  return versions.some((version, i) => {
    if (version.code !== code && version.localCode !== code) return false;
    const next = versions[i + 1];
    const until = next === undefined ? registry.endedOn(unitId) : dateOf(next.from, 'from');
    return until === undefined || until > from;
  });
};
