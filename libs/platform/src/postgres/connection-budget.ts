import type { Config } from '../config/load-config.js';

/** Connections of a follower's pool: a burst of requests cannot keep followers from the log, nor they it. */
const FOLLOWERS_MAX = 3;
/** Connections of a rebuild: one holds its lock, and two build indexes. */
export const REBUILD_CONNECTIONS = 2;
/** The listener of the log, the watch over the database, and a right to lead for each kind of follower. */
const SINGLE = { listener: 1, watch: 1, leaders: 2, publisher: 1 };

export const followerConnections = (max: number): number => Math.min(max, FOLLOWERS_MAX);

/**
 * Connections that a process opens at most, beside one for a moment at its start.
 * @param max of each pool that answers requests
 */
export const connectionsMax = (role: Config['role'], max: number): number => {
  const few = followerConnections(max);
  const always = few + SINGLE.listener + SINGLE.watch;
  const follows = few + REBUILD_CONNECTIONS + SINGLE.leaders;
  switch (role) {
    case 'api':
      return always + max + max;
    case 'worker':
      return always + max + follows;
    case 'publisher':
      return always + SINGLE.publisher;
    case 'all':
      return always + max + max + follows + SINGLE.publisher;
  }
};

/** What asks one question of the database. */
interface Asked {
  query(text: string): Promise<{ readonly rows: readonly unknown[] }>;
}

/** What a server allows to those who are no superusers, and what others hold of it now. */
export interface ConnectionRoom {
  readonly allowed: number;
  readonly taken: number;
}

/** @param ours how our own connections call themselves; they are not counted as taken */
export const connectionRoom = async (database: Asked, ours: string): Promise<ConnectionRoom> => {
  const { rows } = await database.query(
    `select current_setting('max_connections')::int
        - current_setting('superuser_reserved_connections')::int
        - coalesce(current_setting('reserved_connections', true), '0')::int as allowed,
      (select count(*)::int from pg_stat_activity
        where backend_type = 'client backend' and pid <> pg_backend_pid()
          and application_name not like '${ours}%') as taken`,
  );
  const [row] = rows;
  const figure = (name: 'allowed' | 'taken'): number =>
    typeof row === 'object' && row !== null && name in row
      ? Number(Object.entries(row).find(([key]) => key === name)?.[1])
      : 0;
  return { allowed: figure('allowed'), taken: figure('taken') };
};
