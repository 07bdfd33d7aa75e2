import { formatDay, type Day } from '../calendar/index.js';
import {
  add,
  AMOUNT_MAX,
  isZero,
  negate,
  subtract,
  zero,
  type Indicator,
  type Vector,
} from '../quantity/index.js';
import { boundOf, parseAccount, type AccountPath, type AccountRef, type Bound } from './account.js';
import { DebtPayments } from './debt-payments.js';
import { lotId, type Lot, type LotOpened } from './lot.js';
import { checkLotId } from './names.js';
import type { Posting } from './posting.js';
import { quantityOf } from './quantity-of.js';
import { refuse } from './refusals.js';
import { SHORTAGE_CODES } from './shortage-codes.js';
import type { LedgerState } from './state.js';
import {
  copyTimeline,
  emptyTimeline,
  firstBreach,
  greatestFrom,
  leastFrom,
  post,
  worstDay,
  type Breach,
  type Timeline,
} from './timeline.js';
import type { Writable } from './writable.js';

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
  private readonly payments: DebtPayments;
  /** What moves altogether, by indicator. */
  private readonly moved = new Map<string, Vector>();
  private readonly indicators = new Map<string, string>();

  constructor(
    private readonly state: LedgerState,
    readonly entryId: string,
    readonly on: Day,
  ) {
    this.payments = new DebtPayments(state, this);
  }

  /** Opens the next lot of this entry and tells its id. */
  open(lot: Omit<LotOpened, 'lot'>): string {
    const id = lotId(this.entryId, this.lots.length + 1);
    checkLotId(this.state, this.entryId, id);
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
    const indicator = this.indicatorOf(ref.lot);
    this.payments.note(indicator.id, ref, to, this.change(to, amount, on).ref, on, amount);
    const before = this.moved.get(indicator.id);
    this.moved.set(indicator.id, before === undefined ? amount : add(before, amount));
    const posting: Writable<Posting> = { from, quantity: quantityOf(amount, indicator), to };
    if (reservation !== undefined) posting.reservation = reservation;
    if (on > this.on) posting.effectiveOn = formatDay(on);
    this.postings.push(posting);
  }

  /** What may be taken from an account with effect on a day, this entry's own postings counted. */
  takable(path: AccountPath, width: number, on: Day = this.on): Vector {
    const net = this.nets.get(path);
    const least =
      net?.later === undefined
        ? add(leastFrom(this.state.accounts.get(path), on, width), net?.sum ?? zero(width))
        : leastFrom(this.after(path, net), on, width);
    return least.map((amount) => (amount > 0n ? amount : 0n));
  }

  /** What is owed in an account on a day and every later one, this entry's own postings counted. */
  owedIn(path: AccountPath, width: number, on: Day = this.on): Vector {
    const net = this.nets.get(path);
    const greatest =
      net?.later === undefined
        ? add(greatestFrom(this.state.accounts.get(path), on, width), net?.sum ?? zero(width))
        : greatestFrom(this.after(path, net), on, width);
    return greatest.map((amount) => (amount < 0n ? -amount : 0n));
  }

  /** Days after one on which an account moves, this entry's own postings counted. */
  daysAfter(path: AccountPath, day: Day): readonly Day[] {
    const known = this.state.accounts.get(path)?.days ?? [];
    return [...known, ...(this.nets.get(path)?.later?.keys() ?? [])].filter((one) => one > day);
  }

  /**
   * Pays debts, so that no way into `available` is forgotten, whatever the entry is; then refuses when an account could
   * not bear the entry, naming the first day that fails.
   */
  checkBalances(): void {
    this.payments.pay();
    for (const [path, net] of this.nets) {
      const { ref } = net;
      const failing = this.breachOf(path, net);
      if (failing === undefined) continue;
      const { breach } = failing;
      const asked = failing.change[breach.component] ?? 0n;
      // Less by what the first day lacks would be refused again where a later one lacks more.
      const worst = worstDay(this.state.accounts.get(path), failing, boundOf(ref.bucket));
      const indicator = this.indicatorOf(ref.lot);
      refuse(SHORTAGE_CODES[ref.bucket], {
        ...(ref.unit === undefined ? {} : { unit: ref.unit }),
        lot: ref.lot,
        bucket: ref.bucket,
        indicator: indicator.id,
        component: indicator.components[breach.component]?.name ?? '',
        held: magnitude(worst.held),
        asked: magnitude(asked),
        shortBy: magnitude(worst.held + asked),
        firstFailingDay: formatDay(breach.day),
        ...(worst.day === breach.day
          ? {}
          : {
              worstDay: formatDay(worst.day),
              heldOnFirstDay: magnitude(breach.held),
              shortByOnFirstDay: magnitude(breach.held + asked),
            }),
      });
    }
    this.checkSizes();
  }

  /** No posting total, balance or sum of balances may grow beyond what every reader can add up. */
  private checkSizes(): void {
    let isNear = false;
    for (const [id, total] of this.moved) {
      this.checkSize(id, total, {});
      // All that accounts hold together is what came into the ledger, and no more can come to one than moves.
      const all = greatestFrom(this.state.totals.get(id), this.on, total.length);
      isNear ||= all.some((amount, i) => amount + (total[i] ?? 0n) > AMOUNT_MAX);
    }
    if (isNear) this.checkSizesOfAccounts();
  }

  private checkSizesOfAccounts(): void {
    const added = new Map<string, { by: Vector; account: AccountPath }>();
    for (const [path, { ref, sum }] of this.nets) {
      const { id } = this.indicatorOf(ref.lot);
      const owes = boundOf(ref.bucket) === 'never-positive';
      const row = this.state.accounts.get(path);
      const peakOf = owes ? leastFrom : greatestFrom;
      const reached = add(peakOf(row, this.on, sum.length), sum);
      const peak = owes ? negate(reached) : reached;
      this.checkSize(id, peak, { account: path });
      if (!owes) continue;
      const before = added.get(id)?.by ?? zero(sum.length);
      added.set(id, { by: subtract(before, sum), account: path });
    }
    // All that accounts hold together is what came into the ledger; no sum of balances is larger.
    for (const [id, { by, account }] of added) {
      const all = greatestFrom(this.state.totals.get(id), this.on, by.length);
      this.checkSize(id, add(all, by), { account });
    }
  }

  private checkSize(id: string, amount: Vector, facts: { readonly account?: string }): void {
    const component = amount.findIndex((one) => one > AMOUNT_MAX);
    if (component < 0) return;
    refuse('amount-too-large', {
      ...facts,
      indicator: id,
      component: this.state.head.indicators.get(id)?.components[component]?.name ?? '',
      asked: String(amount[component]),
      limit: String(AMOUNT_MAX),
    });
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
  ):
    | { readonly breach: Breach; readonly change: Vector; readonly until: Day | undefined }
    | undefined {
    const bound = boundOf(ref.bucket);
    if (later === undefined && !canBreach(bound, sum)) return undefined;
    const row = this.state.accounts.get(path);
    if (later === undefined) {
      const breach = firstBreach(row, this.on, sum, bound);
      return breach && { breach, change: sum, until: undefined };
    }
    const steps = [...later].sort(([a], [b]) => a - b);
    let change = steps.reduce((rest, [, amount]) => subtract(rest, amount), sum);
    const first = steps[0]?.[0];
    const breach = firstBreach(row, this.on, change, bound, first);
    if (breach !== undefined) return { breach, change, until: first };
    for (const [i, [day, amount]] of steps.entries()) {
      change = add(change, amount);
      const until = steps[i + 1]?.[0];
      const onDay = firstBreach(row, day, change, bound, until);
      if (onDay !== undefined) return { breach: onDay, change, until };
    }
    return undefined;
  }

  /** An account as it is after the entry. */
  private after(path: AccountPath, { sum, later = new Map() }: Net): Timeline {
    const row = this.state.accounts.get(path);
    const after = row === undefined ? emptyTimeline() : copyTimeline(row);
    let atOnce = sum;
    for (const [day, amount] of later) {
      atOnce = subtract(atOnce, amount);
      post(after, day, amount);
    }
    post(after, this.on, atOnce);
    return after;
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

  indicatorOf(lot: string): Indicator {
    const id = this.indicators.get(lot) ?? this.state.lots.get(lot)?.indicator ?? '';
    const indicator = this.state.head.indicators.get(id);
    if (indicator === undefined) throw new Error(`lot ${lot} is of no known indicator`);
    return indicator;
  }
}

/** What only grows the way it is bound breaks nothing, on whatever day. */
const canBreach = (bound: Bound, change: Vector): boolean =>
  change.some((amount) => (bound === 'never-negative' ? amount < 0n : amount > 0n));

const magnitude = (amount: bigint): string => String(amount < 0n ? -amount : amount);
