/** Who may name what: one space of names for entries, lots and reservations, in which a name means one thing for ever. */
import type { LedgerCommand } from './commands.js';
import { refuse } from './refusals.js';
import type { LedgerState } from './state.js';

const ENTRY_ID = /^(?!\.{1,2}$)[A-Za-z0-9._:-]{1,64}$/;

/** What the system derives names under: days, what they bring, warnings and seals. */
export const SYSTEM_PREFIXES = [
  'day:',
  'expire:',
  'reclaim:',
  'lapse:',
  'warn:',
  'approval-lapse:',
  'seal:',
] as const;

/**
 * Refuses an entry id that cannot be one, that the system will derive for an entry of its own, or that names a lot. The
 * one place for all doors: header, body, line of a batch and message.
 */
export const checkEntryId = (command: LedgerCommand, state: LedgerState): void => {
  const { entryId, actor } = command.data;
  if (!ENTRY_ID.test(entryId)) refuse('entry-id-malformed', { entryId });
  const prefix = entryId.includes(':')
    ? SYSTEM_PREFIXES.find((one) => entryId.startsWith(one))
    : undefined;
  if (prefix !== undefined && actor.role !== 'system' && !isOwnDay(command)) {
    refuse('entry-id-reserved', { entryId, prefix });
  }
  if (state.lots.has(entryId)) refuse('entry-id-taken', { entryId, lot: entryId });
};

/** Whoever drives the days may give a day the id that the day job would give it. */
const isOwnDay = ({ kind, data }: LedgerCommand): boolean =>
  kind === 'AdvanceDay' && data.entryId === `day:${data.date}`;

/** Refuses to open a lot under the id of an entry. */
export const checkLotId = (state: LedgerState, entryId: string, lot: string): void => {
  if (state.entries.has(lot)) refuse('entry-id-taken', { entryId, lot });
};

/**
 * Ids of indicators, their components and plan kinds. Paths and keys are put together from them with slashes and dots,
 * and members of bodies are named after them.
 */
const KIND_ID = /^[a-z](?:[a-z0-9-]{0,62}[a-z0-9])?$/;
export const isKindId = (id: string): boolean => KIND_ID.test(id) && !(id in Object.prototype);

/** Purposes and projects: letters, digits and the signs of project codes in any script, no slash, nothing invisible. */
const USE_NAME = /^(?!\.{1,2}$)[\p{L}\p{M}\p{N}\p{Pd}\p{Ps}\p{Pe}\p{Pc}.:·,，、。#&+=@~ ]{1,100}$/u;
export const isUseName = (name: string): boolean =>
  USE_NAME.test(name) && name.trim() === name && /[\p{L}\p{N}]/u.test(name);

/** Where an entry gives something its project or purpose; names that only are compared are judged by what they meet. */
export const checkUseNames = ({ data }: LedgerCommand): void => {
  checkUse(data);
  if ('to' in data) data.to.forEach(checkUse);
  if ('parts' in data) data.parts.forEach(checkUse);
  if ('rows' in data) data.rows.forEach(checkUse);
};

const checkUse = (named: object): void => {
  if ('project' in named) checkUseName('project', named.project);
  if ('purpose' in named) checkUseName('purpose', named.purpose);
};

const checkUseName = (field: string, name: unknown): void => {
  if (typeof name === 'string' && !isUseName(name)) refuse('name-malformed', { field, name });
};
