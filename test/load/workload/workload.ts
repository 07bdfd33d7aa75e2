import { addDays, firstDayOf, formatDay, lastDayOf, type Day, type LedgerCommand } from '#domain';
import {
  asked,
  benchUnits,
  FIRST_YEAR,
  nextDay,
  openingCommands,
  PROVINCE,
  tens,
} from './commands.js';
import { Random } from './random.js';

export interface WorkloadOptions {
  readonly entries: number;
  readonly seed?: number;
  readonly units?: number;
  readonly planYears?: number;
}

/** Named with every figure. */
export const WORKLOAD_NAME =
  'W: 98 units, 20 plan years; 3 % issue/split/allocate, 45 % reserve, 42 % consume, 5 % release, 5 % other; 2 % backdated';

interface OpenReservation {
  readonly id: string;
  readonly unit: string;
  readonly lot: HeldLot;
  readonly tens: number;
  readonly day: Day;
}

interface HeldLot {
  readonly id: string;
  readonly unit: string;
  /** What is available, in tens of 亩. */
  tens: number;
}

const BACKDATED = 0.02;
const BACKDATED_DAYS_MAX = 20;
/** Shares of all entries; what is left are days, lapses at the end of a year, and rarer things. */
const SHARES = { allocate: 0.03, reserve: 0.45, consume: 0.42, release: 0.05 };
/** Reservations live a while before they are used: that share of a year's entries is open at a time. */
const BACKLOG_SHARE = 0.005;
/** No lot runs dry before its year ends. */
const POOL_TENS = 40_000_000;
const LOT_TENS = 20_000;
const RESERVED_TENS_MAX = 5;
/** Days of the year over which the lots are handed out: early entries meet few of them, late ones many. */
const ALLOCATION_DAYS = 90;

/**
 * Twenty years of a province, from a seed. Every command is one the rules accept: the generator keeps count of what each
 * lot and reservation has left, and of nothing else.
 */
export class Workload {
  private readonly random: Random;
  private readonly counties: readonly string[];
  private readonly years: number;
  private readonly allocations: number;
  private readonly daily: number;
  private readonly rare: number;
  private readonly backlog: number;
  private serial = 0;
  private day: Day = firstDayOf(FIRST_YEAR);
  private lots: HeldLot[] = [];
  private open: OpenReservation[] = [];
  private pool: HeldLot = { id: '', unit: PROVINCE, tens: 0 };

  constructor(private readonly options: WorkloadOptions) {
    const { entries, seed = 1, planYears = 20, units = 98 } = options;
    this.random = new Random(seed);
    this.years = planYears;
    const perYear = entries / planYears;
    this.backlog = Math.ceil(perYear * BACKLOG_SHARE);
    this.allocations = Math.max(1, Math.floor(perYear * SHARES.allocate));
    this.daily = Math.max(0, perYear - 2 * this.allocations - 370) / 365;
    this.rare = this.daily * 365 - perYear * (SHARES.reserve + SHARES.consume + SHARES.release);
    this.rare = Math.max(0, this.rare) / Math.max(1, this.daily * 365);
    this.counties = benchUnits(units)
      .filter(({ level }) => level === 'county')
      .map(({ unitId }) => unitId);
  }

  *commands(): Generator<LedgerCommand> {
    yield* openingCommands(benchUnits(this.options.units ?? 98));
    for (let year = FIRST_YEAR; year < FIRST_YEAR + this.years; year += 1) yield* this.year(year);
  }

  private *year(year: number): Generator<LedgerCommand> {
    yield* this.issue(year);
    const lastDay = lastDayOf(year);
    let due = 0;
    this.lots = [];
    yield this.allocate();
    while (this.day < lastDay) {
      const dayOfYear = this.day - firstDayOf(year) + 1;
      const wanted = Math.min(1, dayOfYear / ALLOCATION_DAYS) * this.allocations;
      while (this.lots.length < wanted) yield this.allocate();
      for (due += this.daily; due >= 1; due -= 1) yield this.entry();
      this.day = addDays(this.day, 1);
      yield nextDay(this.date());
    }
    yield* this.close(year);
  }

  private *issue(year: number): Generator<LedgerCommand> {
    const issued = this.id('i');
    yield asked('IssueQuota', this.date(), {
      entryId: issued,
      indicator: 'annual',
      planYear: year,
      planKind: 'pool',
      quantity: tens(POOL_TENS),
    });
    const split = this.id('s');
    yield asked('SplitQuota', this.date(), {
      entryId: split,
      unit: PROVINCE,
      lot: `${issued}.1`,
      parts: [{ planKind: 'project', quantity: tens(POOL_TENS) }],
    });
    this.pool = { id: `${split}.1`, unit: PROVINCE, tens: POOL_TENS };
  }

