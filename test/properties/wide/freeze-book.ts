import type { LedgerEvent } from '#domain';

interface Freeze {
  readonly units: Set<string>;
  readonly lot: string | undefined;
  readonly withSubtree: boolean;
  readonly exceptions: readonly string[];
}

/** What is frozen, and who it has come to. */
export class FreezeBook {
  private readonly freezes = new Map<string, Freeze>();

  write(event: LedgerEvent): void {
    if (event.type === 'QuotaFrozen') {
      const { entryId, unit, lot, withSubtree, exceptions } = event.data;
      const units = new Set(unit === undefined ? [] : [unit]);
      this.freezes.set(entryId, { units, lot, withSubtree, exceptions });
    }
    if (event.type === 'QuotaUnfrozen') this.freezes.delete(event.data.freeze);
    if (event.type !== 'UnitsReorganised') return;
    for (const { unit, successors } of event.data.ended) {
      for (const { units } of this.freezes.values()) {
        if (units.has(unit)) for (const one of successors) units.add(one);
      }
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
