import type { ClosingCommand, LedgerCommand } from './commands.js';
import { adoptPolicy } from './decisions/adopt-policy.js';
import { advanceQuota, confirmAdvance } from './decisions/advance-quota.js';
import { allocateQuota } from './decisions/allocate-quota.js';
import { amendReservation } from './decisions/amend-reservation.js';
import { annotateEntry } from './decisions/annotate-entry.js';
import { bringForward } from './decisions/bring-forward.js';
import { carryOver, lapseQuota } from './decisions/carry-over.js';
import { advanceDay, closeBooks, closePlanYear, reopenPlanYear } from './decisions/close-books.js';
import { consumeQuota } from './decisions/consume-quota.js';
import { deductQuota } from './decisions/deduct-quota.js';
import { defineIndicator, definePlanKind } from './decisions/define-kinds.js';
import { freeze, unfreeze } from './decisions/freeze.js';
import { issueQuota } from './decisions/issue-quota.js';
import { openLedger } from './decisions/open-ledger.js';
import { reclaimQuota } from './decisions/reclaim-quota.js';
import { recordOverUse } from './decisions/record-over-use.js';
import { registerUnits } from './decisions/register-units.js';
import { expireReservations, releaseReservation } from './decisions/release-reservation.js';
import { reorganiseUnits } from './decisions/reorganise-units.js';
import { reserveQuota } from './decisions/reserve-quota.js';
import { reverseEntry } from './decisions/reverse-entry.js';
import { checkNotSuspended, resumePosting, suspendPosting } from './decisions/suspend-posting.js';
import { splitQuota } from './decisions/split-quota.js';
import { transferQuota } from './decisions/transfer-quota.js';
import { voidConsumption } from './decisions/void-consumption.js';
import { checkClaims, type CitedEntries } from './entry.js';
import type { LedgerEvent } from './events.js';
import { precedes, Refusing, type Refusal } from './refusals.js';
import type { LedgerState } from './state.js';

export type Decision = { readonly accepted: LedgerEvent } | { readonly refused: Refusal };

/**
 * What the rules make of a command: one event with its postings, or one refusal. `recordedAt` of the event is empty
 * and so is the digest of a closed plan year: whoever stores it fills them in.
 */
export const decide = (
  command: LedgerCommand,
  state: LedgerState,
  cited: CitedEntries,
): Decision => {
  const suspended = judged(() => checkNotSuspended(command, state));
  if ('refused' in suspended) return suspended;
  const claims = judged(() => checkClaims(state, cited, command.data));
  const entry = judged(() => entryFor(command, state, cited));
  if ('refused' in claims) {
    return 'refused' in entry && precedes(entry.refused, claims.refused) ? entry : claims;
  }
  return 'refused' in entry ? entry : { accepted: entry.found };
};

/** What a rule found, or why it refuses. */
const judged = <Found>(rule: () => Found): { found: Found } | { refused: Refusal } => {
  try {
    return { found: rule() };
  } catch (error) {
    if (error instanceof Refusing) return { refused: error.refusal };
    throw error;
  }
};

const entryFor = (command: LedgerCommand, state: LedgerState, cited: CitedEntries): LedgerEvent => {
  switch (command.kind) {
    case 'OpenLedger':
      return openLedger(command, state);
    case 'DefineIndicator':
      return defineIndicator(command, state);
    case 'DefinePlanKind':
      return definePlanKind(command, state);
    case 'RegisterUnits':
      return registerUnits(command, state);
    case 'AdoptPolicy':
      return adoptPolicy(command, state);
    case 'IssueQuota':
      return issueQuota(command, state);
    case 'BringForward':
      return bringForward(command, state);
    case 'SplitQuota':
      return splitQuota(command, state);
    case 'AllocateQuota':
      return allocateQuota(command, state);
    case 'TransferQuota':
      return transferQuota(command, state);
    case 'ReclaimQuota':
      return reclaimQuota(command, state);
    case 'ReserveQuota':
      return reserveQuota(command, state);
    case 'AmendReservation':
      return amendReservation(command, state);
    case 'ReleaseReservation':
      return releaseReservation(command, state);
    case 'ExpireReservations':
      return expireReservations(command, state);
    case 'ConsumeQuota':
      return consumeQuota(command, state, cited);
    case 'AdvanceQuota':
      return advanceQuota(command, state, cited);
    case 'ConfirmAdvance':
      return confirmAdvance(command, state);
    case 'RecordOverUse':
      return recordOverUse(command, state, cited);
    case 'DeductQuota':
      return deductQuota(command, state);
    case 'VoidConsumption':
      return voidConsumption(command, state, cited);
    case 'CarryOver':
      return carryOver(command, state);
    case 'LapseQuota':
      return lapseQuota(command, state);
    case 'Freeze':
      return freeze(command, state);
    case 'Unfreeze':
      return unfreeze(command, state);
    case 'ReverseEntry':
      return reverseEntry(command, state, cited);
    case 'AnnotateEntry':
      return annotateEntry(command, state, cited);
    case 'ReorganiseUnits':
      return reorganiseUnits(command, state, cited);
    case 'CloseBooks':
    case 'ClosePlanYear':
    case 'ReopenPlanYear':
    case 'AdvanceDay':
    case 'SuspendPosting':
    case 'ResumePosting':
      return closingFor(command, state);
  }
};

const closingFor = (command: ClosingCommand, state: LedgerState): LedgerEvent => {
  switch (command.kind) {
    case 'CloseBooks':
      return closeBooks(command, state);
    case 'ClosePlanYear':
      return closePlanYear(command, state);
    case 'ReopenPlanYear':
      return reopenPlanYear(command, state);
    case 'AdvanceDay':
      return advanceDay(command, state);
    case 'SuspendPosting':
      return suspendPosting(command, state);
    case 'ResumePosting':
      return resumePosting(command, state);
  }
};
