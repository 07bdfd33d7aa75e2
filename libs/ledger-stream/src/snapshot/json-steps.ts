/** What a list makes when it is written, not before: all its rows at once would take long and much memory. */
export type Lazily<Value> = Value extends string | number | bigint | boolean | null | undefined
  ? Value
  : Value extends readonly (infer Item)[]
    ? Iterable<Item>
    : { readonly [Key in keyof Value]: Lazily<Value[Key]> };

/** As `Array.from` with a function, but when it is gone through. */
export const mapped = <Item, Made>(
  items: Iterable<Item>,
  make: (item: Item) => Made,
): Iterable<Made> => ({
  *[Symbol.iterator]() {
    for (const item of items) yield make(item);
  },
});

/** Characters that become bytes together. */
const PART_LENGTH = 64 * 1024;
/** Rows of a step. */
const ROWS = 16;

/** The bytes of `JSON.stringify` of an object whose lists make their rows as they are written, a few rows in each step. */
export function* jsonSteps(value: object): Generator<undefined, Uint8Array> {
  const parts: Buffer[] = [];
  let text = '';
  let rows = 0;
  for (const piece of objectPieces(value)) {
    text += piece;
    rows += 1;
    if (text.length >= PART_LENGTH) {
      parts.push(Buffer.from(text));
      text = '';
    }
    if (rows % ROWS === 0) yield;
  }
  return Buffer.concat([...parts, Buffer.from(text)]);
}

function* objectPieces(object: object): Generator<string> {
  let before = '{';
  for (const [name, member] of Object.entries(object)) {
    if (member === undefined) continue;
    yield `${before}${JSON.stringify(name)}:`;
    yield* memberPieces(member);
    before = ',';
  }
  yield before === '{' ? '{}' : '}';
}

/** Only lists of the two upper levels are long; what stands in a row is written as it is. */
function* memberPieces(member: unknown): Generator<string> {
  if (isList(member)) {
    let before = '[';
    for (const row of member) {
      yield before + JSON.stringify(row);
      before = ',';
    }
    yield before === '[' ? '[]' : ']';
  } else if (isTables(member)) yield* objectPieces(member);
  else yield JSON.stringify(member);
}

const isList = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value;

const isTables = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.values(value).some(isList);
