/**
 * `no-utf-8`, `no-json`: the bytes cannot be read. `member-twice`: readers disagree about which one counts.
 * `member-reserved`: every object of the language has a member of that name, so code would find it where none was sent.
 */
export type JsonFault =
  'no-utf-8' | 'no-json' | 'member-twice' | 'member-reserved' | 'members-too-many' | 'too-deep';

/** Bytes that are not taken for JSON. */
export class JsonProblem extends Error {
  override readonly name = 'JsonProblem';
  constructor(
    readonly fault: JsonFault,
    /** Where: `entries[3].draws`. Empty for the whole. */
    readonly path = '',
  ) {
    super(`${fault}${path === '' ? '' : ` at ${path}`}`);
  }
}

/** Names that every object inherits. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set(
  Object.getOwnPropertyNames(Object.prototype),
);

/** Members of one object. No body of ours has so many, and work on larger ones would hold the process. */
export const MEMBERS_MAX = 10_000;

/** Levels of a long text. Millions of them would hold the process whenever its memory is looked through. */
export const DEPTH_MAX = 1_000;
