import { setTimeout as delay } from 'node:timers/promises';
import { StartError } from './start-error.js';

const PATIENCE_MS = 60_000;
const PAUSE_MS = 1_000;

/** How somebody waits. */
export interface Patience {
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  readonly patienceMs?: number;
  readonly pauseMs?: number;
}

export interface Awaited extends Patience {
  /** In words: "database". */
  readonly what: string;
  /** Where it is, without a password. */
  readonly place: string;
  /** @throws when it does not answer */
  readonly tryOnce: () => Promise<void>;
  /** It answered, and waiting will not change its mind. */
  readonly isHopeless: (error: Error) => boolean;
  /** What to look at when it never answers. */
  readonly hint: string;
}

/**
 * Resolves when something answers that may be starting just as we are.
 * @throws {StartError} it refuses us, or it never answered
 */
export const waitUntilAnswers = async (awaited: Awaited): Promise<void> => {
  const { what, place, say, signal, patienceMs = PATIENCE_MS, pauseMs = PAUSE_MS } = awaited;
  const until = performance.now() + patienceMs;
  let said: string | undefined;
  for (;;) {
    signal.throwIfAborted();
    const error = await failureOf(awaited);
    if (error === undefined) return;
    if (awaited.isHopeless(error))
      throw new StartError(`The ${what} refuses us (${place}): ${error.message}.`);
    if (performance.now() + pauseMs > until)
      throw new StartError(`No ${what} answers at ${place}: ${error.message}. ${awaited.hint}`);
    // The reason stands beside it, and again when it is another one: nobody can mend what is not told.
    const line = `Waiting for the ${what} at ${place} ... (${error.message})`;
    if (line !== said) say(line);
    said = line;
    await delay(pauseMs, undefined, { signal });
  }
};

const failureOf = async ({ tryOnce }: Awaited): Promise<Error | undefined> => {
  try {
    await tryOnce();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
};
