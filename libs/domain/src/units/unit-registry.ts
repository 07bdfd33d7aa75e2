import { parseDay, type Day } from '../calendar/index.js';
import { Table } from '../table/index.js';
import type { UnitVersion } from './unit.js';

interface Period {
  readonly version: UnitVersion;
  readonly from: Day;
}

interface UnitRow {
  readonly periods: Period[];
  /** First day on which the unit is no longer there. */
  endedOn: Day | undefined;
  readonly successors: string[];
  readonly predecessors: string[];
}

interface CodeRow {
  readonly units: string[];
}

/** Everything a registry knows as plain JSON, in its order, for a snapshot. */
export interface UnitRows {
  readonly units: readonly (readonly [unitId: string, row: UnitRow])[];
  /** Units that ever had a code. */
  readonly codes: readonly (readonly [code: string, row: CodeRow])[];
}

/** Every unit that ever was, by id and by code. */
export class UnitRegistry {
  private constructor(
    private readonly units: Table<UnitRow>,
    private readonly codes: Table<CodeRow>,
  ) {}

  static root(): UnitRegistry {
    return new UnitRegistry(
      Table.root((row: UnitRow) => ({
        periods: row.periods.slice(),
        endedOn: row.endedOn,
        successors: row.successors.slice(),
        predecessors: row.predecessors.slice(),
      })),
      Table.root((row: CodeRow) => ({ units: row.units.slice() })),
    );
  }

  overlay(): UnitRegistry {
    return new UnitRegistry(this.units.overlay(), this.codes.overlay());
  }

  merge(): void {
    this.units.merge();
    this.codes.merge();
  }

  /** Adds a unit or a later version of one. */
  register(version: UnitVersion): void {
    const from = dayOf(version.from);
    const row = this.units.edit(version.unitId);
    if (row === undefined) {
      const periods = [{ version, from }];
      this.units.set(version.unitId, {
        periods,
        endedOn: undefined,
        successors: [],
        predecessors: [],
      });
    } else {
      // A version that was not in force yet gives way to one that begins before it.
      const kept = row.periods.findIndex((period) => period.from >= from);
      if (kept >= 0) row.periods.length = kept;
      row.periods.push({ version, from });
    }
    for (const code of [version.code, version.localCode]) {
      if (code === undefined) continue;
      const holders = this.codes.edit(code);
      if (holders === undefined) this.codes.set(code, { units: [version.unitId] });
      else if (!holders.units.includes(version.unitId)) holders.units.push(version.unitId);
    }
  }

  end(unitId: string, on: Day, successors: readonly string[]): void {
    const row = this.units.edit(unitId);
    if (row === undefined) return;
    row.endedOn = on;
    row.successors.push(...successors);
    for (const successor of successors) this.units.edit(successor)?.predecessors.push(unitId);
  }

  has(unitId: string): boolean {
    return this.units.has(unitId);
  }

  /** The version in force on a day. */
  on(unitId: string, day: Day): UnitVersion | undefined {
    const row = this.units.get(unitId);
    if (row === undefined || (row.endedOn !== undefined && day >= row.endedOn)) return undefined;
    for (let i = row.periods.length - 1; i >= 0; i -= 1) {
      const period = row.periods[i];
      if (period !== undefined && period.from <= day) return period.version;
    }
    return undefined;
  }

  /** Whether a unit has accounts on a day and ever after: it is there, has not ended and was not told to hold none. */
  holdsFrom(unitId: string, day: Day): boolean {
    const row = this.units.get(unitId);
    if (row === undefined || row.endedOn !== undefined) return false;
    return (
      this.on(unitId, day)?.holdsQuota === true &&
      row.periods.every(({ version, from }) => from < day || version.holdsQuota)
    );
  }

  /** The last version, whether in force or not: what the unit is called when nothing else is known. */
  latest(unitId: string): UnitVersion | undefined {
    return this.units.get(unitId)?.periods.at(-1)?.version;
  }

  versions(unitId: string): readonly UnitVersion[] {
    return this.units.get(unitId)?.periods.map(({ version }) => version) ?? [];
  }

  endedOn(unitId: string): Day | undefined {
    return this.units.get(unitId)?.endedOn;
  }

  successors(unitId: string): readonly string[] {
    return this.units.get(unitId)?.successors ?? [];
  }

  predecessors(unitId: string): readonly string[] {
    return this.units.get(unitId)?.predecessors ?? [];
  }

  /** A unit, those that came after it, and those after them. */
  *heirs(unitId: string): Generator<string> {
    const heirs = new Set([unitId]);
    for (const unit of heirs) {
      yield unit;
      for (const successor of this.successors(unit)) heirs.add(successor);
    }
  }

  /** A unitId as it is; a national or local code as it was given on that day. */
  resolve(ref: string, day: Day): string | undefined {
    if (this.units.has(ref)) return ref;
    return this.codes.get(ref)?.units.find((unitId) => this.carries(unitId, ref, day));
  }

  /** Whether a reference was ever a unit or a code, whatever the day. */
  isKnown(ref: string): boolean {
    return this.units.has(ref) || this.codes.has(ref);
  }

  /** Units that ever had a code. */
  holdersOf(code: string): readonly string[] {
    return this.codes.get(code)?.units ?? [];
  }

  parent(unitId: string, day: Day): string | undefined {
    return (this.on(unitId, day) ?? this.latest(unitId))?.parent;
  }

  /** Whether `unitId` lies under `above` on a day, at any depth; a unit does not lie under itself. */
  isBelow(unitId: string, above: string, day: Day): boolean {
    for (const unit of this.above(unitId, day)) if (unit === above) return true;
    return false;
  }

  /** The units over a unit on a day, the nearest first. */
  *above(unitId: string, day: Day): Generator<string> {
    let parent = this.parent(unitId, day);
    for (let depth = 0; parent !== undefined && depth < DEPTH_MAX; depth += 1) {
      yield parent;
      parent = this.parent(parent, day);
    }
  }

  isWithin(unitId: string, above: string, day: Day): boolean {
    return unitId === above || this.isBelow(unitId, above, day);
  }

  /** The units in force on a day, with their ids. */
  *inForce(day: Day): Generator<UnitVersion> {
    for (const [unitId] of this.units.entries()) {
      const version = this.on(unitId, day);
      if (version !== undefined) yield version;
    }
  }

  *all(): Generator<readonly [unitId: string, versions: readonly UnitVersion[]]> {
    for (const [unitId, row] of this.units.entries()) {
      yield [unitId, row.periods.map(({ version }) => version)];
    }
  }

  toRows(): UnitRows {
    return { units: [...this.units.entries()], codes: [...this.codes.entries()] };
  }

  /** Takes the rows over. */
  fillFrom({ units, codes }: UnitRows): void {
    for (const [unitId, { periods, endedOn, successors, predecessors }] of units)
      this.units.set(unitId, { periods, endedOn, successors, predecessors });
    for (const [code, row] of codes) this.codes.set(code, row);
  }

  private carries(unitId: string, code: string, day: Day): boolean {
    const version = this.on(unitId, day);
    return version?.code === code || version?.localCode === code;
  }
}

/** Province, city, county, zone, and room for one more. */
const DEPTH_MAX = 8;

const dayOf = (date: string): Day => {
  const day = parseDay(date);
  if (day === undefined) throw new RangeError(`no date: ${date}`);
  return day;
};
