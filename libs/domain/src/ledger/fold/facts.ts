import { add, zero } from '../../quantity/index.js';
import { parseAccount } from '../account.js';
import { claimsOf, free, hold, holderOf } from '../claims.js';
import { rememberAnnotation } from '../corrections.js';
import type { ConsumptionVoided, LedgerEvent } from '../events.js';
import { debtKey, issuedKey, overUseKey } from '../keys.js';
import { amountOf, lotOf } from '../look-up.js';
import { forgetFreeze, rememberFreeze } from '../owners.js';
import type { Posting } from '../posting.js';
import type { LedgerState, Voiding } from '../state.js';
import { rememberOpenings } from './openings.js';
import { rememberOwed } from './owed.js';
import { foldReorganisation } from './reorganisation.js';
import { amendReservation } from './reservations.js';
import { foldReversal } from './reversal.js';

/** What an entry means beyond its postings. */
export const foldFacts = (state: LedgerState, event: LedgerEvent, revision: number): void => {
  switch (event.type) {
    case 'QuotaIssued':
      return countIssued(state, event.data.postings);
    case 'BalanceBroughtForward':
      return rememberOpenings(state, event.data);
    case 'ReservationAmended':
      return amendReservation(state, event);
    case 'QuotaConsumed':
    case 'QuotaAdvanced':
      return hold(state, claimsOf(state, event), revision);
    case 'OverUseRecorded': {
      const { indicator, planYear } = lotOf(state, event.data.overUse);
      rememberOwed(state, overUseKey(event.data.unit, indicator, planYear), event.data.overUse);
      return hold(state, claimsOf(state, event), revision);
    }
    case 'QuotaDeducted':
      for (const { lot } of event.data.lots) {
        rememberOwed(state, debtKey(event.data.unit, event.data.indicator), lot);
      }
      return;
    case 'ConsumptionVoided':
      return markVoided(state, event.data, revision);
    case 'EntryAnnotated':
      return rememberAnnotation(state, event, revision);
    case 'QuotaFrozen': {
      const { entryId: id, unit, lot, withSubtree, exceptions } = event.data;
      const units = unit === undefined ? [] : [unit];
      const freeze = { id, units, lot, withSubtree, exceptions };
      state.freezes.set(id, freeze);
      return rememberFreeze(state, freeze);
    }
    case 'QuotaUnfrozen':
      return unfreeze(state, event.data.freeze);
    case 'EntryReversed':
      return foldReversal(state, event, revision);
    case 'UnitsReorganised':
      return foldReorganisation(state, event);
    default:
      return;
  }
};

const unfreeze = (state: LedgerState, id: string): void => {
  const freeze = state.freezes.get(id);
  if (freeze !== undefined) forgetFreeze(state, freeze);
  state.freezes.delete(id);
};

/** Counts what the state issued for a plan year; the cap of next year's pre-issue is a share of it. */
const countIssued = (state: LedgerState, postings: readonly Posting[]): void => {
  for (const { to, quantity } of postings) {
    const { lot: id, bucket } = parseAccount(to);
    if (bucket !== 'available') continue;
    const lot = lotOf(state, id);
    const key = issuedKey(lot.indicator, lot.planYear);
    const moved = amountOf(state, lot, quantity);
    const none = zero(moved.length);
    const before = state.issued.get(key) ?? { total: none, preIssued: none };
    state.issued.set(key, {
      total: add(before.total, moved),
      preIssued: lot.preIssued ? add(before.preIssued, moved) : before.preIssued,
    });
  }
};

const nothingVoided = (): Voiding => ({ voided: new Map(), voidedBy: [], freed: undefined });

const markVoided = (
  state: LedgerState,
  { entryId, consumption, postings, frees }: ConsumptionVoided['data'],
  revision: number,
): void => {
  const voiding = state.voidings.edit(consumption) ?? nothingVoided();
  for (const { from, quantity } of postings) {
    const { lot: id, bucket } = parseAccount(from);
    if (bucket !== 'consumed') continue;
    const moved = amountOf(state, lotOf(state, id), quantity);
    voiding.voided.set(id, add(voiding.voided.get(id) ?? zero(moved.length), moved));
  }
  voiding.voidedBy.push(revision);
  if (frees !== undefined) {
    const voided = holderOf(state, frees, state.entries.candidates(consumption));
    voiding.freed = { claims: free(state, frees, voided), revision: voided };
  }
  state.voids.set(entryId, { consumption });
  state.voidings.set(consumption, voiding);
};
