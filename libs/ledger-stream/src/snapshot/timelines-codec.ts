import type { Day, LedgerState, Timeline, Vector } from '#domain';

/** All timelines end to end. The paths of the accounts are kept apart, in the same order. */
export interface Timelines {
  /** Two numbers an account: its days, and the components of its balances. */
  readonly sizes: Int32Array;
  readonly days: Int32Array;
  /** Whole units, one number a day and component. */
  readonly balances: BigInt64Array;
}

export function* timelinesOf({ accounts }: LedgerState): Generator<undefined, Timelines> {
  const rows = Array.from(accounts.entries(), ([, row]) => row);
  const sizes = new Int32Array(rows.length * 2);
  let dayCount = 0;
  let amountCount = 0;
  for (const [i, { days, balances }] of rows.entries()) {
    const width = balances[0]?.length ?? 0;
    sizes[i * 2] = days.length;
    sizes[i * 2 + 1] = width;
    dayCount += days.length;
    amountCount += days.length * width;
    yield;
  }
  const laid = { sizes, days: new Int32Array(dayCount), balances: new BigInt64Array(amountCount) };
  let day = 0;
  let amount = 0;
  for (const { days, balances } of rows) {
    laid.days.set(days, day);
    day += days.length;
    for (const vector of balances)
      for (const units of vector) {
        laid.balances[amount] = within64Bits(units);
        amount += 1;
      }
    yield;
  }
  return laid;
}

/** A typed array would cut what does not fit, without a word. */
const within64Bits = (units: bigint): bigint => {
  if (units >= LIMIT || units < -LIMIT) throw new RangeError(`${units} does not fit 64 bits`);
  return units;
};
const LIMIT = 1n << 63n;

/** One timeline for each account, in their order. */
export function* timelinesFrom(laid: Timelines): Generator<LaidUpTimeline> {
  const { sizes } = laid;
  let day = 0;
  let amount = 0;
  for (let i = 0; i < sizes.length; i += 2) {
    const count = sizes[i] ?? 0;
    const width = sizes[i + 1] ?? 0;
    yield new LaidUpTimeline(laid, day, count, amount, width);
    day += count;
    amount += count * width;
  }
}

/**
 * A timeline that is unpacked when it is first asked for: a ledger touches few of the accounts of twenty years, and
 * unpacking all of them would be most of a start.
 */
class LaidUpTimeline implements Timeline {
  private unpacked: Timeline | undefined;

  readonly lastDay: Day;
  /** Whether the account holds nothing after all that was posted. */
  readonly isEmpty: boolean;

  constructor(
    private laid: Timelines | undefined,
    private readonly firstDay: number,
    private readonly count: number,
    private readonly firstAmount: number,
    private readonly width: number,
  ) {
    this.lastDay = (laid?.days[firstDay + count - 1] ?? 0) as Day;
    const end = firstAmount + count * width;
    let isEmpty = true;
    for (let i = end - width; i < end; i += 1) if (laid?.balances[i] !== 0n) isEmpty = false;
    this.isEmpty = isEmpty;
  }

  get days(): Day[] {
    return (this.unpacked ?? this.unpack()).days;
  }

  get balances(): Vector[] {
    return (this.unpacked ?? this.unpack()).balances;
  }

  private unpack(): Timeline {
    const days: Day[] = [];
    const balances: Vector[] = [];
    for (let i = 0; i < this.count; i += 1) {
      days.push((this.laid?.days[this.firstDay + i] ?? 0) as Day);
      const vector: bigint[] = [];
      for (let component = 0; component < this.width; component += 1)
        vector.push(this.laid?.balances[this.firstAmount + i * this.width + component] ?? 0n);
      balances.push(vector);
    }
    this.unpacked = { days, balances };
    // Otherwise one account would keep the columns of all in memory.
    this.laid = undefined;
    return this.unpacked;
  }
}
