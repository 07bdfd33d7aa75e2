import type { LedgerCommand, ResumePosting, SuspendPosting } from '../commands.js';
import { entryData, startEntry } from '../entry.js';
import type { PostingResumed, PostingSuspended } from '../events.js';
import { checkBooks } from '../guards.js';
import { refuse } from '../refusals.js';
import { permit } from '../rights.js';
import type { LedgerState } from '../state.js';

/**
 * Asked before every rule: while a ledger is suspended nothing else is judged, so that what is refused now says nothing
 * about what will be refused afterwards. A second suspension would hide who was first, and is refused, too.
 */
export const checkNotSuspended = ({ kind }: LedgerCommand, { head }: LedgerState): void => {
  if (head.suspension === undefined || kind === 'ResumePosting') return;
  const { entry, by, unit, since, reason } = head.suspension;
  refuse('posting-suspended', { suspension: entry, by, unit, since, reason });
};

/** 暂停登记: the ledger is only read from here on. Every process learns of it, since each append states what it saw. */
export const suspendPosting = (command: SuspendPosting, state: LedgerState): PostingSuspended => {
  const { data } = command;
  const on = startEntry(command, state, 'document-optional');
  const actorUnit = permit(state, 'SuspendPosting', data.actor);
  // Today is never too late, even with its books closed: a ledger that is held still could not be let go again.
  if (on !== state.head.day) checkBooks(state, on);
  return {
    type: 'PostingSuspended',
    data: { ...entryData(command, state, actorUnit), reason: data.reason },
  };
};

export const resumePosting = (command: ResumePosting, state: LedgerState): PostingResumed => {
  const { data } = command;
  const on = startEntry(command, state, 'document-optional');
  const actorUnit = permit(state, 'ResumePosting', data.actor);
  if (on !== state.head.day) checkBooks(state, on);
  const suspension = state.head.suspension?.entry ?? refuse('posting-not-suspended');
  return {
    type: 'PostingResumed',
    data: { ...entryData(command, state, actorUnit), suspension, reason: data.reason },
  };
};
