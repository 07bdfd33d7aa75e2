import type { RecordedEvent } from '#event-store';

interface Posting {
  readonly from: string;
  readonly to: string;
  readonly quantity: Readonly<Record<string, string>>;
  readonly reservation?: string;
  readonly effectiveOn?: string;
}
interface Stored {
  readonly entryId: string;
  readonly effectiveOn: string;
  readonly recordedAt: string;
  readonly postings: readonly Posting[];
}

/** Days and what they moved, of one component of one account. */
type Days = Map<string, bigint>;

/** These may hold less than nothing. */
const MAY_OWE = /\/(source|advance|overused|debt)$/;

/**
 * A ledger kept on paper beside the rules: it reads the stored bytes, shares no code with what wrote them, and notes
 * every fault it sees instead of stopping at the first.
 */
export class Book {
  readonly faults: string[] = [];
  /** Revision by entry id. */
  readonly entries = new Map<string, string>();
  private readonly accounts = new Map<string, Days>();
  private readonly left = new Map<string, bigint>();
  private lastRecordedAt = '';

  /** The entries of one ledger, in their order. */
  static of(log: readonly RecordedEvent[]): Book {
    const book = new Book();
    for (const event of log) book.write(event);
    book.checkReservations();
    return book;
  }

  /** What every account holds at the end, by `account component`; nothing is left out. */
  balances(): Map<string, bigint> {
    return new Map(
      [...this.accounts].flatMap(([key, days]) => {
        const sum = sumOf(days.values());
        return sum === 0n ? [] : [[key, sum]];
      }),
    );
  }

  private write(event: RecordedEvent): void {
    const stored = JSON.parse(event.body) as Stored;
    const { entryId, effectiveOn, recordedAt } = stored;
    const where = `${entryId} (revision ${event.revision})`;
    const before = this.entries.get(entryId);
    if (before !== undefined) this.faults.push(`${where}: stands at revision ${before} already`);
    this.entries.set(entryId, String(event.revision));
    if (recordedAt < this.lastRecordedAt) this.faults.push(`${where}: recorded before the last`);
    this.lastRecordedAt = recordedAt;

    const touched = new Set<string>();
    for (const { from, to, quantity, reservation, effectiveOn: on } of stored.postings)
      for (const [component, text] of Object.entries(quantity)) {
        const amount = BigInt(text);
        if (amount < 0n) this.faults.push(`${where}: moves ${text} of ${component}`);
        for (const [account, change] of [
          [from, -amount],
          [to, amount],
        ] as const) {
          const key = `${account} ${component}`;
          add(this.accounts, key, on ?? effectiveOn, change);
          touched.add(key);
          if (reservation !== undefined && account.endsWith('/reserved'))
            this.resolve(where, `${reservation} ${key}`, change);
        }
      }
    for (const key of touched) this.checkDays(where, key);
  }

  private resolve(where: string, key: string, change: bigint): void {
    const left = (this.left.get(key) ?? 0n) + change;
    this.left.set(key, left);
    if (left < 0n) this.faults.push(`${where}: takes more than is left of ${key}`);
  }

  /** No account that may not owe holds less than nothing at the end of any day, at this revision. */
  private checkDays(where: string, key: string): void {
    const [account = ''] = key.split(' ');
    if (MAY_OWE.test(account)) return;
    const days = this.accounts.get(key) ?? new Map<string, bigint>();
    let held = 0n;
    for (const [day, change] of [...days].sort(([a], [b]) => (a < b ? -1 : 1))) {
      held += change;
      if (held < 0n) this.faults.push(`${where}: ${key} is ${held} on ${day}`);
    }
  }

  /** What is left of all reservations of an account is what is reserved there. */
  private checkReservations(): void {
    const sums = new Map<string, bigint>();
    for (const [key, left] of this.left) {
      const account = key.slice(key.indexOf(' ') + 1);
      sums.set(account, (sums.get(account) ?? 0n) + left);
    }
    for (const [key, days] of this.accounts) {
      if (!/\/reserved /.test(key)) continue;
      const held = sumOf(days.values());
      if (held !== (sums.get(key) ?? 0n))
        this.faults.push(`${key}: ${held} is reserved, ${sums.get(key)} is left of reservations`);
    }
  }
}

const add = (accounts: Map<string, Days>, key: string, day: string, change: bigint): void => {
  const days = accounts.get(key) ?? new Map<string, bigint>();
  days.set(day, (days.get(day) ?? 0n) + change);
  accounts.set(key, days);
};

const sumOf = (amounts: Iterable<bigint>): bigint => {
  let sum = 0n;
  for (const amount of amounts) sum += amount;
  return sum;
};
