import { formatDay, type Day } from '../calendar/index.js';
import { add, isZero, min, negate, subtract, zero, type Vector } from '../quantity/index.js';
import {
  boundOf,
  held,
  parseAccount,
  type AccountPath,
  type AccountRef,
  type Bucket,
  type Outside,
} from './account.js';
import { debtKey } from './keys.js';
import { lotId, type Lot, type LotOpened } from './lot.js';
import type { Posting } from './posting.js';
import { quantityOf } from './quantity-of.js';
import { refuse, type RefusalCode } from './refusals.js';
import type { LedgerState } from './state.js';
import { firstBreach, greatestFrom, leastFrom, type Breach } from './timeline.js';

/** An event must fit one append of every store; the smallest takes 900 KiB. */
const POSTINGS_MAX = 3_000;

/** What an entry changes in one account. */
interface Net {
  readonly ref: AccountRef;
  /** All of it, whenever it moves. */
  sum: Vector;
  /** What of it moves on a later day than the entry, by day. */
  later: Map<Day, Vector> | undefined;
}

/**
 * The postings of an entry while a decision puts them together: it opens lots, moves amounts, and at the end asks
 * whether every account can bear it on every day.
 */
export class EntryDraft {
  readonly postings: Posting[] = [];
  readonly lots: LotOpened[] = [];
  private readonly nets = new Map<AccountPath, Net>();
  private readonly indicators = new Map<string, string>();

  constructor(
    private readonly state: LedgerState,
    private readonly entryId: string,
    readonly on: Day,
  ) {}

  /** Opens the next lot of this entry and tells its id. */
  open(lot: Omit<LotOpened, 'lot'>): string {
    const id = lotId(this.entryId, this.lots.length + 1);
    this.lots.push({ lot: id, ...lot });
    this.indicators.set(id, lot.indicator);
    return id;
  }

  /** Moves an amount, on the entry's day unless a later one is named; nothing is not moved. */
  move(
    from: AccountPath,
    to: AccountPath,
    amount: Vector,
    reservation?: string,
    on: Day = this.on,
  ): void {
    if (isZero(amount)) return;
    if (this.postings.length >= POSTINGS_MAX) refuse('too-many-postings', { limit: POSTINGS_MAX });
    const { ref } = this.change(from, negate(amount), on);
    this.change(to, amount, on);
    const quantity = quantityOf(amount, this.indicatorOf(ref.lot));
    this.postings.push({
      from,
      to,
      quantity,
      ...(reservation === undefined ? {} : { reservation }),
      ...(on > this.on ? { effectiveOn: formatDay(on) } : {}),
    });
  }

  /**
   * Moves an amount into a unit's hands and pays what it owes of the indicator with it: per component, oldest debt
   * first, in the same entry (抵扣).
   */
  receive(from: AccountPath, unit: string, lot: string, amount: Vector): void {
    const to = held(unit, lot, 'available');
    this.move(from, to, amount);
    let rest = amount;
    const indicator = this.indicatorOf(lot).id;
    for (const debt of this.state.owed.get(debtKey(unit, indicator))?.ids ?? []) {
      const paid = min(rest, this.owedIn(held(unit, debt, 'debt'), rest.length));
      this.move(to, held(unit, debt, 'debt'), paid);
      rest = subtract(rest, paid);
    }
  }

  /** What may be taken from an account with effect on the entry's day, this entry's own postings counted. */
  takable(path: AccountPath, width: number): Vector {
    const least = leastFrom(this.state.accounts.get(path), this.on, width);
    const after = add(least, this.nets.get(path)?.sum ?? zero(width));
    return after.map((amount) => (amount > 0n ? amount : 0n));
  }

  /** What is owed in an account on the entry's day and every later one. */
  owedIn(path: AccountPath, width: number): Vector {
    const greatest = greatestFrom(this.state.accounts.get(path), this.on, width);
    const after = add(greatest, this.nets.get(path)?.sum ?? zero(width));
    return after.map((amount) => (amount < 0n ? -amount : 0n));
  }

