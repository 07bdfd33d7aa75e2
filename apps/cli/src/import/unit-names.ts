import { plain } from './cells.js';

/** A unit as the server lists it on the day the balances are effective. */
export interface ListedUnit {
  readonly unitId: string;
  readonly code?: string;
  readonly localCode?: string;
  readonly name: string;
  /** unitId of the unit it stands below. */
  readonly parent?: string;
}

export type FoundUnit =
  | { readonly unit: ListedUnit }
  | { readonly ambiguous: readonly ListedUnit[] }
  | { readonly unknown: true };

const LEVELS_MAX = 10;

/** Finds units by code or by name among those in force on one day. */
export class UnitNames {
  private readonly byCode = new Map<string, ListedUnit>();
  private readonly byName = new Map<string, ListedUnit[]>();
  private readonly byStem = new Map<string, ListedUnit[]>();

  constructor(units: readonly ListedUnit[]) {
    for (const unit of units) {
      for (const code of [unit.unitId, unit.code, unit.localCode])
        if (code !== undefined) this.byCode.set(plain(code), unit);
      append(this.byName, plain(unit.name), unit);
      append(this.byStem, stem(plain(unit.name)), unit);
    }
  }

  /** The units above one, nearest first. */
  superiorsOf(code: string): ListedUnit[] {
    const above: ListedUnit[] = [];
    let unit = this.withCode(code);
    // Bounded: a list that names a circle must not hang the import.
    while (unit?.parent !== undefined && above.length < LEVELS_MAX) {
      unit = this.byCode.get(plain(unit.parent));
      if (unit !== undefined) above.push(unit);
    }
    return above;
  }

  withCode(code: string): ListedUnit | undefined {
    return this.byCode.get(plain(code));
  }

  /** The whole name first; then the name without 市, 县, 区, as tables print it. */
  named(name: string): FoundUnit {
    const key = plain(name);
    const found = this.byName.get(key) ?? this.byStem.get(stem(key)) ?? [];
    const [unit, ...others] = found;
    if (unit === undefined) return { unknown: true };
    return others.length === 0 ? { unit } : { ambiguous: found };
  }

  /** Whether a printed name may stand for the unit: 海宁 and 海宁市 both do. */
  isCalled(unit: ListedUnit, name: string): boolean {
    return stem(plain(name)) === stem(plain(unit.name));
  }
}

const append = (index: Map<string, ListedUnit[]>, key: string, unit: ListedUnit): void => {
  const list = index.get(key);
  if (list === undefined) index.set(key, [unit]);
  else list.push(unit);
};

/** Two characters must stay: 吴县 is no 吴. */
const stem = (name: string): string =>
  name.length > 2 ? name.replace(/(?:自治县|市|县|区)$/u, '') : name;

export const codeOf = ({ unitId, code, localCode }: ListedUnit): string =>
  code ?? localCode ?? unitId;
