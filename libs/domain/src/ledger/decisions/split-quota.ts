import { formatDay, type Day } from '../../calendar/index.js';
import { sum } from '../../quantity/index.js';
import { held } from '../account.js';
import type { SplitQuota } from '../commands.js';
import { EntryDraft } from '../entry-draft.js';
import { entryData, present, startEntry } from '../entry.js';
import type { QuotaSplit } from '../events.js';
import { isSameNumber } from '../folded.js';
import {
  checkNesting,
  checkLotNotFrozen,
  checkPlanKindGiven,
  checkTime,
  checkValidity,
  dateOf,
  holderOn,
  lotOfUnit,
  quantityVector,
  checkAmounts,
} from '../guards.js';
import type { Lot } from '../lot.js';
import { refuse } from '../refusals.js';
import { permit } from '../rights.js';
import type { LedgerState } from '../state.js';

/**
 * 切分、单列: one holding of a unit into several of other kind, purpose or project; it stays with the unit. A freeze of
 * the lot does not reach what was split off, so a frozen lot may not be split.
 */
export const splitQuota = (command: SplitQuota, state: LedgerState): QuotaSplit => {
  const { data } = command;
  const on = startEntry(command, state, 'document-needed');
  checkAmounts(
    state,
    data.parts.map(({ quantity }) => ({ lot: data.lot, quantity })),
  );
  if (data.parts.length === 0) refuse('nothing-to-do', { field: 'parts' });
  const unit = holderOn(state, data.unit, on);
  const actorUnit = permit(state, 'SplitQuota', data.actor, { from: unit });
  checkTime(state, on);
  const lot = lotOfUnit(state, data.lot, unit);
  checkValidity(lot, on);

  const indicator = state.indicatorOf(lot);
  const quantities = data.parts.map(({ quantity }) => quantityVector(indicator, quantity));
  checkNesting(indicator, sum(quantities, indicator.components.length));
  checkLotNotFrozen(state, unit, lot);
  const draft = new EntryDraft(state, data.entryId, on);
  data.parts.forEach((part, i) => {
    if (part.planKind !== undefined) checkPlanKindGiven(state, part.planKind);
    const opened = draft.open({
      ...draft.lotLike(lot, unit),
      ...present({ planKind: part.planKind, ...restrictionOf(lot, part) }),
      ...validityWithin(lot, part),
    });
    draft.move(
      held(unit, lot.id, 'available'),
      held(unit, opened, 'available'),
      quantities[i] ?? [],
    );
  });
  draft.checkBalances();
  return {
    type: 'QuotaSplit',
    data: { ...entryData(command, state, actorUnit, draft, unit), unit, lot: lot.id },
  };
};

interface Part {
  readonly purpose?: string;
  readonly project?: string;
  readonly validFrom?: string;
  readonly validUntil?: string;
}

/** A part may be bound more narrowly than its lot, never otherwise. */
export const restrictionOf = (
  lot: Lot,
  { purpose, project }: Part,
): { purpose: string | undefined; project: string | undefined } => {
  const isBound = (bound: string | undefined, asked: string | undefined): boolean =>
    bound !== undefined && asked !== undefined;
  const isOther =
    (isBound(lot.purpose, purpose) && lot.purpose !== purpose) ||
    (isBound(lot.project, project) && !isSameNumber(lot.project, project));
  if (isOther) {
    refuse('lot-restricted', present({ lot: lot.id, purpose: lot.purpose, project: lot.project }));
  }
  return { purpose: purpose ?? lot.purpose, project: project ?? lot.project };
};

/** The validity of a child lot lies within that of its parent. */
export const validityWithin = (
  parent: Lot,
  part: Part,
): { readonly validFrom: string; readonly validUntil: string } => {
  const from: Day =
    part.validFrom === undefined ? parent.validFrom : dateOf(part.validFrom, 'validFrom');
  const until: Day =
    part.validUntil === undefined ? parent.validUntil : dateOf(part.validUntil, 'validUntil');
  if (from > until || from < parent.validFrom || until > parent.validUntil) {
    refuse('validity-malformed', {
      validFrom: formatDay(from),
      validUntil: formatDay(until),
      notBefore: formatDay(parent.validFrom),
      notAfter: formatDay(parent.validUntil),
    });
  }
  return { validFrom: formatDay(from), validUntil: formatDay(until) };
};
