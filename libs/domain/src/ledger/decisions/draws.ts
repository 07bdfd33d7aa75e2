import type { Day } from '../../calendar/index.js';
import { isZero, min, subtract, type Vector } from '../../quantity/index.js';
import { held } from '../account.js';
import type { AutomaticDraw } from '../commands.js';
import type { EntryDraft } from '../entry-draft.js';
import { fitsRestriction, freezeOf, shown, type Use } from '../guards.js';
import { holdingKey } from '../keys.js';
import type { Lot } from '../lot.js';
import { refuse } from '../refusals.js';
import type { LedgerState } from '../state.js';

export interface PickedDraw {
  readonly lot: Lot;
  readonly amount: Vector;
}

export interface Wanted extends Pick<AutomaticDraw, 'planYear' | 'planKind'> {
  readonly indicator: string;
  readonly amount: Vector;
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
): { readonly draws: readonly PickedDraw[]; readonly missing: Vector } => {
  const draws: PickedDraw[] = [];
  let missing = wanted.amount;
  for (const lot of candidates(state, unit, wanted, use, draft.on)) {
    if (isZero(missing)) break;
    if (frozen === 'skip-frozen' && freezeOf(state, unit, lot, use.projectClass)) continue;
    const takable = draft.takable(held(unit, lot.id, 'available'), missing.length);
    const amount = min(missing, takable);
    if (isZero(amount)) continue;
    draws.push({ lot, amount });
    missing = subtract(missing, amount);
  }
  return { draws, missing };
};

/** As `pickDraws`, refused when not all of it is there. */
export const pickAllDraws = (
  state: LedgerState,
  draft: EntryDraft,
  unit: string,
  wanted: Wanted,
  use: Use,
): readonly PickedDraw[] => {
  const { draws, missing } = pickDraws(state, draft, unit, wanted, use);
  const component = missing.findIndex((amount) => amount > 0n);
  if (component < 0) return draws;
  const indicator = state.head.indicators.get(wanted.indicator);
  if (indicator === undefined) return refuse('indicator-unknown', { indicator: wanted.indicator });
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

const candidates = (
  state: LedgerState,
  unit: string,
  { indicator, planYear, planKind }: Wanted,
  use: Use,
  on: Day,
): Lot[] =>
  (state.holdings.get(holdingKey(unit, indicator))?.ids ?? [])
    .map((id) => state.lots.get(id))
    .filter((lot): lot is Lot => lot !== undefined)
    .filter(
      (lot) =>
        !lot.ended &&
        lot.validFrom <= on &&
        on <= lot.validUntil &&
        !state.head.closedPlanYears.has(lot.planYear) &&
        (planYear === undefined || lot.planYear === planYear) &&
        (planKind === undefined || lot.planKind === planKind) &&
        fitsRestriction(lot, use),
    )
    .sort(
      (a, b) =>
        boundness(b) - boundness(a) ||
        a.validUntil - b.validUntil ||
        a.openedOn - b.openedOn ||
        a.openedAt - b.openedAt,
    );

const boundness = ({ project, purpose }: Lot): number =>
  (project === undefined ? 0 : 2) + (purpose === undefined ? 0 : 1);
