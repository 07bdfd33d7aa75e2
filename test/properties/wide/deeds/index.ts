import type { Clerk } from '../clerk.js';
import type { Deed, Step } from '../steps.js';
import * as ofDays from './chains-of-days.js';
import * as ofUnits from './chains-of-units.js';
import * as ofUses from './chains-of-uses.js';
import * as draws from './draws.js';
import * as owing from './owing.js';
import * as time from './time.js';
import * as units from './units.js';
import * as uses from './uses.js';

/** Days pass by themselves; all else is asked for by somebody. */
export const DOINGS: Record<
  Exclude<Deed, 'next-day' | 'next-days' | 'late-days'>,
  (clerk: Clerk, step: Step) => draws.Doing
> = {
  issue: draws.issue,
  allocate: draws.allocate,
  'allocate-down': draws.allocateDown,
  transfer: draws.transfer,
  split: draws.split,
  reclaim: draws.reclaim,
  lapse: draws.lapse,
  'carry-over': draws.carryOver,
  'bring-forward': draws.bringForward,
  reserve: time.reserve,
  release: time.release,
  amend: time.amend,
  reverse: time.reverse,
  'reverse-newest': time.reverseNewest,
  'reverse-use': time.reverseUse,
  'reverse-void': time.reverseVoid,
  'reverse-expiry': time.reverseExpiry,
  'reverse-reservation': time.reverseReservation,
  'reverse-late-use': time.reverseLateUse,
  'undo-reservation': time.undoReservation,
  'reverse-system': time.reverseSystem,
  'late-approval': time.lateApproval,
  'close-books': time.closeBooks,
  'annotate-note': time.annotateNote,
  consume: uses.consume,
  'consume-automatic': uses.consumeAutomatic,
  'consume-reserved': uses.consumeReserved,
  'consume-both': uses.consumeBoth,
  'over-use': uses.overUse,
  advance: uses.advance,
  void: uses.voidPart,
  'void-rest': uses.voidRest,
  'annotate-number': uses.annotateNumber,
  sanction: owing.sanction,
  deduct: owing.deduct,
  confirm: owing.confirm,
  freeze: owing.freeze,
  unfreeze: owing.unfreeze,
  'cover-from-frozen': owing.coverFromFrozen,
  settle: owing.settle,
  reorganise: units.reorganise,
  register: units.register,
  'consume-for-two': ofUses.consumeForTwo,
  'undo-first-void': ofUses.undoFirstVoid,
  'undo-void-of-used': ofUses.undoVoidOfUsed,
  'end-of-named': ofUnits.endOfNamed,
  'end-before': ofUnits.endBefore,
  'end-before-use': ofUnits.endBeforeUse,
  'void-after-end': ofUnits.voidAfterEnd,
  'reclaim-after-end': ofUnits.reclaimAfterEnd,
  'pay-after-merger': ofUnits.payAfterMerger,
  'draw-after-frozen': ofUnits.drawAfterFrozen,
  'leave-frozen-city': ofUnits.leaveFrozenCity,
  'give-beside-debt': ofUnits.giveBesideDebt,
  'undo-after-end': ofDays.undoAfterEnd,
  'divide-returned': ofDays.divideReturned,
  'keep-what-was-taken': ofDays.keepWhatWasTaken,
  'register-in-closed': ofDays.registerInClosed,
};
