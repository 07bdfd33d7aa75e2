import { setImmediate as turn } from 'node:timers/promises';
import { JsonProblem, MEMBERS_MAX, RESERVED_NAMES } from './json-problem.js';
import { endOfText, isSpace, JsonReader } from './json-reader.js';

/** Characters that the engine parses in well under a millisecond. Longer texts are read in slices. */
const AT_ONCE_MAX = 64 * 1024;
const SLICE_TOKENS = 1_000;
/** Milliseconds that a slice may hold the process. */
const SLICE_MS = 8;
const COLON = 0x3a;

/**
 * The value of JSON in UTF-8, read more strictly than `JSON.parse` does: what two readers could understand differently is
 * refused. Lets other work in between while it reads a long text.
 * @throws {JsonProblem}
 */
export const readJson = async (...chunks: readonly Uint8Array[]): Promise<unknown> => {
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  if (length > AT_ONCE_MAX) return readInSlices(await textInSlices(chunks));
  const [first = new Uint8Array()] = chunks;
  return readAtOnce(textOf(chunks.length === 1 ? first : Buffer.concat(chunks)));
};

/** The same without a pause. @throws {JsonProblem} */
export const readJsonNow = (bytes: Uint8Array): unknown => {
  const text = textOf(bytes);
  return text.length <= AT_ONCE_MAX ? readAtOnce(text) : readSlowly(text);
};

/** Joined as text: joined as bytes a body of some megabytes would be copied and decoded in one go. */
const textInSlices = async (chunks: readonly Uint8Array[]): Promise<string> => {
  const texts: string[] = [];
  let until = performance.now() + SLICE_MS;
  for (const piece of wholeCharacters(chunks)) {
    texts.push(textOf(piece, texts.length === 0 ? UTF_8 : UTF_8_LATER));
    if (performance.now() < until) continue;
    await turn();
    until = performance.now() + SLICE_MS;
  }
  return texts.join('');
};

/** Bytes that are decoded together. */
const PIECE_LENGTH = 256 * 1024;
/** Bytes of the longest character, but for the first. */
const MORE_BYTES_MAX = 3;

/** The same bytes in pieces that no character is cut by; what is no UTF-8 fails when it is decoded. */
function* wholeCharacters(chunks: readonly Uint8Array[]): Generator<Uint8Array> {
  let left: Uint8Array = new Uint8Array();
  for (const chunk of chunks)
    for (let from = 0; from < chunk.length; from += PIECE_LENGTH) {
      const some = chunk.subarray(from, from + PIECE_LENGTH);
      const bytes = left.length === 0 ? some : Buffer.concat([left, some]);
      const end = lastStart(bytes);
      if (end > 0) yield bytes.subarray(0, end);
      left = bytes.subarray(end);
    }
  if (left.length > 0) yield left;
}

/** Where the last character begins, if it has several bytes; else the end. */
const lastStart = (bytes: Uint8Array): number => {
  for (let back = 1; back <= MORE_BYTES_MAX + 1 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) return bytes.length - back;
    if (byte < 0x80) break;
  }
  return bytes.length;
};

const textOf = (bytes: Uint8Array, decoder = UTF_8): string => {
  try {
    return decoder.decode(bytes);
  } catch {
    // A lenient reader would put U+FFFD, and nobody could tell later what was meant.
    throw new JsonProblem('no-utf-8');
  }
};
const UTF_8 = new TextDecoder('utf-8', { fatal: true });
/** A mark of the byte order is one at the beginning only. */
const UTF_8_LATER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** As the engine parses it, when it has found as many members as the text names. */
const readAtOnce = (text: string): unknown => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new JsonProblem('no-json');
  }
  return membersNamed(text) === membersFound(value) ? value : readSlowly(text);
};

const readSlowly = (text: string): unknown => {
  const reader = new JsonReader(text);
  while (!reader.read(SLICE_TOKENS));
  return reader.value;
};

const readInSlices = async (text: string): Promise<unknown> => {
  const reader = new JsonReader(text);
  let until = performance.now() + SLICE_MS;
  while (!reader.read(SLICE_TOKENS)) {
    if (performance.now() < until) continue;
    await turn();
    until = performance.now() + SLICE_MS;
  }
  return reader.value;
};

/** Texts before a colon, in well-formed JSON. */
const membersNamed = (text: string): number => {
  let count = 0;
  let at = text.indexOf('"');
  while (at !== -1) {
    let next = endOfText(text, at) + 1;
    while (isSpace(text.charCodeAt(next))) next += 1;
    if (text.charCodeAt(next) === COLON) count += 1;
    at = text.indexOf('"', next);
  }
  return count;
};

/** Members of a parsed value; another number than any text names when one of them must be looked at closely. */
const membersFound = (value: unknown): number => {
  const open: unknown[] = [value];
  let count = 0;
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (typeof one !== 'object' || one === null) continue;
    if (Array.isArray(one)) {
      for (const item of one) if (typeof item === 'object' && item !== null) open.push(item);
      continue;
    }
    const members = Object.entries(one);
    if (members.length > MEMBERS_MAX) return -1;
    count += members.length;
    for (const [name, member] of members) {
      if (RESERVED_NAMES.has(name)) return -1;
      if (typeof member === 'object' && member !== null) open.push(member);
    }
  }
  return count;
};
