import { formatDay } from '../../calendar/index.js';
import { sum, type Vector } from '../../quantity/index.js';
import { held } from '../account.js';
import type { AutomaticDraw, Draw, ReserveQuota } from '../commands.js';
import { EntryDraft } from '../entry-draft.js';
import { entryData, present, startEntry } from '../entry.js';
import type { QuotaReserved } from '../events.js';
import {
  checkNesting,
  checkNotFrozen,
  checkRestriction,
  checkTime,
  checkValidity,
  dateOf,
  holderOn,
  indicatorNamed,
  lotOfUnit,
  quantityVector,
  type Use,
} from '../guards.js';
import { refuse } from '../refusals.js';
import { permit } from '../rights.js';
import type { LedgerState } from '../state.js';
import { pickAllDraws, type PickedDraw } from './draws.js';

/** 预占: sets quota aside for a project or a batch until a day. */
export const reserveQuota = (command: ReserveQuota, state: LedgerState): QuotaReserved => {
  const { data } = command;
  const on = startEntry(command, state, 'document-optional');
  const expiresOn = dateOf(data.expiresOn, 'expiresOn');
  if ((data.project === undefined) === (data.batch === undefined)) {
    refuse('draws-malformed', { field: 'project or batch' });
  }
  const unit = holderOn(state, data.unit, on);
  const actorUnit = permit(state, 'ReserveQuota', data.actor, { from: unit });
  checkTime(state, on);
  if (expiresOn < on || expiresOn < state.head.day) {
    refuse('reservation-expired', {
      expiresOn: data.expiresOn,
      ledgerDay: formatDay(state.head.day),
    });
  }

  const draft = new EntryDraft(state, data.entryId, on);
  const draws = chosenDraws(state, draft, unit, data, data);
  checkSums(state, draws);
  for (const { lot, amount } of draws) {
    draft.move(
      held(unit, lot.id, 'available'),
      held(unit, lot.id, 'reserved'),
      amount,
      data.entryId,
    );
  }
  draft.checkBalances();
  return {
    type: 'QuotaReserved',
    data: {
      ...entryData(command, state, actorUnit, draft, unit),
      reservation: {
        reservation: data.entryId,
        unit,
        expiresOn: data.expiresOn,
        ...present({
          project: data.project,
          batch: data.batch,
          projectClass: data.projectClass,
          purpose: data.purpose,
        }),
      },
    },
  };
};

/** Draws on what is available, as named by the caller or picked by the ledger. */
const chosenDraws = (
  state: LedgerState,
  draft: EntryDraft,
  unit: string,
  asked: { readonly draws?: readonly Draw[]; readonly automatic?: readonly AutomaticDraw[] },
  use: Use,
): readonly PickedDraw[] => {
  const { draws = [], automatic = [] } = asked;
  if (draws.length > 0 === automatic.length > 0) {
    refuse('draws-malformed', { field: 'draws or automatic' });
  }
  const named = draws.map((draw) => availableDraw(state, draft, unit, draw, use));
  const picked = automatic.flatMap((one) => {
    const indicator = indicatorNamed(state, one.indicator);
    const amount = quantityVector(indicator, one.quantity);
    return pickAllDraws(state, draft, unit, { ...one, amount }, use);
  });
  return [...named, ...picked];
};

/** One named draw on what a unit has available, for use. */
export const availableDraw = (
  state: LedgerState,
  draft: EntryDraft,
  unit: string,
  draw: Draw,
  use: Use,
): PickedDraw => {
  if (draw.reservation !== undefined) {
    refuse('draws-malformed', { field: 'reservation', lot: draw.lot });
  }
  const lot = lotOfUnit(state, draw.lot, unit);
  checkValidity(lot, draft.on);
  checkRestriction(lot, use);
  const amount = quantityVector(state.indicatorOf(lot), draw.quantity);
  checkNotFrozen(state, unit, lot, use);
  return { lot, amount };
};

/** Facts about land nest on the sum of an entry, per indicator. */
export const checkSums = (state: LedgerState, draws: readonly PickedDraw[]): void => {
  for (const [id, amounts] of byIndicator(draws)) {
    const indicator = indicatorNamed(state, id);
    checkNesting(indicator, sum(amounts, indicator.components.length));
  }
};

export const byIndicator = (draws: readonly PickedDraw[]): Map<string, Vector[]> => {
  const sums = new Map<string, Vector[]>();
  for (const { lot, amount } of draws) {
    const amounts = sums.get(lot.indicator) ?? [];
    amounts.push(amount);
    sums.set(lot.indicator, amounts);
  }
  return sums;
};
