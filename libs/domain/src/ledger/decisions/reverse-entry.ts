import { held, parseAccount, type AccountPath } from '../account.js';
import { claimsOf, isHeld } from '../claims.js';
import type { ReverseEntry } from '../commands.js';
import { EntryDraft } from '../entry-draft.js';
import { entryData, present, startEntry, type CitedEntries } from '../entry.js';
import type { EntryReversed, LedgerEvent, LedgerEventType, Undone } from '../events.js';
import { checkTime } from '../guards.js';
import { amountOf, dayOf, lotOf } from '../look-up.js';
import { refuse } from '../refusals.js';
import { permit, permitAsPosted } from '../rights.js';
import type { LedgerState } from '../state.js';
import { citedEntry } from './cited-entry.js';
import { checkNotBefore } from './reservations.js';

/** As many entries to reverse first as a clerk can read at once. */
const LISTED_MAX = 20;

const NOT_REVERSIBLE: ReadonlySet<LedgerEventType> = new Set<LedgerEventType>([
  'LedgerOpened',
  'IndicatorDefined',
  'PlanKindDefined',
  'UnitsRegistered',
  'PolicyAdopted',
  'ReservationAmended',
  'QuotaFrozen',
  'QuotaUnfrozen',
  'EntryReversed',
  'EntryAnnotated',
  'UnitsReorganised',
  'BooksClosed',
  'PlanYearClosed',
  'PlanYearReopened',
  'DayAdvanced',
  'PostingSuspended',
  'PostingResumed',
]);

/** 冲正: the postings of an entry, swapped. Final; what was meant is posted anew and says which entry it replaces. */
export const reverseEntry = (
  command: ReverseEntry,
  state: LedgerState,
  cited: CitedEntries,
): EntryReversed => {
  const { data } = command;
  const on = startEntry(command, state, 'document-needed');
  const original = citedEntry(state, cited, data.entry);
  const actorUnit = permit(state, 'ReverseEntry', data.actor, {
    from: original.data.actor.unitId,
  });
  permitAsPosted(original, data.actor);
  checkTime(state, on);
  checkNotBefore(dayOf(original.data.effectiveOn), on, data.entry);
  checkYearsOpen(state, original);
  if (NOT_REVERSIBLE.has(original.type)) {
    refuse('entry-not-reversible', { entry: data.entry, type: original.type });
  }
  checkNotInUse(state, cited, original);
  checkStillFree(state, original);

  const draft = new EntryDraft(state, data.entryId, on);
  swap(state, draft, original);
  draft.checkBalances();
  return {
    type: 'EntryReversed',
    data: {
      ...entryData(command, state, actorUnit, draft),
      entry: data.entry,
      entryType: original.type,
      revision: String(state.entries.find(data.entry) ?? 0),
      reason: data.reason,
      endedLots: original.data.lots.map(({ lot }) => lot),
      undone: undoneBy(state, original),
    },
  };
};

const checkYearsOpen = (state: LedgerState, { data }: LedgerEvent): void => {
  for (const { from, to } of data.postings) {
    for (const path of [from, to]) {
      const { unit, lot, bucket } = parseAccount(path);
      const { planYear } = lotOf(state, lot);
      if (state.head.closedPlanYears.has(planYear)) refuse('plan-year-closed', { lot, planYear });
      const returnsTo = bucket === 'available' || bucket === 'reserved';
      if (unit !== undefined && returnsTo && state.units.endedOn(unit) !== undefined) {
        refuse('unit-not-in-force', { unit, successors: [...state.units.successors(unit)] });
      }
    }
  }
};

