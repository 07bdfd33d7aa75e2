/** Done; refused or a check failed; wrong use. */
export const EXIT = { done: 0, failed: 1, wrongUse: 2 } as const;

/** Ends a verb with a message and exit code 1: the server refused, or a check failed. */
export class Failed extends Error {
  override readonly name = 'Failed';
  constructor(
    message: string,
    /** For `--json`; `reported` when the verb has printed its report already, which says it all. */
    readonly facts: object | 'reported' = {},
  ) {
    super(message);
  }
}

/** Ends a verb with a message and exit code 2: it was not asked rightly. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse';
}

/** What went wrong, for people. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
