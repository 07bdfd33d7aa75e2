import { formatDay, type Day } from '../../calendar/index.js';
import { held, parseAccount, type AccountPath } from '../account.js';
import { lacksWhatItGave, takenAfterExpiry } from '../after-deadline.js';
import { claimsOf } from '../claims.js';
import { liveResolvers } from '../closed-reservations.js';
import type { ReverseEntry } from '../commands.js';
import { annotationsOfNumber } from '../corrections.js';
import { EntryDraft } from '../entry-draft.js';
import { entryData, present, startEntry, type CitedEntries } from '../entry.js';
import type { EntryReversed, LedgerEvent, LedgerEventType, Undone } from '../events.js';
import { checkTime, isWithinReach } from '../guards.js';
import { amountOf, dayOf, lotOf } from '../look-up.js';
import { openingReservationId } from '../lot.js';
import { refuse } from '../refusals.js';
import { permit, permitAsPosted } from '../rights.js';
import type { LedgerState, Voiding } from '../state.js';
import { checkUnused } from './approvals.js';
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
  const { event: original, revision } = citedEntry(state, cited, data.entry);
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
  checkExpiryDay(state, original, on);
  checkNotInUse(state, cited, original);
  checkStillFree(state, cited, original);

  const draft = new EntryDraft(state, data.entryId, on);
  swap(state, draft, original);
  draft.checkBalances();
  return {
    type: 'EntryReversed',
    data: {
      ...entryData(command, state, actorUnit, draft),
      entry: data.entry,
      entryType: original.type,
      revision: String(revision),
      reason: data.reason,
      endedLots: original.data.lots.map(({ lot }) => lot),
      undone: undoneBy(state, original),
    },
  };
};

const OWED: ReadonlySet<string> = new Set(['advance', 'overused', 'debt']);

const checkYearsOpen = (state: LedgerState, { data }: LedgerEvent): void => {
  for (const { from, to } of data.postings) {
    for (const path of [from, to]) {
      const { unit, lot, bucket } = parseAccount(path);
      const { planYear } = lotOf(state, lot);
      if (state.head.closedPlanYears.has(planYear)) refuse('plan-year-closed', { lot, planYear });
      // What paid a debt makes it owed again, which nobody but the unit could make good.
      const owesAgain = path === to && OWED.has(bucket);
      const returnsTo = bucket === 'available' || bucket === 'reserved' || owesAgain;
      if (unit !== undefined && returnsTo && state.units.endedOn(unit) !== undefined) {
        refuse('unit-not-in-force', { unit, successors: [...state.units.successors(unit)] });
      }
      if (unit !== undefined && returnsTo && state.units.latest(unit)?.holdsQuota === false) {
        refuse('unit-holds-no-quota', { unit });
      }
    }
  }
};

/**
 * An expiry is undone on its own day. Undone later, the reservation would be empty on the days between: an approval
 * given in time could never be consumed from it, nor the reservation be undone, because a reversal is final.
 */
const checkExpiryDay = (state: LedgerState, { type, data }: LedgerEvent, on: Day): void => {
  const expiredOn = dayOf(data.effectiveOn);
  if (type !== 'ReservationsExpired' || on === expiredOn) return;
  if (!isWithinReach(state, expiredOn)) return;
  refuse('not-on-expiry-day', {
    entry: data.entryId,
    citedOn: formatDay(expiredOn),
    effectiveOn: formatDay(on),
  });
};

/** Revisions of live entries that stand on this one, newest first; one more than are listed when there are more. */
export const dependentsOf = (
  state: LedgerState,
  entry: string,
  lots: readonly string[],
): number[] => {
  const limit = LISTED_MAX + 1;
  const found = new Set<number>();
  const addAll = (revisions: readonly number[]): void => {
    for (const revision of revisions) found.add(revision);
  };
  for (const lot of lots) addAll(state.uses.newest(lot, limit));
  // Opening balances of before gave their reservations the ids of the lots.
  const openings = lots.map((_, i) => openingReservationId(entry, i + 1));
  for (const id of [entry, ...lots, ...openings]) {
    addAll((state.reservations.get(id)?.resolvedBy ?? []).slice(-limit));
    addAll(liveResolvers(state, id, limit));
  }
  addAll((state.voidings.get(entry)?.voidedBy ?? []).slice(-limit));
  return [...found].sort((a, b) => b - a).slice(0, limit);
};

/** Revisions of what took the quota after a use deadline that an expiry had made free. */
export const takersOf = (state: LedgerState, entry: string): number[] =>
  takenAfterExpiry(state, entry, LISTED_MAX + 1);

const checkNotInUse = (state: LedgerState, cited: CitedEntries, original: LedgerEvent): void => {
  const { data } = original;
  const lots = data.lots.map(({ lot }) => lot);
  const own = dependentsOf(state, data.entryId, lots);
  // Told as a lack of quota, nobody would see that the ledger itself has taken it back.
  const taken = lacksWhatItGave(state, original) ? takersOf(state, data.entryId) : [];
  const dependents = [...new Set([...own, ...taken])].sort((a, b) => b - a);
  if (dependents.length === 0) return;
  refuse('entry-in-use', {
    entry: data.entryId,
    dependents: dependents.slice(0, LISTED_MAX).flatMap((revision) => {
      const event = cited.get(revision);
      if (event === undefined) return [];
      return [{ revision: String(revision), entry: event.data.entryId, type: event.type }];
    }),
    ...(dependents.length > LISTED_MAX ? { listed: LISTED_MAX } : {}),
  });
};

const swap = (state: LedgerState, draft: EntryDraft, { type, data }: LedgerEvent): void => {
  for (const { from, to, quantity, reservation, effectiveOn } of data.postings) {
    const amount = amountOf(state, lotOf(state, parseAccount(from).lot), quantity);
    if (reservation !== undefined) comeBack(state, draft, to, reservation);
    // Undone before the day it moved, the account would hold it on days on which it never did.
    const moved = effectiveOn === undefined ? draft.on : dayOf(effectiveOn);
    if (moved > draft.on) draft.move(to, from, amount, reservation, moved);
    else draft.move(to, from, amount, reservation);
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
  const consumption = type === 'ConsumptionVoided' ? data.consumption : undefined;
  return present({
    claims: holds ? claims : undefined,
    settles: data.settles,
    consumption,
    holdsAgain: freedOf(state, consumption)?.claims,
  });
};

const freedOf = (state: LedgerState, consumption: string | undefined): Voiding['freed'] =>
  consumption === undefined ? undefined : state.voidings.get(consumption)?.freed;

/**
 * A consumption of which nothing was left gave its approval and parcels free. Whichever of its voids is undone, it holds
 * them again; once they were granted anew, under any number the approval was corrected to, that cannot be.
 */
const checkStillFree = (
  state: LedgerState,
  cited: CitedEntries,
  { type, data }: LedgerEvent,
): void => {
  if (type !== 'ConsumptionVoided') return;
  const freed = freedOf(state, data.consumption);
  if (freed === undefined) return;
  checkUnused(state, cited, freed.claims, freed.revision);
  for (const revision of annotationsOfNumber(state, data.consumption)) {
    const annotation = cited.get(revision);
    if (annotation?.type !== 'EntryAnnotated') continue;
    const corrected = { ...freed.claims, approval: annotation.data.is, parcels: [] };
    checkUnused(state, cited, corrected, freed.revision);
  }
};
