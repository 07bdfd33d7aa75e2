import type { LedgerEvent } from '#domain';
import type { UnitBook } from './unit-book.js';

interface Freeze {
  readonly units: Set<string>;
  readonly lot: string | undefined;
  readonly withSubtree: boolean;
  readonly exceptions: readonly string[];
}

/** What is frozen, and who it has come to. */
export class FreezeBook {
  private readonly freezes = new Map<string, Freeze>();

  /** @param day the day on which the units are asked where they are: that of the ledger before the event */
  write(event: LedgerEvent, units: UnitBook, day: string): void {
    if (event.type === 'QuotaFrozen') {
      const { entryId, unit, lot, withSubtree, exceptions } = event.data;
      const named = new Set(unit === undefined ? [] : [unit]);
      this.freezes.set(entryId, { units: named, lot, withSubtree, exceptions });
    }
    if (event.type === 'QuotaUnfrozen') this.freezes.delete(event.data.freeze);
    if (event.type === 'UnitsRegistered' || event.type === 'UnitsReorganised')
      this.keep(units, day);
    if (event.type === 'DayAdvanced') this.keep(units, day);
    if (event.type !== 'UnitsReorganised') return;
    for (const { unit, successors } of event.data.ended) {
      for (const { units: frozen } of this.freezes.values()) {
        if (frozen.has(unit)) for (const one of successors) frozen.add(one);
      }
    }
  }

  /** Who is under a freeze with a subtree stays there until it is lifted, wherever it goes. */
  private keep(units: UnitBook, day: string): void {
    for (const { units: frozen, withSubtree } of this.freezes.values()) {
      if (!withSubtree || frozen.size === 0) continue;
      const under = units
        .living()
        .filter((unit) => units.above(unit, day).some((one) => frozen.has(one)));
      for (const unit of under) frozen.add(unit);
    }
  }

  ids(): string[] {
    return [...this.freezes.keys()];
  }

  overUnit(unit: string, above: readonly string[], projectClass: string | undefined): boolean {
    return this.some(
      projectClass,
      ({ units, withSubtree }) =>
        units.has(unit) || (withSubtree && above.some((one) => units.has(one))),
    );
  }

  overLot(lot: string, above: readonly string[], projectClass: string | undefined): boolean {
    return this.some(
      projectClass,
      (freeze) =>
        freeze.lot === lot ||
        (freeze.withSubtree && freeze.lot !== undefined && above.includes(freeze.lot)),
    );
  }

  private some(projectClass: string | undefined, is: (freeze: Freeze) => boolean): boolean {
    return [...this.freezes.values()].some(
      (freeze) =>
        !(projectClass !== undefined && freeze.exceptions.includes(projectClass)) && is(freeze),
    );
  }
}