  /** Refuses when an account could not bear the entry, naming the first day that fails. */
  checkBalances(): void {
    for (const [path, net] of this.nets) {
      const { ref } = net;
      const failing = this.breachOf(path, net);
      if (failing === undefined) continue;
      const { breach } = failing;
      const asked = failing.change[breach.component] ?? 0n;
      const indicator = this.indicatorOf(ref.lot);
      refuse(CODE_OF[ref.bucket], {
        ...(ref.unit === undefined ? {} : { unit: ref.unit }),
        lot: ref.lot,
        bucket: ref.bucket,
        indicator: indicator.id,
        component: indicator.components[breach.component]?.name ?? '',
        held: magnitude(breach.held),
        asked: magnitude(asked),
        shortBy: magnitude(breach.held + asked),
        firstFailingDay: formatDay(breach.day),
      });
    }
  }

  lotLike(parent: Lot, unit: string): Omit<LotOpened, 'lot'> {
    return {
      unit,
      indicator: parent.indicator,
      planYear: parent.planYear,
      planKind: parent.planKind,
      ...(parent.purpose === undefined ? {} : { purpose: parent.purpose }),
      ...(parent.project === undefined ? {} : { project: parent.project }),
      parent: parent.id,
      validFrom: formatDay(parent.validFrom),
      validUntil: formatDay(parent.validUntil),
      ...(parent.firstPlanYear === parent.planYear ? {} : { firstPlanYear: parent.firstPlanYear }),
    };
  }

  /** The first day on which an account could not bear its part, with what has moved by then. */
  private breachOf(
    path: AccountPath,
    { ref, sum, later }: Net,
  ): { readonly breach: Breach; readonly change: Vector } | undefined {
    const row = this.state.accounts.get(path);
    const bound = boundOf(ref.bucket);
    if (later === undefined) {
      const breach = firstBreach(row, this.on, sum, bound);
      return breach && { breach, change: sum };
    }
    const steps = [...later].sort(([a], [b]) => a - b);
    let change = steps.reduce((rest, [, amount]) => subtract(rest, amount), sum);
    const breach = firstBreach(row, this.on, change, bound, steps[0]?.[0]);
    if (breach !== undefined) return { breach, change };
    for (const [i, [day, amount]] of steps.entries()) {
      change = add(change, amount);
      const onDay = firstBreach(row, day, change, bound, steps[i + 1]?.[0]);
      if (onDay !== undefined) return { breach: onDay, change };
    }
    return undefined;
  }

  private change(path: AccountPath, by: Vector, on: Day): Net {
    let net = this.nets.get(path);
    if (net === undefined) {
      net = { ref: parseAccount(path), sum: by, later: undefined };
      this.nets.set(path, net);
    } else {
      net.sum = add(net.sum, by);
    }
    if (on > this.on) {
      net.later ??= new Map();
      net.later.set(on, add(net.later.get(on) ?? zero(by.length), by));
    }
    return net;
  }

  private indicatorOf(lot: string) {
    const id = this.indicators.get(lot) ?? this.state.lots.get(lot)?.indicator ?? '';
    const indicator = this.state.head.indicators.get(id);
    if (indicator === undefined) throw new Error(`lot ${lot} is of no known indicator`);
    return indicator;
  }
}

const magnitude = (amount: bigint): string => String(amount < 0n ? -amount : amount);

/** What it means to a clerk that an account cannot bear more. */
const CODE_OF: Record<Bucket | Outside, RefusalCode> = {
  available: 'insufficient-balance',
  reserved: 'reservation-exceeded',
  consumed: 'consumption-exceeded',
  overused: 'deduction-exceeds-over-use',
  advance: 'advance-exceeded',
  voided: 'insufficient-balance',
  debt: 'insufficient-balance',
  lapsed: 'insufficient-balance',
  deducted: 'insufficient-balance',
  source: 'insufficient-balance',
};
