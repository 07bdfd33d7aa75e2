import type { ClientBase } from 'pg';
import { APPEND_LOCK } from './names.js';

/** Which engine keeps the log of a database, and since when. */
export interface LogHome {
  readonly engine: string;
  readonly since: Date;
}

/** Where the log of this database is; undefined before the first event was looked for. */
export const logHome = async (client: Pick<ClientBase, 'query'>): Promise<LogHome | undefined> => {
  const { rows } = await client.query<LogHome>('select engine, since from event_store.home');
  return rows[0];
};

/**
 * Says that `engine` keeps the log of this database, unless that was said before. Gives who keeps it: somebody else when
 * the log is elsewhere, and then nothing that this database holds fits to `engine`.
 */
export const claimHome = async (
  client: Pick<ClientBase, 'query'>,
  engine: string,
): Promise<LogHome> => {
  await client.query('insert into event_store.home (engine) values ($1) on conflict do nothing', [
    engine,
  ]);
  const home = await logHome(client);
  if (home === undefined) throw new Error('the home of the log is gone');
  return home;
};

/**
 * Keeps everybody from appending until the session ends or lets them, and waits for appends under way. The session may
 * commit meanwhile, so that a copy that is broken off is not lost.
 */
export const holdAppends = async (client: Pick<ClientBase, 'query'>): Promise<void> => {
  // The copy of a long log takes its time, in which this session may say nothing.
  await client.query('set idle_session_timeout = 0');
  await client.query(`select pg_advisory_lock(${APPEND_LOCK})`);
};

export const letAppend = async (client: Pick<ClientBase, 'query'>): Promise<void> => {
  await client.query(`select pg_advisory_unlock(${APPEND_LOCK})`);
};

/** From the end of the transaction on the log is kept by `engine`. Only under {@link holdAppends}. */
export const moveHome = async (
  client: Pick<ClientBase, 'query'>,
  engine: string,
): Promise<void> => {
  await client.query('update event_store.home set engine = $1, since = now()', [engine]);
};