  private allocate(): LedgerCommand {
    const entryId = this.id('a');
    const unit = this.counties[this.lots.length % this.counties.length] ?? PROVINCE;
    this.lots.push({ id: `${entryId}.1`, unit, tens: LOT_TENS });
    this.pool.tens -= LOT_TENS;
    return asked('AllocateQuota', this.date(), {
      entryId,
      fromUnit: PROVINCE,
      lot: this.pool.id,
      to: [{ unit, quantity: tens(LOT_TENS) }],
    });
  }

  private entry(): LedgerCommand {
    if (this.random.chance(this.rare)) return this.other();
    const dice = this.random.next() * (SHARES.reserve + SHARES.consume + SHARES.release);
    if (this.open.length < this.backlog || dice < SHARES.reserve) return this.reserve();
    return dice < SHARES.reserve + SHARES.consume ? this.consume() : this.release();
  }

  private reserve(): LedgerCommand {
    const lot = this.random.pick(this.lots);
    const size = 1 + this.random.below(RESERVED_TENS_MAX);
    lot.tens -= size;
    // Not before the lot was handed out: its own day is at most the allocation days back, so only late ones go back.
    const day = this.backdated(addDays(firstDayOf(this.planYear()), ALLOCATION_DAYS));
    const entryId = this.id('r');
    this.open.push({ id: entryId, unit: lot.unit, lot, tens: size, day });
    return asked('ReserveQuota', formatDay(day), {
      entryId,
      unit: lot.unit,
      draws: [{ lot: lot.id, quantity: tens(size) }],
      project: `${this.planYear()}-${lot.unit.slice(2)}-41-03-${this.number()}`,
      expiresOn: `${this.planYear()}-12-31`,
    });
  }

  private consume(): LedgerCommand {
    const { id, unit, lot, tens: size, day } = this.takeReservation();
    const on = formatDay(this.backdated(day));
    return asked('ConsumeQuota', on, {
      entryId: this.id('c'),
      unit,
      draws: [{ lot: lot.id, quantity: tens(size), reservation: id }],
      approval: { number: `压测土字A〔${this.planYear()}〕-${this.number()}`, date: on },
    });
  }

  private release(): LedgerCommand {
    const { id, lot, tens: size } = this.takeReservation();
    lot.tens += size;
    return asked('ReleaseReservation', this.date(), { entryId: this.id('x'), reservation: id });
  }

  /** Something rarer: a piece taken back or lapsed, a slip of the pen set right. */
  private other(): LedgerCommand {
    const lot = this.random.pick(this.lots);
    switch (this.random.below(3)) {
      case 0:
        this.pool.tens += 1;
        return this.takeBack('ReclaimQuota', 'b', lot, 1);
      case 1:
        return this.takeBack('LapseQuota', 'l', lot, 1);
      default:
        return asked('AnnotateEntry', this.date(), {
          entryId: this.id('n'),
          entry: this.pool.id.slice(0, -'.1'.length),
          field: 'note',
          is: `压测 ${this.number()}`,
          reason: '压测',
        });
    }
  }

  /** What is reserved is released, the rest lapses, year and books are closed. */
  private *close(year: number): Generator<LedgerCommand> {
    while (this.open.length > 0) yield this.release();
    for (const lot of [...this.lots, this.pool]) {
      yield this.takeBack('LapseQuota', 'l', lot, lot.tens);
    }
    this.day = firstDayOf(year + 1);
    yield nextDay(this.date());
    yield asked('ClosePlanYear', this.date(), { entryId: this.id('y'), planYear: year });
    yield asked('CloseBooks', this.date(), { entryId: this.id('k'), through: `${year}-12-31` });
  }

  private takeBack(
    kind: 'ReclaimQuota' | 'LapseQuota',
    prefix: string,
    lot: HeldLot,
    size: number,
  ): LedgerCommand {
    lot.tens -= size;
    return asked(kind, this.date(), {
      entryId: this.id(prefix),
      unit: lot.unit,
      draws: [{ lot: lot.id, quantity: tens(size) }],
    });
  }

  private takeReservation(): OpenReservation {
    const at = this.random.below(this.open.length);
    const taken = this.open[at];
    const last = this.open.pop();
    if (taken === undefined || last === undefined) throw new RangeError('no open reservation');
    if (at < this.open.length) this.open[at] = last;
    return taken;
  }

  private backdated(notBefore: Day): Day {
    if (!this.random.chance(BACKDATED)) return this.day;
    const back = addDays(this.day, -this.random.below(BACKDATED_DAYS_MAX));
    if (back >= notBefore) return back;
    return notBefore < this.day ? notBefore : this.day;
  }

  private planYear(): number {
    return Number(this.date().slice(0, 4));
  }

  private number(): string {
    return String(this.serial % 1_000_000).padStart(6, '0');
  }

  private date(): string {
    return formatDay(this.day);
  }

  private id(prefix: string): string {
    this.serial += 1;
    return `${prefix}-${this.serial}`;
  }
}
