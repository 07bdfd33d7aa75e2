import { formatDay, type Day } from '../calendar/index.js';
import type { LedgerCommand } from './commands.js';
import type { EntryDraft } from './entry-draft.js';
import type { EntryData, LedgerEvent } from './events.js';
import { checkDocument, checkOpened, dateOf } from './guards.js';
import { checkEntryId, checkUseNames } from './names.js';
import { replacementsOf } from './corrections.js';
import { refuse } from './refusals.js';
import { permit } from './rights.js';
import type { LedgerState } from './state.js';
import type { Writable } from './writable.js';

/** Earlier entries a command cites, by revision. */
export type CitedEntries = ReadonlyMap<number, LedgerEvent>;

/** What is judged of every entry before anything else; tells the day it takes effect. */
export const startEntry = (
  command: LedgerCommand,
  state: LedgerState,
  document: 'document-needed' | 'document-optional',
): Day => {
  const { data } = command;
  checkOpened(state);
  checkEntryId(command, state);
  checkUseNames(command);
  checkDocument(data.document, document === 'document-needed', state.head.day);
  return dateOf(effectiveDate(data, state), 'effectiveOn');
};

/** Where an entry stands. Found by fingerprint, so the entries themselves say which of them it is. */
export const revisionOf = (
  state: LedgerState,
  cited: CitedEntries,
  entry: string,
): number | undefined =>
  state.entries.candidates(entry).find((revision) => cited.get(revision)?.data.entryId === entry);

/**
 * `effectiveOn` of a command that leaves its day to the ledger. It is filled in by the decision, because whoever makes the
 * command may not have heard of the newest day; what was asked stays the same however often it is sent.
 */
export const LEDGERS_DAY = '';

const effectiveDate = ({ effectiveOn }: LedgerCommand['data'], { head }: LedgerState): string =>
  effectiveOn === LEDGERS_DAY ? formatDay(head.day) : effectiveOn;

/** The part every entry has, with what the draft moved. */
export const entryData = (
  { data }: LedgerCommand,
  state: LedgerState,
  actorUnit: string,
  draft?: Pick<EntryDraft, 'postings' | 'lots'>,
  holder: string = actorUnit,
): EntryData => {
  const { document, note, stated, replaces } = data;
  const policyVersion = state.policy()?.version;
  // Member by member, for each one spread in costs as much as the rest together, and in the order they are stored in.
  const entry: Writable<EntryData> = {
    actor: { id: data.actor.id, role: data.actor.role, unitId: actorUnit },
    effectiveOn: effectiveDate(data, state),
    entryId: data.entryId,
    lots: draft?.lots ?? [],
    postings: draft?.postings ?? [],
    recordedAt: '',
  };
  if (holder !== actorUnit) entry.onBehalf = true;
  if (policyVersion !== undefined) entry.policyVersion = policyVersion;
  if (document !== undefined) entry.document = document;
  if (note !== undefined) entry.note = note;
  if (stated !== undefined) entry.stated = stated;
  if (replaces !== undefined) entry.replaces = replaces;
  return entry;
};

/**
 * What any entry may claim beside its own matter: to take the place of a reversed entry. `settles` is closed. Whoever may
 * reverse an entry may replace it, and nobody else: an entry is replaced once, and another unit could take the place.
 */
export const checkClaims = (
  state: LedgerState,
  cited: CitedEntries,
  { actor, settles = [], replaces }: LedgerCommand['data'],
): void => {
  if (settles.length > 0) refuse('settles-closed');
  const replaced = replaces === undefined ? undefined : revisionOf(state, cited, replaces);
  if (replaces !== undefined && replaced === undefined) {
    refuse('entry-unknown', { entry: replaces });
  }
  if (replaces === undefined || replaced === undefined) return;
  const from = cited.get(replaced)?.data.actor.unitId;
  permit(state, 'ReverseEntry', actor, present({ from }));
  if (state.entries.note(replaces, replaced) === 0) {
    refuse('replaced-entry-not-reversed', { entry: replaces });
  }
  for (const revision of replacementsOf(state, replaces)) {
    const other = cited.get(revision)?.data;
    if (other?.replaces !== replaces || state.entries.note(other.entryId, revision) > 0) continue;
    refuse('entry-already-replaced', { entry: replaces, first: other.entryId });
  }
};

/** Members that are there: an absent one is left out of the stored text, never stored as nothing. */
export function present<Members extends object>(members: Members): Present<Members>;
export function present(members: object): object {
  const left: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(members)) if (value !== undefined) left[name] = value;
  return left;
}

type Present<Members> = { [Key in keyof Members]?: Exclude<Members[Key], undefined> };
