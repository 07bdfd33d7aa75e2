import { parseAccount } from '../account.js';
import type { StaysFrozen, UnitsReorganised } from '../events.js';
import { debtKey, frozenUnitKey, overUseKey } from '../keys.js';
import { dayOf, lotOf } from '../look-up.js';
import { rememberFreeze } from '../owners.js';
import type { LedgerState } from '../state.js';
import { rememberOwed } from './owed.js';
import { handOver } from './reservations.js';

/** Ends the old units, registers the new ones, and lets freezes, reservations and what is owed follow. */
export const foldReorganisation = (state: LedgerState, { data }: UnitsReorganised): void => {
  const on = dayOf(data.effectiveOn);
  for (const unit of data.units) state.units.register(unit);
  for (const { unit, successors } of data.ended) {
    state.units.end(unit, on, successors);
    moveFreezes(state, unit, successors);
  }
  freezeOn(state, data.staysFrozen);
  for (const [id, successor] of Object.entries(data.reservations)) handOver(state, id, successor);
  for (const { from, to } of data.postings) {
    // What is owed moves from the successor's account to the old one's: the debtor is the giving side.
    const debtor = [parseAccount(from), parseAccount(to)].find(({ unit }) =>
      data.ended.every((ended) => ended.unit !== unit),
    );
    if (debtor?.unit === undefined) continue;
    const { indicator, planYear } = lotOf(state, debtor.lot);
    if (debtor.bucket === 'debt') {
      rememberOwed(state, debtKey(debtor.unit, indicator), debtor.lot);
    }
    if (debtor.bucket === 'overused') {
      rememberOwed(state, overUseKey(debtor.unit, indicator, planYear), debtor.lot);
    }
  }
};

const moveFreezes = (state: LedgerState, unit: string, successors: readonly string[]): void => {
  for (const id of state.owners.idsIn(frozenUnitKey(unit))) {
    freezeAlso(state, id, successors);
  }
};

/** Lets freezes go on over units that left their subtree. */
export const freezeOn = (state: LedgerState, stays: readonly StaysFrozen[] = []): void => {
  for (const { freeze, units } of stays) freezeAlso(state, freeze, units);
};

const freezeAlso = (state: LedgerState, id: string, units: readonly string[]): void => {
  const freeze = state.freezes.edit(id);
  if (freeze === undefined) return;
  freeze.units.push(...units);
  rememberFreeze(state, freeze);
};
