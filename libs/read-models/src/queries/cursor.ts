import { BadCursor } from './errors.js';

/** A place in a list, opaque to the caller: the key of the last row it got. */
export const encodeCursor = (key: readonly (string | number | bigint)[]): string =>
  Buffer.from(JSON.stringify(key.map(String))).toString('base64url');

/** @throws {BadCursor} */
export const decodeCursor = (cursor: string, shape: readonly RegExp[]): readonly string[] => {
  const parts = partsOf(cursor);
  const fits =
    parts.length === shape.length && shape.every((pattern, i) => pattern.test(parts[i] ?? ''));
  if (!fits) throw new BadCursor('this list did not hand out that cursor');
  return parts;
};

const partsOf = (cursor: string): readonly string[] => {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts.map(String) : [];
  } catch {
    return [];
  }
};
