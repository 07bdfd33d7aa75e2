import { DEPTH_MAX, JsonProblem, MEMBERS_MAX, RESERVED_NAMES } from './json-problem.js';

/** Characters of a number; a longer one says nothing that could be kept. */
const NUMBER_MAX = 1_000;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const LITERALS: readonly (readonly [text: string, value: boolean | null])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

type Frame =
  | { readonly list: unknown[] }
  | { readonly object: Record<string, unknown>; name: string; members: number };

/** `first`: the first of a list or object, which may also end here. */
type Due = 'value' | 'first' | 'more' | 'end';

/**
 * Reads JSON some tokens at a time, so that a large body does not hold the process. Accepts what `JSON.parse` accepts,
 * and refuses an object that names a member twice or by a reserved name. Depth costs no stack.
 */
export class JsonReader {
  private at = 0;
  private due: Due = 'value';
  private readonly frames: Frame[] = [];
  private result: unknown;

  constructor(private readonly text: string) {}

  /** Reads up to `tokens` more. True when the whole text is read. @throws {JsonProblem} */
  read(tokens: number): boolean {
    for (let left = tokens; left > 0; left -= 1) {
      this.skipSpace();
      if (this.due === 'end') {
        if (this.at < this.text.length) throw this.broken();
        return true;
      }
      this.step();
    }
    return false;
  }

  /** What was read. */
  get value(): unknown {
    return this.result;
  }

  private step(): void {
    const frame = this.frames.at(-1);
    if (this.due === 'value' || frame === undefined) return this.readValue();
    if (this.due === 'more') {
      if (this.take('list' in frame ? ']' : '}')) return this.close();
      if (!this.take(',')) throw this.broken();
      this.skipSpace();
    } else if (this.take('list' in frame ? ']' : '}')) return this.close();
    if ('list' in frame) return this.readValue();
    this.readName(frame);
  }

  private readName(frame: Extract<Frame, { object: object }>): void {
    if (this.text.charCodeAt(this.at) !== QUOTE) throw this.broken();
    frame.name = this.readText();
    this.skipSpace();
    if (this.text.charCodeAt(this.at) !== COLON) throw this.broken();
    this.at += 1;
    if (RESERVED_NAMES.has(frame.name)) throw new JsonProblem('member-reserved', this.path());
    if (Object.hasOwn(frame.object, frame.name)) throw new JsonProblem('member-twice', this.path());
    frame.members += 1;
    if (frame.members > MEMBERS_MAX) throw new JsonProblem('members-too-many', this.path(-1));
    this.due = 'value';
  }

  private readValue(): void {
    if (this.take('{')) return this.open({ object: {}, name: '', members: 0 });
    if (this.take('[')) return this.open({ list: [] });
    if (this.text.charCodeAt(this.at) === QUOTE) return this.put(this.readText());
    for (const [text, value] of LITERALS) {
      if (!this.text.startsWith(text, this.at)) continue;
      this.at += text.length;
      return this.put(value);
    }
    this.put(this.readNumber());
  }

  private open(frame: Frame): void {
    if (this.frames.length >= DEPTH_MAX) throw new JsonProblem('too-deep');
    this.frames.push(frame);
    this.due = 'first';
  }

  private close(): void {
    const frame = this.frames.pop();
    this.put(frame === undefined ? undefined : 'list' in frame ? frame.list : frame.object);
  }

  private put(value: unknown): void {
    const frame = this.frames.at(-1);
    this.due = frame === undefined ? 'end' : 'more';
    if (frame === undefined) this.result = value;
    else if ('list' in frame) frame.list.push(value);
    else frame.object[frame.name] = value;
  }

  /** The text that begins here. Its end is looked for by the engine, however long it is. */
  private readText(): string {
    const end = endOfText(this.text, this.at);
    if (end === -1) throw this.broken();
    const inner = this.text.slice(this.at + 1, end);
    const value = NEEDS_PARSER.test(inner) ? this.parsed(`"${inner}"`) : inner;
    this.at = end + 1;
    return String(value);
  }

  private readNumber(): unknown {
    const from = this.at;
    while (this.at - from <= NUMBER_MAX && isOfNumber(this.text.charCodeAt(this.at))) this.at += 1;
    if (this.at === from || this.at - from > NUMBER_MAX) throw this.broken();
    return this.parsed(this.text.slice(from, this.at));
  }

  private parsed(token: string): unknown {
    try {
      return JSON.parse(token);
    } catch {
      throw this.broken();
    }
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  private skipSpace(): void {
    while (isSpace(this.text.charCodeAt(this.at))) this.at += 1;
  }

  private broken(): JsonProblem {
    return new JsonProblem('no-json');
  }

  /** The place of the present member, or of the object it stands in. */
  private path(end?: number): string {
    let path = '';
    for (const frame of this.frames.slice(0, end))
      path += 'list' in frame ? `[${frame.list.length}]` : `${path && '.'}${frame.name}`;
    return path;
  }
}

/** Escapes, and control characters, which must be escaped. */
// oxlint-disable-next-line no-control-regex
const NEEDS_PARSER = /[\\\u0000-\u001f]/;

/** Of the quote that ends the text which begins at `from`; -1 when there is none. */
export const endOfText = (text: string, from: number): number => {
  let end = text.indexOf('"', from + 1);
  while (end !== -1) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === BACKSLASH) escapes += 1;
    if (escapes % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
  return -1;
};

/** The four characters that JSON calls white space. */
export const isSpace = (code: number): boolean =>
  code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

/** Digits, signs, the point and the exponent; their order is checked by the engine. */
const isOfNumber = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) ||
  code === 0x2d ||
  code === 0x2b ||
  code === 0x2e ||
  code === 0x45 ||
  code === 0x65;
