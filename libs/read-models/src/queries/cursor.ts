import { hash } from 'node:crypto';
import { parseDay } from '#domain';
import { BadCursor } from './errors.js';
import type { LedgerView } from './view.js';

/** The view whose pages a cursor turns: a list is of one day and one revision, from its first page to its last. */
export interface CursorView {
  readonly asOf: string;
  readonly revision: bigint;
}

/** Whether a part of a cursor is what the list put there. */
export type CursorPart = (text: string) => boolean;

export const isRevision: CursorPart = (text) => /^\d{1,18}$/.test(text);
export const isDate: CursorPart = (text) => parseDay(text) !== undefined;
export const isSmall: CursorPart = (text) => /^\d{1,9}$/.test(text);
export const isDirection: CursorPart = (text) => text === '0' || text === '1';
/** No text of the tables has U+0000, and a query that does is an error of the database. */
export const isName: CursorPart = (text) =>
  text !== '' && text.length <= 400 && !text.includes('\0');

const VIEW: readonly CursorPart[] = [isDate, isRevision];

/** What a list was asked for: its name and the filters, of which `limit` and `cursor` are none. */
export interface Question {
  readonly list: string;
  readonly filters: object;
}

/** Characters of the digest: enough that no two questions of one reader meet. */
const DIGITS = 12;

/**
 * With the time of the revision, which tells it from the one that stands there after the log went back: a page would
 * otherwise go on over another history.
 */
const digestOf = ({ at }: LedgerView, { list, filters }: Question): string => {
  const named = Object.entries(filters)
    .filter(([name, value]) => value !== undefined && name !== 'limit' && name !== 'cursor')
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const asked = JSON.stringify([list, at.ledger, at.recordedAt, named]);
  return hash('sha256', asked, 'base64url').slice(0, DIGITS);
};

/** A place in a list, opaque to the caller: the view, the question, and the key of the last row it got. */
export const encodeCursor = (
  view: LedgerView,
  question: Question,
  key: readonly (string | number | bigint)[],
): string => {
  const parts = [view.at.asOf, view.at.revision, digestOf(view, question), ...key];
  return Buffer.from(JSON.stringify(parts.map(String))).toString('base64url');
};

/** The view that a page of a list was read through. @throws {BadCursor} */
export const cursorView = (cursor: string): CursorView => {
  const [asOf = '', revision = ''] = partsOf(cursor, VIEW, 'first');
  return { asOf, revision: BigInt(revision) };
};

/**
 * The key of the last row of the page before.
 * @throws {BadCursor} this list did not hand it out, or not at the revision and on the day of the view, or to another
 * question: under other filters its place would lie between rows that the reader never got
 */
export const decodeCursor = (
  view: LedgerView,
  question: Question,
  cursor: string,
  shape: readonly CursorPart[],
): readonly string[] => {
  const [asOf, revision, digest, ...key] = partsOf(cursor, [...VIEW, isName, ...shape], 'all');
  const { at } = view;
  if (asOf !== at.asOf || revision !== String(at.revision)) {
    throw new BadCursor('the cursor belongs to another day or revision');
  }
  if (digest !== digestOf(view, question)) {
    throw new BadCursor('the cursor belongs to other filters, or to a log that went back');
  }
  return key;
};

const partsOf = (
  cursor: string,
  shape: readonly CursorPart[],
  which: 'first' | 'all',
): readonly string[] => {
  const parts = parsed(cursor);
  const fits =
    (which === 'first' || parts.length === shape.length) &&
    shape.every((isSound, i) => isSound(parts[i] ?? ''));
  if (!fits) throw new BadCursor('this list did not hand out that cursor');
  return parts;
};

const parsed = (cursor: string): readonly string[] => {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts.map(String) : [];
  } catch {
    return [];
  }
};
