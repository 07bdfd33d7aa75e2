import type { Day } from '../calendar/index.js';
import { isZero, min, subtract, zero, type Vector } from '../quantity/index.js';
import { held, type AccountPath, type AccountRef } from './account.js';
import { debtsOf } from './debts.js';
import type { EntryDraft } from './entry-draft.js';
import { holdingKey } from './keys.js';
import { inDrawOrder, oldestFirst, type Lot } from './lot.js';
import type { LedgerState } from './state.js';

interface Inflow {
  readonly unit: string;
  readonly path: AccountPath;
  readonly indicator: string;
  readonly on: Day;
  readonly amount: Vector;
}

/** The part of a unit in one entry, as far as debts of one indicator go. */
interface Hands {
  readonly unit: string;
  readonly indicator: string;
  /** The sum that the entry adds to `available`; an amount that only goes round is no receipt. */
  added: Vector;
  /** The entry makes a debt or brings one back. */
  isIndebted: boolean;
  /** Lots of debt that the entry moves. */
  readonly debts: Set<string>;
}

/**
 * Pays what units owe in the same entry (抵扣): with what comes into their hands, and, where the entry itself makes a
 * debt or brings one back, with what they hold. A debt that is dated back is paid on the days quota came, as it would
 * have been had it been known; otherwise quota would stay free beside it.
 */
export class DebtPayments {
  private readonly inflows: Inflow[] = [];
  private readonly hands = new Map<string, Hands>();

  constructor(
    private readonly state: LedgerState,
    private readonly draft: EntryDraft,
  ) {}

  /** Notes a movement of the entry. */
  note(
    indicator: string,
    from: AccountRef,
    path: AccountPath,
    to: AccountRef,
    on: Day,
    amount: Vector,
  ): void {
    if (to.bucket === 'available' && to.unit !== undefined) {
      const hands = this.handsOf(to.unit, indicator, amount.length);
      hands.added = hands.added.map((sum, i) => sum + (amount[i] ?? 0n));
      const isOwn = from.unit === to.unit && from.bucket === 'available';
      // A payment that is undone is no receipt; what it brings back to the debt is asked for below.
      if (!isOwn && from.bucket !== 'debt') {
        this.inflows.push({ unit: to.unit, path, indicator, on, amount });
      }
    }
    if (from.bucket === 'available' && from.unit !== undefined) {
      const hands = this.handsOf(from.unit, indicator, amount.length);
      hands.added = subtract(hands.added, amount);
    }
    if (to.bucket === 'debt' && to.unit !== undefined) {
      this.handsOf(to.unit, indicator, amount.length).debts.add(to.lot);
    }
    if (from.bucket === 'debt' && from.unit !== undefined) {
      const hands = this.handsOf(from.unit, indicator, amount.length);
      hands.debts.add(from.lot);
      hands.isIndebted = true;
    }
  }

  pay(): void {
    for (const { unit, path, indicator, on, amount } of this.inflows.splice(0)) {
      const hands = this.handsOf(unit, indicator, amount.length);
      let rest = min(amount, hands.added.map(atLeastNothing));
      // A receipt dated before a debt would stay free beside it from the day the debt begins.
      for (const day of [on, ...this.daysOfDebts(hands, on)]) {
        if (isZero(rest)) break;
        // A payment is noted as any movement is, which takes it off the sum that was added.
        rest = subtract(rest, this.payFrom(hands, path, rest, day));
      }
    }
    for (const hands of this.hands.values()) if (hands.isIndebted) this.settle(hands);
  }

  /** Pays with all that a unit holds, day by day from the entry's own on. */
  private settle(hands: Hands): void {
    const { unit, indicator, added } = hands;
    const { draft } = this;
    const lastDay = this.state.head.day;
    const lots = this.lotsOf(unit, indicator)
      .map((lot) => ({ lot, path: held(unit, lot.id, 'available') }))
      // A lot that has nothing free on the last day has nothing to take on any day before.
      .filter(({ path }) => !isZero(draft.takable(path, added.length, lastDay)));
    const days = new Set([
      draft.on,
      ...lots.flatMap(({ path }) => draft.daysAfter(path, draft.on)),
    ]);
    for (const day of [...days].sort((a, b) => a - b)) {
      for (const { lot, path } of lots) {
        if (day > lot.validUntil) continue;
        this.payFrom(hands, path, draft.takable(path, added.length, day), day);
      }
    }
  }

  /** Pays the oldest debts first, each component on its own; returns what was paid. */
  private payFrom(hands: Hands, path: AccountPath, most: Vector, on: Day): Vector {
    const { draft } = this;
    const width = most.length;
    const debts = this.debtsOf(hands);
    if (debts.length === 0) return zero(width);
    const able = min(most, draft.takable(path, width, on));
    let rest = able;
    for (const { id } of debts) {
      const owed = held(hands.unit, id, 'debt');
      const paid = min(rest, draft.owedIn(owed, width, on));
      draft.move(path, owed, paid, undefined, on);
      rest = subtract(rest, paid);
    }
    return subtract(able, rest);
  }

  /** What a unit owed before, and what this entry makes it owe. */
  private debtsOf({ unit, indicator, debts }: Hands): readonly { readonly id: string }[] {
    const { draft, state } = this;
    const all = new Map<string, Pick<Lot, 'id' | 'openedOn' | 'openedAt'>>();
    for (const lot of debtsOf(state, unit, indicator)) all.set(lot.id, lot);
    for (const id of debts) {
      const own = { id, openedOn: draft.on, openedAt: state.revision + 1 };
      all.set(id, state.lots.get(id) ?? own);
    }
    return [...all.values()].sort(oldestFirst);
  }

  /** Days after one on which what a unit owes changes. */
  private daysOfDebts(hands: Hands, after: Day): Day[] {
    const days = this.debtsOf(hands).flatMap(({ id }) =>
      this.draft.daysAfter(held(hands.unit, id, 'debt'), after),
    );
    return [...new Set(days)].sort((a, b) => a - b);
  }

  private lotsOf(unit: string, indicator: string): Lot[] {
    const { head, holdings, lots } = this.state;
    return holdings
      .idsIn(holdingKey(unit, indicator))
      .flatMap((id) => lots.get(id) ?? [])
      .filter(({ ended, planYear }) => !ended && !head.closedPlanYears.has(planYear))
      .sort(inDrawOrder);
  }

  private handsOf(unit: string, indicator: string, width: number): Hands {
    const key = holdingKey(unit, indicator);
    let hands = this.hands.get(key);
    if (hands === undefined) {
      hands = { unit, indicator, added: zero(width), isIndebted: false, debts: new Set() };
      this.hands.set(key, hands);
    }
    return hands;
  }
}

const atLeastNothing = (amount: bigint): bigint => (amount > 0n ? amount : 0n);
