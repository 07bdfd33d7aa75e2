import { subtract, zero } from '../../quantity/index.js';
import { parseAccount } from '../account.js';
import { AFTER_DEADLINE, forgetTaken } from '../after-deadline.js';
import { free, hold } from '../claims.js';
import { forgetResolver } from '../closed-reservations.js';
import type { EntryReversed } from '../events.js';
import { debtKey, issuedKey, overUseKey } from '../keys.js';
import { amountOf, lotOf } from '../look-up.js';
import { settle } from '../settlements.js';
import { rememberGoneOn } from './reservations.js';
import type { LedgerState } from '../state.js';
import { forgetOpenings } from './openings.js';

/** Takes back what the undone entry had marked; its postings are swapped already. */
export const foldReversal = (state: LedgerState, event: EntryReversed, revision: number): void => {
  const { data } = event;
  const undone = Number(data.revision);
  state.entries.set(data.entry, undone, revision + 1);
  const reservations = new Set<string>();
  for (const { from, to, reservation } of data.postings) {
    state.uses.remove(parseAccount(from).lot, undone);
    state.uses.remove(parseAccount(to).lot, undone);
    if (reservation !== undefined) reservations.add(reservation);
  }
  for (const id of reservations) forgetResolution(state, id, undone);
  if (reservations.size > 0) rememberGoneOn(state, event);
  if (data.entryType === 'QuotaIssued') uncountIssued(state, data);
  if (AFTER_DEADLINE.test(data.entry)) {
    forgetTaken(state, data, undone);
    spareLots(state, data);
  }
  if (data.entryType === 'BalanceBroughtForward') {
    forgetOpenings(state, data.entry, data.endedLots);
  }
  for (const lot of data.endedLots) endLot(state, lot);
  const { claims, consumption } = data.undone;
  if (consumption !== undefined) unvoid(state, data, consumption, undone);
  if (claims !== undefined) free(state, claims, undone);
  for (const settlement of data.undone.settles ?? []) settle(state, settlement, -1n);
};

const spareLots = (state: LedgerState, { postings }: EntryReversed['data']): void => {
  for (const { to } of postings) {
    const { unit, lot: id, bucket } = parseAccount(to);
    const lot = unit !== undefined && bucket === 'available' ? state.lots.edit(id) : undefined;
    if (lot !== undefined) lot.spared = true;
  }
};

const forgetResolution = (state: LedgerState, id: string, undone: number): void => {
  const open = state.reservations.edit(id);
  const reservation = open ?? state.expired.edit(id);
  const at = reservation?.resolvedBy.indexOf(undone) ?? -1;
  if (at >= 0) reservation?.resolvedBy.splice(at, 1);
  if (open === undefined) forgetResolver(state, id, undone);
};

const uncountIssued = (state: LedgerState, { postings }: EntryReversed['data']): void => {
  for (const { from, quantity } of postings) {
    const { lot: id, bucket } = parseAccount(from);
    if (bucket !== 'available') continue;
    const lot = lotOf(state, id);
    const key = issuedKey(lot.indicator, lot.planYear);
    const issued = state.issued.get(key);
    if (issued === undefined) continue;
    const moved = amountOf(state, lot, quantity);
    state.issued.set(key, {
      total: subtract(issued.total, moved),
      preIssued: lot.preIssued ? subtract(issued.preIssued, moved) : issued.preIssued,
    });
  }
};

const unvoid = (
  state: LedgerState,
  { entry, postings }: EntryReversed['data'],
  consumption: string,
  undone: number,
): void => {
  state.voids.delete(entry);
  const voiding = state.voidings.edit(consumption);
  if (voiding === undefined) return;
  for (const { to, quantity } of postings) {
    const { lot: id, bucket } = parseAccount(to);
    if (bucket !== 'consumed') continue;
    const moved = amountOf(state, lotOf(state, id), quantity);
    voiding.voided.set(id, subtract(voiding.voided.get(id) ?? zero(moved.length), moved));
  }
  const at = voiding.voidedBy.indexOf(undone);
  if (at >= 0) voiding.voidedBy.splice(at, 1);
  // Something of the consumption is used again, whichever of its voids was undone: it holds what it held.
  if (voiding.freed !== undefined) hold(state, voiding.freed.claims, voiding.freed.revision);
  voiding.freed = undefined;
  if (voiding.voidedBy.length === 0) state.voidings.delete(consumption);
};

const endLot = (state: LedgerState, id: string): void => {
  const lot = state.lots.edit(id);
  if (lot === undefined) return;
  lot.ended = true;
  const owedUnder = [
    debtKey(lot.unit, lot.indicator),
    overUseKey(lot.unit, lot.indicator, lot.planYear),
  ];
  for (const key of owedUnder) state.owed.remove(key, id);
};