/** Revisions of live entries that stand on this one, newest first. */
export const dependentsOf = (
  state: LedgerState,
  entry: string,
  lots: readonly string[],
): number[] => {
  const found = new Set<number>();
  for (const lot of lots) {
    for (const revision of state.uses.newest(lot, LISTED_MAX)) found.add(revision);
  }
  for (const id of [entry, ...lots]) {
    for (const revision of state.reservations.get(id)?.resolvedBy ?? []) found.add(revision);
    const closedAt = state.closedReservations.find(id);
    if (closedAt !== undefined && state.closedReservations.note(id) > 0) found.add(closedAt);
  }
  for (const revision of state.voidings.get(entry)?.voidedBy ?? []) found.add(revision);
  return [...found].sort((a, b) => b - a).slice(0, LISTED_MAX);
};

const checkNotInUse = (state: LedgerState, cited: CitedEntries, { data }: LedgerEvent): void => {
  const lots = data.lots.map(({ lot }) => lot);
  const dependents = dependentsOf(state, data.entryId, lots);
  if (dependents.length === 0) return;
  refuse('entry-in-use', {
    entry: data.entryId,
    dependents: dependents.flatMap((revision) => {
      const event = cited.get(revision);
      // What closed a reservation may be undone while earlier uses of it stand.
      if (event === undefined || state.entries.note(event.data.entryId) > 0) return [];
      return [{ revision: String(revision), entry: event.data.entryId, type: event.type }];
    }),
  });
};

const swap = (state: LedgerState, draft: EntryDraft, { type, data }: LedgerEvent): void => {
  for (const { from, to, quantity, reservation } of data.postings) {
    const amount = amountOf(state, lotOf(state, parseAccount(from).lot), quantity);
    if (reservation !== undefined) comeBack(state, draft, to, reservation);
    draft.move(to, from, amount, reservation);
    if (reservation === undefined || isOpenFor(state, type, reservation)) continue;
    const { unit, lot, bucket } = parseAccount(from);
    if (bucket !== 'reserved' || unit === undefined) continue;
    // Until its last day it was set aside, had the entry never been; from then on it would have expired.
    const { expiredOn = draft.on } = state.expired.get(reservation) ?? {};
    const on = expiredOn > draft.on ? expiredOn : draft.on;
    draft.move(from, held(unit, lot, 'available'), amount, reservation, on);
  }
};

/** Nothing stays in a reservation that is no longer open. The reversal of its expiry opens it again. */
const isOpenFor = (state: LedgerState, type: LedgerEventType, reservation: string): boolean =>
  state.reservations.has(reservation) ||
  (type === 'ReservationsExpired' && state.expired.has(reservation));

/**
 * What earlier reversals gave back to a reservation had gone on to available when it was closed. Before the reservation
 * itself is undone that comes back on the days it went; otherwise it would stay set aside on the days before.
 */
const comeBack = (
  state: LedgerState,
  draft: EntryDraft,
  opened: AccountPath,
  reservation: string,
): void => {
  const { unit, lot, bucket } = parseAccount(opened);
  if (bucket !== 'reserved' || unit === undefined) return;
  for (const part of state.goneOn.get(reservation)?.parts ?? []) {
    if (part.lot !== lot) continue;
    const on = part.day > draft.on ? part.day : draft.on;
    draft.move(held(unit, lot, 'available'), opened, part.amount, reservation, on);
  }
};

const undoneBy = (state: LedgerState, event: LedgerEvent): Undone => {
  const { type, data } = event;
  const claims = claimsOf(state, event);
  const holds = claims.indicators.length > 0 || claims.parcels.length > 0;
  return present({
    claims: holds ? claims : undefined,
    settles: data.settles,
    consumption: type === 'ConsumptionVoided' ? data.consumption : undefined,
    holdsAgain: type === 'ConsumptionVoided' ? data.frees : undefined,
  });
};

/** A void gave an approval and its parcels free; once they were granted again it cannot be undone. */
const checkStillFree = (state: LedgerState, { type, data }: LedgerEvent): void => {
  if (type !== 'ConsumptionVoided' || data.frees === undefined) return;
  if (isHeld(state, data.frees)) {
    refuse(
      'approval-already-posted',
      present({ approval: data.frees.approval, entry: data.entryId }),
    );
  }
};
