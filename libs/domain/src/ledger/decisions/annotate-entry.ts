import type { AnnotateEntry } from '../commands.js';
import { entryData, startEntry, type CitedEntries } from '../entry.js';
import {
  ANNOTATED_FIELDS,
  type AnnotatedField,
  type EntryAnnotated,
  type LedgerEvent,
} from '../events.js';
import { checkNotInFuture } from '../guards.js';
import { refuse } from '../refusals.js';
import { permit, permitAsPosted } from '../rights.js';
import type { LedgerState } from '../state.js';
import { citedEntry } from './cited-entry.js';

/** 更正说明: a slip of the pen is set right beside the entry; the entry itself stays as it was. */
export const annotateEntry = (
  command: AnnotateEntry,
  state: LedgerState,
  cited: CitedEntries,
): EntryAnnotated => {
  const { data } = command;
  const on = startEntry(command, state, 'document-optional');
  const entry = citedEntry(state, cited, data.entry);
  const actorUnit = permit(state, 'AnnotateEntry', data.actor, { from: entry.data.actor.unitId });
  permitAsPosted(entry, data.actor);
  checkNotInFuture(state, on);
  const was = fieldOf(entry, data.field);
  const isAbsent = data.field === 'approval.number' && was === '';
  if (
    isAbsent ||
    !ANNOTATED_FIELDS.includes(data.field) ||
    data.is.trim() === '' ||
    data.is === was
  ) {
    refuse('annotation-malformed', { entry: data.entry, field: data.field, was, is: data.is });
  }
  return {
    type: 'EntryAnnotated',
    data: {
      ...entryData(command, state, actorUnit),
      entry: data.entry,
      revision: String(state.entries.find(data.entry) ?? 0),
      field: data.field,
      was,
      is: data.is,
      reason: data.reason,
    },
  };
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
