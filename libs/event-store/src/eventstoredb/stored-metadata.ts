import { randomBytes } from 'node:crypto';

/**
 * How metadata lies in the server. An append that repeats an earlier one is answered as if it were
 * the first, so every append leaves a mark of its own in the events it writes: who reads another
 * mark back has repeated. The metadata itself is set in as it is, and comes back byte for byte.
 */
const STORED = /^\{"append":"([\w-]{16})","metadata":(.*)\}$/s;

/** 96 random bits: as text they are long enough to be unique and short enough for a thousand events. */
const MARK_BYTES = 12;

export const newMark = (): string => randomBytes(MARK_BYTES).toString('base64url');

export const storedMetadata = (mark: string, metadata: string): string =>
  `{"append":"${mark}","metadata":${metadata}}`;

/** What somebody else wrote is given back as it is, without a mark. */
export function readMetadata(stored: string): { readonly mark: string; readonly metadata: string } {
  const [, mark = '', metadata = stored] = STORED.exec(stored) ?? [];
  return { mark, metadata };
}
