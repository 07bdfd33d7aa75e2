import { formatDay, type Day } from '../../calendar/index.js';
import { held } from '../account.js';
import type { Draw, ReserveQuota } from '../commands.js';
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
import type { Lot } from '../lot.js';
import { refuse } from '../refusals.js';
import { permit } from '../rights.js';
import type { LedgerState } from '../state.js';
import {
  checkAskedDraws,
  pickAllDraws,
  Sums,
  type PickedDraw,
  type Wanted,
  fromNarrowest,
} from './draws.js';

/** 预占: sets quota aside for a project or a batch until a day. */
export const reserveQuota = (command: ReserveQuota, state: LedgerState): QuotaReserved => {
  const { data } = command;
  const on = startEntry(command, state, 'document-optional');
  const expiresOn = dateOf(data.expiresOn, 'expiresOn');
  if ((data.project === undefined) === (data.batch === undefined)) {
    refuse('draws-malformed', { field: 'project or batch' });
  }
  checkAskedDraws(state, data);
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
  const named = (data.draws ?? []).map((draw) => availableDraw(state, unit, draw, on, data));
  const wanted = fromNarrowest(data.automatic ?? []).map((one) => ({
    ...one,
    amount: quantityVector(indicatorNamed(state, one.indicator), one.quantity),
  }));
  checkSums(state, named, wanted);
  for (const { lot } of named) checkNotFrozen(state, unit, lot, data);
  const lots: Lot[] = [];
  const reserve = ({ lot, amount }: PickedDraw): void => {
    lots.push(lot);
    draft.move(
      held(unit, lot.id, 'available'),
      held(unit, lot.id, 'reserved'),
      amount,
      data.entryId,
    );
  };
  named.forEach(reserve);
  // One after the other: each sees what those before it have taken.
  for (const one of wanted) pickAllDraws(state, draft, unit, one, data).forEach(reserve);
  checkOutlasts(lots, expiresOn);
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

/** A reservation does not outlast all of its lots: nothing could be consumed from it in the end. */
export const checkOutlasts = (lots: readonly Lot[], expiresOn: Day): void => {
  const [last] = lots.toSorted((a, b) => b.validUntil - a.validUntil);
  if (last !== undefined) checkValidity(last, expiresOn);
};

/** One named draw on what a unit has available, for use. Whether it is frozen is asked later, after other rules. */
export const availableDraw = (
  state: LedgerState,
  unit: string,
  draw: Draw,
  on: Day,
  use: Use,
): PickedDraw => {
  if (draw.reservation !== undefined) {
    refuse('draws-malformed', { field: 'reservation', lot: draw.lot });
  }
  const lot = lotOfUnit(state, draw.lot, unit);
  checkValidity(lot, on);
  checkRestriction(lot, use);
  return { lot, amount: quantityVector(state.indicatorOf(lot), draw.quantity) };
};

/** Facts about land nest on the sum of an entry, per indicator. */
const checkSums = (
  state: LedgerState,
  named: readonly PickedDraw[],
  wanted: readonly Wanted[],
): void => {
  const sums = new Sums();
  for (const { lot, amount } of named) sums.add(lot.indicator, amount);
  for (const { indicator, amount } of wanted) sums.add(indicator, amount);
  for (const [id, sum] of sums.entries()) checkNesting(indicatorNamed(state, id), sum);
};
