import type { LedgerEvent } from '#domain';

type Version = Extract<LedgerEvent, { type: 'UnitsRegistered' }>['data']['units'][number];

interface Page {
  readonly versions: Version[];
  endedOn: string | undefined;
  successors: readonly string[];
}

/** The units as their documents tell them, one page each. */
export class UnitBook {
  private readonly pages = new Map<string, Page>();

  write(event: LedgerEvent): void {
    if (event.type === 'LedgerOpened') this.register(event.data.province);
    if (event.type === 'UnitsRegistered') event.data.units.forEach((unit) => this.register(unit));
    if (event.type !== 'UnitsReorganised') return;
    event.data.units.forEach((unit) => this.register(unit));
    for (const { unit, successors } of event.data.ended) {
      const page = this.pages.get(unit);
      if (page === undefined) continue;
      page.endedOn = event.data.effectiveOn;
      page.successors = successors;
    }
  }

  all(): string[] {
    return [...this.pages.keys()];
  }

  living(): string[] {
    return this.all().filter((unit) => this.endedOn(unit) === undefined);
  }

  endedOn(unit: string): string | undefined {
    return this.pages.get(unit)?.endedOn;
  }

  on(unit: string, day: string): Version | undefined {
    return this.pages.get(unit)?.versions.findLast(({ from }) => from <= day);
  }

  latest(unit: string): Version | undefined {
    return this.pages.get(unit)?.versions.at(-1);
  }

  /** Whether it has accounts on a day and ever after. */
  holdsFrom(unit: string, day: string): boolean {
    const page = this.pages.get(unit);
    if (page === undefined || page.endedOn !== undefined) return false;
    if (this.on(unit, day)?.holdsQuota !== true) return false;
    return page.versions.every(({ from, holdsQuota }) => from < day || holdsQuota);
  }

  /** The units over it on a day, the nearest first. */
  above(unit: string, day: string): string[] {
    const above: string[] = [];
    let next = (this.on(unit, day) ?? this.latest(unit))?.parent;
    while (next !== undefined && !above.includes(next)) {
      above.push(next);
      next = (this.on(next, day) ?? this.latest(next))?.parent;
    }
    return above;
  }

  below(unit: string, day: string): string[] {
    return this.living().filter((one) => this.above(one, day).includes(unit));
  }

  /** It, those that came after it, and those after them. */
  heirs(unit: string): string[] {
    const heirs = [unit];
    for (const one of heirs) {
      for (const next of this.pages.get(one)?.successors ?? [])
        if (!heirs.includes(next)) heirs.push(next);
    }
    return heirs;
  }

  private register(version: Version): void {
    const page = this.pages.get(version.unitId) ?? {
      versions: [],
      endedOn: undefined,
      successors: [],
    };
    this.pages.set(version.unitId, page);
    const kept = page.versions.findIndex(({ from }) => from >= version.from);
    if (kept >= 0) page.versions.length = kept;
    page.versions.push(version);
  }
}
