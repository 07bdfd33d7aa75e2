/** What annotations set right: the newest text of each field, and the entries an approval number was corrected to. */
import type { AnnotatedField, EntryAnnotated } from './events.js';
import { folded } from './folded.js';
import type { LedgerState } from './state.js';

const newestKey = (entry: string, field: AnnotatedField): string => `newest/${field}/${entry}`;
const numbersKey = (entry: string): string => `numbers/${entry}`;
const rivalsKey = (revision: number): string => `rivals/${revision}`;
const replacedKey = (entry: string): string => `replaced/${entry}`;
const correctedKey = (number: string): string => `corrected/${folded(number)}`;

export const rememberAnnotation = (
  state: LedgerState,
  { data }: EntryAnnotated,
  revision: number,
): void => {
  const { entry, field, is } = data;
  const newest = newestKey(entry, field);
  for (const before of state.corrections.candidates(newest)) {
    state.corrections.delete(newest, before);
  }
  state.corrections.set(newest, revision);
  if (field !== 'approval.number') return;
  const annotated = Number(data.revision);
  const corrected = correctedKey(is);
  // Written once for each number, however often an entry is corrected to and fro.
  const known = state.corrections.candidates(corrected);
  if (known.includes(annotated)) return;
  for (const rival of known) {
    state.corrections.set(rivalsKey(rival), annotated);
    state.corrections.set(rivalsKey(annotated), rival);
  }
  state.corrections.set(corrected, annotated);
  state.corrections.set(numbersKey(entry), revision);
};

/** Remembers which entry took the place of a reversed one. */
export const rememberReplacement = (state: LedgerState, entry: string, revision: number): void =>
  state.corrections.set(replacedKey(entry), revision);

/** Revisions of the entries that took the place of one, reversed since or not. */
export const replacementsOf = (state: LedgerState, entry: string): readonly number[] =>
  state.corrections.candidates(replacedKey(entry));

/** Revision of the newest annotation of a field. */
export const newestAnnotation = (
  state: LedgerState,
  entry: string,
  field: AnnotatedField,
): readonly number[] => state.corrections.candidates(newestKey(entry, field));

/** Revisions of the annotations that gave an entry another approval number. */
export const annotationsOfNumber = (state: LedgerState, entry: string): readonly number[] =>
  state.corrections.candidates(numbersKey(entry));

/** Revisions of entries whose approval number was corrected to this one: both numbers are guarded from then on. */
export const correctedTo = (state: LedgerState, number: string): readonly number[] =>
  state.corrections.candidates(correctedKey(number));

/**
 * Revisions of entries that were corrected to a number this one was corrected to as well. Who undoes a void must look at
 * them, and does not know the number before the annotations are read.
 */
export const rivalsOf = (state: LedgerState, revision: number): readonly number[] =>
  state.corrections.candidates(rivalsKey(revision));
