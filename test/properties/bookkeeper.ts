import type { LedgerEvent, Quantity } from '#domain';

/** Amounts by component, in whole units. */
export type Amounts = readonly [total: bigint, farmland: bigint, cultivated: bigint];

interface Line {
  readonly day: string;
  readonly account: string;
  readonly amounts: Amounts;
}

export const NOTHING: Amounts = [0n, 0n, 0n];
export const amountsOf = (quantity: Quantity): Amounts => [
  quantity.total ?? 0n,
  quantity.farmland ?? 0n,
  quantity.cultivated ?? 0n,
];
export const quantityOf = ([total, farmland, cultivated]: Amounts): Quantity => ({
  total,
  farmland,
  cultivated,
});
const plus = (a: Amounts, b: Amounts): Amounts => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
const minus = (a: Amounts): Amounts => [-a[0], -a[1], -a[2]];
const least = (a: Amounts, b: Amounts): Amounts => [
  a[0] < b[0] ? a[0] : b[0],
  a[1] < b[1] ? a[1] : b[1],
  a[2] < b[2] ? a[2] : b[2],
];

/**
 * A ledger as one would keep it on paper: every line ever written, and every answer found by reading all of them. Slow
 * and plain; it shares nothing with the rules it is compared with.
 */
export class Bookkeeper {
  readonly events: LedgerEvent[] = [];
  private readonly lines: Line[] = [];
  private readonly undone = new Set<string>();

  write(event: LedgerEvent): void {
    this.events.push(event);
    if (event.type === 'EntryReversed') this.undone.add(event.data.entry);
    for (const { from, to, quantity, effectiveOn } of event.data.postings) {
      const amounts = amountsOf(quantity);
      const day = effectiveOn ?? event.data.effectiveOn;
      this.lines.push({ day, account: from, amounts: minus(amounts) });
      this.lines.push({ day, account: to, amounts });
    }
  }

  accounts(): Set<string> {
    return new Set(this.lines.map(({ account }) => account));
  }

  /** Days on which anything moved, ascending. */
  days(): string[] {
    return [...new Set(this.lines.map(({ day }) => day))].sort();
  }

  balance(account: string, on = '9999-12-31'): Amounts {
    return this.lines
      .filter((line) => line.account === account && line.day <= on)
      .reduce((sum, { amounts }) => plus(sum, amounts), NOTHING);
  }

  /** What may be taken with effect on a day without making any later day negative. */
  takable(account: string, on: string): Amounts {
    return this.days()
      .filter((day) => day > on)
      .map((day) => this.balance(account, day))
      .reduce(least, this.balance(account, on));
  }

  /** The first account and day that hold less than nothing although they must not. */
  overdraft(): string | undefined {
    for (const account of this.accounts()) {
      if (/\/(source|advance|overused|debt)$/.test(account)) continue;
      for (const day of this.days()) {
        if (this.balance(account, day).some((amount) => amount < 0n)) return `${account} on ${day}`;
      }
    }
    return undefined;
  }

  isUndone(entryId: string): boolean {
    return this.undone.has(entryId);
  }

  /** Entries that still stand and touch a lot, a reservation or a consumption of this one. */
  dependents(entryId: string): string[] {
    const found: string[] = [];
    for (const { type, data } of this.events) {
      const isLive = type !== 'EntryReversed' && !this.undone.has(data.entryId);
      if (!isLive || data.entryId === entryId) continue;
      const touchesLot = data.postings.some(({ from, to }) =>
        [from, to].some((path) => path.includes(`/${entryId}.`)),
      );
      const resolves = data.postings.some(({ reservation }) => reservation === entryId);
      const voids = type === 'ConsumptionVoided' && data.consumption === entryId;
      if (touchesLot || resolves || voids) found.push(data.entryId);
    }
    return found;
  }

  /** What is left of a reservation, and whether it is open. */
  left(reservation: string): Amounts {
    let left = NOTHING;
    for (const { data } of this.events) {
      for (const posting of data.postings) {
        if (posting.reservation !== reservation) continue;
        const amounts = amountsOf(posting.quantity);
        left = plus(left, posting.to.endsWith('/reserved') ? amounts : minus(amounts));
      }
    }
    return left;
  }
}
