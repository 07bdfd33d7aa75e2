import {
  parseAccount,
  type AccountPath,
  type AccountRef,
  type LedgerEvent,
  type LotOpened,
  type Posting,
} from '#domain';
import { History } from './history.js';
import { randomBelow } from './synthetic-log.js';

export type Amounts = Record<string, bigint>;
const COMPONENTS: Readonly<Record<string, readonly string[]>> = {
  annual: ['total', 'farmland', 'cultivated'],
  scale: ['total'],
};

export interface Moving {
  readonly event: LedgerEvent;
  readonly revision: number;
}

/** Accounts, lots and a die: what random entries are made with. */
export class RandomLedger {
  protected readonly history = new History('2017-01-01').open();
  protected readonly below: (n: number) => number;
  protected readonly totals = new Map<AccountPath, Amounts>();
  protected readonly lots = new Map<string, LotOpened & { readonly openedOn: string }>();
  protected readonly reversed = new Set<string>();
  protected readonly moved: Moving[] = [];
  protected seen = 0;
  protected next = 0;

  constructor(seed: number) {
    this.below = randomBelow(seed);
  }

  /** The entries that moved something, with their revisions. */
  protected moving(): readonly Moving[] {
    const { events } = this.history;
    for (; this.seen < events.length; this.seen += 1) {
      const event = events[this.seen];
      if (event !== undefined && event.data.postings.length > 0) {
        this.moved.push({ event, revision: this.seen });
      }
    }
    return this.moved;
  }

  protected pick<T>(from: readonly T[]): T | undefined {
    return from[this.below(from.length)];
  }

  protected id(): string {
    return `x-${(this.next += 1)}`;
  }

  /** An account of this bucket that holds something, or owes something. */
  protected find(bucket: string, indicator?: string): (AccountRef & { unit: string }) | undefined {
    const found: (AccountRef & { unit: string })[] = [];
    for (const [path, amounts] of this.totals) {
      const ref = parseAccount(path);
      if (ref.bucket !== bucket || ref.unit === undefined) continue;
      if (indicator !== undefined && this.lots.get(ref.lot)?.indicator !== indicator) continue;
      if (Object.values(amounts).some((one) => one !== 0n)) found.push({ ...ref, unit: ref.unit });
    }
    return this.pick(found);
  }

  protected someOf(path: AccountPath): Amounts {
    const held = this.totals.get(path) ?? {};
    const part = BigInt(1 + this.below(4));
    return Object.fromEntries(
      Object.entries(held).map(([name, amount]) => [name, (amount < 0n ? -amount : amount) / part]),
    );
  }

  protected some(indicator: string): Amounts {
    const total = BigInt(1 + this.below(1_000_000));
    return Object.fromEntries(
      (COMPONENTS[indicator] ?? []).map((name, i) => [name, total / BigInt(i + 1)]),
    );
  }

  protected lot(id: string, unitId: string, like: Partial<LotOpened> = {}): LotOpened {
    const lot = {
      indicator: 'annual',
      planYear: 2017,
      planKind: 'pool',
      validFrom: '2017-01-01',
      validUntil: '2018-12-31',
      ...like,
      lot: id,
      unit: unitId,
    };
    this.lots.set(id, { ...lot, openedOn: this.history.today });
    return lot;
  }

  /** Effective today, or on an earlier day on which the lots were there. */
  protected effectiveOn(...lots: readonly string[]): string {
    if (this.below(3) > 0) return this.history.today;
    const first = lots
      .map((lot) => this.lots.get(lot)?.openedOn ?? this.history.today)
      .toSorted()
      .at(-1);
    const from = Date.parse(first ?? this.history.today);
    const days = (Date.parse(this.history.today) - from) / 86_400_000;
    return new Date(from + this.below(days + 1) * 86_400_000).toISOString().slice(0, 10);
  }

  /** Keeps the totals, unless an account would break its bound. */
  protected post(postings: readonly Posting[]): boolean {
    const after = new Map<AccountPath, Amounts>();
    const change = (path: AccountPath, name: string, by: bigint): void => {
      const amounts = after.get(path) ?? { ...this.totals.get(path) };
      amounts[name] = (amounts[name] ?? 0n) + by;
      after.set(path, amounts);
    };
    for (const { from, to, quantity } of postings) {
      for (const [name, amount] of Object.entries(quantity)) {
        change(from, name, -amount);
        change(to, name, amount);
      }
    }
    for (const [path, amounts] of after) {
      const { bucket } = parseAccount(path);
      const owed = ['overused', 'advance', 'debt', 'source'].includes(bucket);
      if (Object.values(amounts).some((one) => (owed ? one > 0n : one < 0n))) return false;
    }
    for (const [path, amounts] of after) this.totals.set(path, amounts);
    return true;
  }
}
