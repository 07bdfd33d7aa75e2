import { Readable } from 'node:stream';
import { Slice } from '#event-store';

/** A list or object with more members is written in slices. */
const LONG = 50;
/** Levels of an answer on which a list is looked for. */
const DEPTH = 4;
/** Characters of a part that is sent at one time. */
const PART_LENGTH = 64 * 1024;

/** A list of an answer, each item of which is made when it is written: all at once they would hold the event loop. */
export class LongList<Item> implements Iterable<unknown> {
  constructor(
    private readonly items: Iterable<Item>,
    private readonly show: (item: Item) => unknown,
  ) {}

  *[Symbol.iterator](): Generator {
    for (const item of this.items) yield this.show(item);
  }

  toJSON(): readonly unknown[] {
    return [...this];
  }
}

/** Whether a value is to be written by `jsonParts`. Looks at as much of a short one as there is, which is little. */
export const isLong = (value: unknown, depth = DEPTH): boolean => {
  if (value instanceof LongList) return true;
  if (depth === 0 || typeof value !== 'object' || value === null) return false;
  const members: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  return members.length > LONG || members.some((one) => isLong(one, depth - 1));
};

/** The JSON of a value as bytes. Lets other work in while it writes. */
export const jsonParts = (value: unknown): Promise<Buffer[]> => partsOf(jsonPieces(value, DEPTH));

/** Texts put together to parts of about the same length. Lets other work in between slices of the texts. */
export const partsOf = async (texts: Iterable<string>): Promise<Buffer[]> => {
  const parts: Buffer[] = [];
  for await (const part of partsAsMade(texts)) parts.push(part);
  return parts;
};

/** The same, each part as soon as it is made. */
export async function* partsAsMade(
  texts: Iterable<string> | AsyncIterable<string>,
): AsyncGenerator<Buffer> {
  const slice = new Slice();
  let text = '';
  for await (const one of texts) {
    text += one;
    if (text.length >= PART_LENGTH) {
      // As bytes it is out of the way of the garbage collector, and need not be encoded while it is sent.
      yield Buffer.from(text);
      text = '';
    }
    const rest = slice.next();
    if (rest !== undefined) await rest;
  }
  if (text !== '') yield Buffer.from(text);
}

/** What is sent for them. */
export const bodyOf = (parts: readonly Buffer[]): Buffer | Readable => {
  const [first = Buffer.alloc(0)] = parts;
  return parts.length < 2 ? first : Readable.from(parts);
};

function* jsonPieces(value: unknown, depth: number): Generator<string> {
  if (!isLong(value, depth)) yield JSON.stringify(value) ?? 'null';
  else if (value instanceof LongList || Array.isArray(value)) yield* listPieces(value, depth);
  else if (typeof value === 'object' && value !== null) yield* objectPieces(value, depth);
}

function* listPieces(list: Iterable<unknown>, depth: number): Generator<string> {
  let before = '[';
  for (const item of list) {
    yield before;
    yield* jsonPieces(item, depth - 1);
    before = ',';
  }
  yield before === '[' ? '[]' : ']';
}

function* objectPieces(object: object, depth: number): Generator<string> {
  let before = '{';
  for (const [name, member] of Object.entries(object)) {
    if (member === undefined) continue;
    yield `${before}${JSON.stringify(name)}:`;
    yield* jsonPieces(member, depth - 1);
    before = ',';
  }
  yield before === '{' ? '{}' : '}';
}
