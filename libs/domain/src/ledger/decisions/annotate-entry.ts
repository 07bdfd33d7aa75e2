import { claimsOf, heldOf } from '../claims.js';
import type { AnnotateEntry } from '../commands.js';
import { newestAnnotation } from '../corrections.js';
import { entryData, startEntry, type CitedEntries } from '../entry.js';
import {
  ANNOTATED_FIELDS,
  type AnnotatedField,
  type EntryAnnotated,
  type LedgerEvent,
} from '../events.js';
import { folded } from '../folded.js';
import { checkBooks, checkNotFarAhead, dateOf } from '../guards.js';
import { refuse } from '../refusals.js';
import { permit, permitAsPosted } from '../rights.js';
import type { LedgerState } from '../state.js';
import { checkUnused } from './approvals.js';
import { citedEntry } from './cited-entry.js';

/** 更正说明: a slip of the pen is set right beside the entry; the entry itself stays as it was. */
export const annotateEntry = (
  command: AnnotateEntry,
  state: LedgerState,
  cited: CitedEntries,
): EntryAnnotated => {
  const { data } = command;
  const on = startEntry(command, state, 'document-optional');
  const { event: entry, revision } = citedEntry(state, cited, data.entry);
  const actorUnit = permit(state, 'AnnotateEntry', data.actor, { from: entry.data.actor.unitId });
  permitAsPosted(entry, data.actor);
  checkBooks(state, on);
  if (data.field === 'document.date') checkNotFarAhead(dateOf(data.is, data.field), state.head.day);
  const was = newestText(state, cited, data) ?? fieldOf(entry, data.field);
  const isAbsent = data.field === 'approval.number' && was === '';
  if (
    isAbsent ||
    !ANNOTATED_FIELDS.includes(data.field) ||
    folded(data.is) === '' ||
    data.is === was
  ) {
    refuse('annotation-malformed', { entry: data.entry, field: data.field, was, is: data.is });
  }
  if (data.field === 'approval.number') checkNumberFree(state, cited, entry, revision, data.is);
  return {
    type: 'EntryAnnotated',
    data: {
      ...entryData(command, state, actorUnit),
      entry: data.entry,
      revision: String(revision),
      field: data.field,
      was,
      is: data.is,
      reason: data.reason,
    },
  };
};

/** A correction may itself be corrected: what counts is what the last one says. */
const newestText = (
  state: LedgerState,
  cited: CitedEntries,
  { entry, field }: AnnotateEntry['data'],
): string | undefined => {
  for (const revision of newestAnnotation(state, entry, field)) {
    const annotation = cited.get(revision);
    if (annotation?.type !== 'EntryAnnotated') continue;
    if (annotation.data.entry === entry && annotation.data.field === field) {
      return annotation.data.is;
    }
  }
  return undefined;
};

/** The number it is corrected to must be as free as if the entry were posted under it now. */
const checkNumberFree = (
  state: LedgerState,
  cited: CitedEntries,
  entry: LedgerEvent,
  revision: number,
  number: string,
): void => {
  const held = heldOf(state, claimsOf(state, entry), revision);
  checkUnused(state, cited, { ...held, approval: number, parcels: [] }, revision);
};

const fieldOf = ({ data }: LedgerEvent, field: AnnotatedField): string => {
  switch (field) {
    case 'note':
      return data.note ?? '';
    case 'approval.number':
      return 'approval' in data ? (data.approval?.number ?? '') : '';
    case 'document.number':
      return data.document?.number ?? '';
    case 'document.issuer':
      return data.document?.issuer ?? '';
    case 'document.date':
      return data.document?.date ?? '';
    case 'document.title':
      return data.document?.title ?? '';
    case 'document.sha256':
      return data.document?.sha256 ?? '';
  }
};
