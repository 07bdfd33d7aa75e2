import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { StartError } from './start-error.js';

const PATIENCE_MS = 60_000;
const PAUSE_MS = 1_000;
const CONNECT_MS = 5_000;

/** SQL states that waiting does not heal: wrong password, no such user or database, no permission. */
const HOPELESS = new Set(['28000', '28P01', '3D000', '42501']);

export interface WaitOptions {
  readonly url: string;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  readonly patienceMs?: number;
  readonly pauseMs?: number;
}

/**
 * Resolves when the database answers. One that is not there yet (both may be starting) is waited for;
 * one that refuses us is not.
 * @throws {StartError}
 */
export const waitForDatabase = async ({
  url,
  say,
  signal,
  patienceMs = PATIENCE_MS,
  pauseMs = PAUSE_MS,
}: WaitOptions): Promise<void> => {
  const place = shownUrl(url);
  const until = performance.now() + patienceMs;
  let said = false;
  for (;;) {
    signal.throwIfAborted();
    const error = await tryOnce(url);
    if (error === undefined) return;
    if (error instanceof pg.DatabaseError && HOPELESS.has(error.code ?? ''))
      throw new StartError(`The database refuses us (${place}): ${error.message}.`);
    if (performance.now() + pauseMs > until)
      throw new StartError(
        `No database answers at ${place}: ${error.message}. Is it running, and is MULEDGER_DATABASE_URL right? ` +
          'Unset it to use an embedded one.',
      );
    if (!said) say(`Waiting for the database at ${place} ...`);
    said = true;
    await delay(pauseMs, undefined, { signal });
  }
};

const tryOnce = async (url: string): Promise<Error | undefined> => {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: CONNECT_MS,
  });
  // An idle client whose server goes away would otherwise end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    await client.end().catch(() => undefined);
  }
};

/** Host, port and database; never the password. */
export const shownUrl = (url: string): string => {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || '5432'}${pathname}`;
};
