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

/** A place in a list, opaque to the caller: the view and the key of the last row it got. */
export const encodeCursor = (
  { at }: LedgerView,
  key: readonly (string | number | bigint)[],
): string =>
  Buffer.from(JSON.stringify([at.asOf, at.revision, ...key].map(String))).toString('base64url');

/** The view that a page of a list was read through. @throws {BadCursor} */
export const cursorView = (cursor: string): CursorView => {
  const [asOf = '', revision = ''] = partsOf(cursor, VIEW, 'first');
  return { asOf, revision: BigInt(revision) };
};

/**
 * The key of the last row of the page before.
 * @throws {BadCursor} this list did not hand it out, or not at the revision and on the day of the view
 */
export const decodeCursor = (
  { at }: LedgerView,
  cursor: string,
  shape: readonly CursorPart[],
): readonly string[] => {
  const [asOf, revision, ...key] = partsOf(cursor, [...VIEW, ...shape], 'all');
  if (asOf !== at.asOf || revision !== String(at.revision)) {
    throw new BadCursor('the cursor belongs to another day or revision');
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
