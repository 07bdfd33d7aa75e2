import type { LedgerCommand } from './commands.js';
import type { LedgerEvent } from './events.js';
import { Refusing, type Refusal } from './refusals.js';
import type { LedgerState } from './state.js';

export type Decision = { readonly accepted: LedgerEvent } | { readonly refused: Refusal };

/** Earlier entries a command cites, by revision. */
export type CitedEntries = ReadonlyMap<number, LedgerEvent>;

/**
 * What the rules make of a command: one event with its postings, or one refusal. `recordedAt` of the event is empty;
 * whoever stores it stamps it.
 */
export const decide = (
  command: LedgerCommand,
  state: LedgerState,
  cited: CitedEntries,
): Decision => {
  try {
    return { accepted: entryFor(command, state, cited) };
  } catch (error) {
    if (error instanceof Refusing) return { refused: error.refusal };
    throw error;
  }
};

/** Revisions of the earlier entries a command cites, as far as they exist. */
export const needs = (command: LedgerCommand, state: LedgerState): readonly number[] => [];

const entryFor = (command: LedgerCommand, state: LedgerState, cited: CitedEntries): LedgerEvent => {
  throw new Error(`${command.kind} ${state.revision} ${cited.size}`);
};
