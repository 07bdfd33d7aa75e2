import pg from 'pg';
import { waitUntilAnswers, type Patience } from './wait-until-answers.js';

const CONNECT_MS = 5_000;

/**
 * SQL states that waiting does not heal: wrong password, no such user or database, no permission, and a pooler that does
 * not take the start parameters (08P01).
 */
const HOPELESS = new Set(['08P01', '28000', '28P01', '3D000', '42501']);

export interface WaitOptions extends Patience {
  readonly url: string;
}

/**
 * Resolves when the database answers. One that is not there yet (both may be starting) is waited for;
 * one that refuses us is not.
 * @throws {StartError}
 */
export const waitForDatabase = ({ url, ...patience }: WaitOptions): Promise<void> =>
  waitUntilAnswers({
    ...patience,
    what: 'database',
    place: shownUrl(url),
    tryOnce: () => tryOnce(url),
    isHopeless: (error) => error instanceof pg.DatabaseError && HOPELESS.has(error.code ?? ''),
    hint: 'Is it running, and is MULEDGER_DATABASE_URL right? Unset it to use an embedded one.',
  });

const tryOnce = async (url: string): Promise<void> => {
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
  } finally {
    await client.end().catch(() => undefined);
  }
};

/** Host, port and database; never the password. */
export const shownUrl = (url: string): string => {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || '5432'}${pathname}`;
};
