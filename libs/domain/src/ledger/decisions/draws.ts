import type { Day } from '../../calendar/index.js';
import { add, isZero, min, subtract, type Vector } from '../../quantity/index.js';
import { held } from '../account.js';
import type { AutomaticDraw, DirectDraw, Draw } from '../commands.js';
import type { EntryDraft } from '../entry-draft.js';
import {
  fitsRestriction,
  freezeOf,
  indicatorNamed,
  quantityVector,
  shown,
  checkAmounts,
  type Use,
} from '../guards.js';
import { holdingKey } from '../keys.js';
import { lotOf } from '../look-up.js';
import { inDrawOrder, type Lot } from '../lot.js';
import { refuse } from '../refusals.js';
import type { LedgerState, Reservation } from '../state.js';

export interface PickedDraw {
  readonly lot: Lot;
  readonly amount: Vector;
}

export interface Wanted extends Pick<AutomaticDraw, 'planYear' | 'planKind'> {
  readonly indicator: string;
  readonly amount: Vector;
}

export interface Picked {
  readonly draws: readonly PickedDraw[];
  readonly missing: Vector;
  /** The first frozen lot that would have been drawn on. */
  readonly passedOver: { readonly lot: string; readonly freeze: string } | undefined;
}

/**
 * Draws on the lots a unit holds: those bound to the project or purpose first, then the earliest end, then the oldest.
 * Each component is taken on its own, which finds a solution whenever there is one. Tells what is still missing.
 */
export const pickDraws = (
  state: LedgerState,
  draft: EntryDraft,
  unit: string,
  wanted: Wanted,
  use: Use,
  frozen: 'skip-frozen' | 'take-frozen' = 'skip-frozen',
): Picked => {
  const draws: PickedDraw[] = [];
  let missing = wanted.amount;
  let passedOver: Picked['passedOver'];
  for (const lot of candidates(state, unit, wanted, use, draft.on)) {
    if (isZero(missing)) break;
    const takable = draft.takable(held(unit, lot.id, 'available'), missing.length);
    const amount = min(missing, takable);
    if (isZero(amount)) continue;
    if (frozen === 'skip-frozen') {
      const freeze = freezeOf(state, unit, lot, use.projectClass);
      if (freeze !== undefined) {
        passedOver ??= { lot: lot.id, freeze: freeze.id };
        continue;
      }
    }
    draws.push({ lot, amount });
    missing = subtract(missing, amount);
  }
  return { draws, missing, passedOver };
};

/** As `pickDraws`, refused when not all of it is there. */
export const pickAllDraws = (
  state: LedgerState,
  draft: EntryDraft,
  unit: string,
  wanted: Wanted,
  use: Use,
): readonly PickedDraw[] => {
  const { draws, missing, passedOver } = pickDraws(state, draft, unit, wanted, use);
  const component = missing.findIndex((amount) => amount > 0n);
  if (component < 0) return draws;
  if (passedOver !== undefined) return refuse('frozen', { unit, ...passedOver });
  const indicator = indicatorNamed(state, wanted.indicator);
  const asked = wanted.amount[component] ?? 0n;
  const short = missing[component] ?? 0n;
  return refuse('insufficient-balance', {
    unit,
    bucket: 'available',
    indicator: wanted.indicator,
    component: indicator.components[component]?.name ?? '',
    held: String(asked - short),
    asked: String(asked),
    shortBy: String(short),
    lots: draws.map(({ lot }) => lot.id),
    missing: shown(indicator, missing),
  });
};

/**
 * Automatic draws in one order, whatever order they were written in: of an indicator, those that say the most about their
 * lots come first, because one that may take any lot would take what only the other may.
 */
export const fromNarrowest = (automatic: readonly AutomaticDraw[]): readonly AutomaticDraw[] => {
  if (automatic.length < 2) return automatic;
  const indicators = [...new Set(automatic.map(({ indicator }) => indicator))];
  const bounds = ({ planYear, planKind }: AutomaticDraw): number =>
    Number(planYear !== undefined) + Number(planKind !== undefined);
  const text = ({ planYear = 0, planKind = '', quantity }: AutomaticDraw): string =>
    [
      ...[planYear, planKind],
      ...Object.entries(quantity)
        .map(([name, amount]) => `${name}=${amount}`)
        .sort(),
    ].join('/');
  return automatic.toSorted(
    (a, b) =>
      indicators.indexOf(a.indicator) - indicators.indexOf(b.indicator) ||
      bounds(b) - bounds(a) ||
      (text(a) < text(b) ? -1 : 1),
  );
};

interface AskedDraws {
  readonly draws?: readonly (Draw | DirectDraw)[];
  readonly automatic?: readonly AutomaticDraw[];
}

/** What can be judged of draws before units and rights are: either named or left to the ledger, and their amounts. */
export const checkAskedDraws = (
  state: LedgerState,
  { draws = [], automatic = [] }: AskedDraws,
): void => {
  if (draws.length > 0 === automatic.length > 0) {
    refuse('draws-malformed', { field: 'draws or automatic' });
  }
  checkAmounts(
    state,
    draws.filter((draw) => 'lot' in draw),
  );
  for (const { indicator, quantity } of [...automatic, ...draws.flatMap(directOf)]) {
    quantityVector(indicatorNamed(state, indicator), quantity);
  }
};

const directOf = (draw: Draw | DirectDraw): AutomaticDraw[] =>
  'direct' in draw ? [{ indicator: draw.direct.indicator, quantity: draw.quantity }] : [];

/** Sums by indicator: what an approval takes together. */
export class Sums {
  private readonly sums = new Map<string, Vector>();

  add(indicator: string, amount: Vector): void {
    const before = this.sums.get(indicator);
    this.sums.set(indicator, before === undefined ? amount : add(before, amount));
  }

  indicators(): ReadonlySet<string> {
    return new Set(this.sums.keys());
  }

  entries(): IterableIterator<[string, Vector]> {
    return this.sums.entries();
  }
}

const candidates = (
  state: LedgerState,
  unit: string,
  { indicator, planYear, planKind }: Wanted,
  use: Use,
  on: Day,
): Lot[] =>
  state.holdings
    .idsIn(holdingKey(unit, indicator))
    .map((id) => state.lots.get(id))
    .filter((lot): lot is Lot => lot !== undefined)
    .filter(
      (lot) =>
        isDrawable(state, lot, use, on) &&
        (planYear === undefined || lot.planYear === planYear) &&
        (planKind === undefined || lot.planKind === planKind),
    )
    .sort(inDrawOrder);

/** The lots of a reservation that may be used on a day with what is left in them, in the order of draws. */
export const drawableLeft = (
  state: LedgerState,
  { left }: Reservation,
  use: Use,
  on: Day,
): (readonly [Lot, Vector])[] =>
  Array.from(left, ([id, amount]) => [lotOf(state, id), amount] as const)
    .filter(([lot]) => isDrawable(state, lot, use, on))
    .sort(([a], [b]) => inDrawOrder(a, b));

const isDrawable = (state: LedgerState, lot: Lot, use: Use, on: Day): boolean =>
  !lot.ended &&
  lot.validFrom <= on &&
  on <= lot.validUntil &&
  !state.head.closedPlanYears.has(lot.planYear) &&
  fitsRestriction(lot, use);
