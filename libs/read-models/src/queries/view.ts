import {
  addDays,
  formatDay,
  parseDay,
  type Day,
  type UnitRegistry,
  type UnitVersion,
} from '#domain';
import type { Catalog } from './catalog.js';
import { NotThere } from './errors.js';

/** Where on the two clocks an answer stands, as every answer states it. */
export interface At {
  readonly ledger: string;
  /** Effective clock: entries effective on or before this day count. */
  readonly asOf: string;
  /** Recorded clock: entries up to this revision count. */
  readonly revision: bigint;
  /** When that revision was recorded. */
  readonly recordedAt: string;
}

/** A unit as it is called on the day and at the revision of an answer. */
export type UnitShown = UnitVersion & {
  /** In force on that day; a unit that has ended is shown as it last was. */
  readonly inForce: boolean;
};

/** One ledger as of a day and a revision: what every query reads through. */
export class LedgerView {
  readonly registry: UnitRegistry;
  readonly day: Day;

  constructor(
    readonly at: At,
    readonly ledgerNo: number,
    readonly catalog: Catalog,
    private readonly isSeen?: (unitId: string) => boolean,
  ) {
    this.registry = catalog.registered(at.revision).registry;
    this.day = dayOf(at.asOf);
  }

  /** The same revision on another day. */
  on(asOf: string): LedgerView {
    return new LedgerView({ ...this.at, asOf }, this.ledgerNo, this.catalog, this.isSeen);
  }

  /** The same for a reader who sees some units only: subtrees, lineages and lists hold what these have. */
  seenBy(isSeen: (unitId: string) => boolean): LedgerView {
    return new LedgerView(this.at, this.ledgerNo, this.catalog, isSeen);
  }

  /** The units that the reader sees; undefined when it sees all. */
  get seenUnits(): string[] | undefined {
    const { isSeen } = this;
    return isSeen && [...this.registry.all()].map(([id]) => id).filter(isSeen);
  }

  /** Whether something of a unit is shown to the reader. */
  shows(unitId: string): boolean {
    return this.isSeen?.(unitId) ?? true;
  }

  /**
   * Id of a unit that is named by its id or by the code it carried that day.
   * @throws {NotThere}
   */
  resolveUnit(reference: string): string {
    const unitId = this.registry.resolve(reference, this.day);
    if (unitId === undefined) throw new NotThere('unit', reference);
    return unitId;
  }

  unit(unitId: string): UnitShown | undefined {
    const inForce = this.registry.on(unitId, this.day);
    const version = inForce ?? this.registry.latest(unitId);
    return version && { ...version, inForce: inForce !== undefined };
  }

  /** The unit and all below it that the reader sees, also those that have ended: what they used stays theirs. */
  subtree(unitId: string): string[] {
    const within: string[] = [];
    for (const [id] of this.registry.all()) {
      if (this.registry.isWithin(id, unitId, this.day) && this.shows(id)) within.push(id);
    }
    return within;
  }

  unitNos(unitIds: readonly string[]): number[] {
    return unitIds.map((id) => this.catalog.unitNo(id));
  }

  /** The day before `asOf`'s next one, for half-open ranges. */
  get nextDay(): string {
    return formatDay(addDays(this.day, 1));
  }
}

/** @throws {RangeError} no date YYYY-MM-DD */
export const dayOf = (date: string): Day => {
  const day = parseDay(date);
  if (day === undefined) throw new RangeError(`no date: ${date}`);
  return day;
};
