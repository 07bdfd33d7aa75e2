import { escapeIdentifier, Pool, type ClientBase } from 'pg';
import { migrations } from './migrations/index.js';
import { MIGRATION_LOCK } from './names.js';

export interface MigrateOptions {
  /** The role the application runs as. It must exist. It gets to read and to append, nothing more. */
  readonly appRole: string;
}

/**
 * Brings the schema `event_store` to the newest version and gives the application its rights.
 * May run in several processes at once and at every start; a newer schema than this code knows is
 * left as it is, because steps only add.
 * @param admin a connection that may create schemas and grant; not inside a transaction.
 */
export async function migrateEventStore(
  admin: ClientBase | Pool,
  { appRole }: MigrateOptions,
): Promise<void> {
  if (!(admin instanceof Pool)) return migrate(admin, appRole);
  const client = await admin.connect();
  try {
    await migrate(client, appRole);
  } finally {
    client.release();
  }
}

async function migrate(client: ClientBase, appRole: string): Promise<void> {
  await client.query('begin');
  try {
    await client.query(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    const applied = await appliedVersion(client);
    for (const { version, name, sql } of migrations) {
      if (version <= applied) continue;
      await client.query(sql);
      await client.query('insert into event_store.migrations (version, name) values ($1, $2)', [
        version,
        name,
      ]);
    }
    await grant(client, appRole);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

async function appliedVersion(client: ClientBase): Promise<number> {
  await client.query(`
    create schema if not exists event_store;
    create table if not exists event_store.migrations (
      version int primary key,
      name text not null,
      applied_at timestamptz not null default now()
    )`);
  const { rows } = await client.query<{ version: number }>(
    'select coalesce(max(version), 0) as version from event_store.migrations',
  );
  return rows[0]?.version ?? 0;
}

async function grant(client: ClientBase, appRole: string): Promise<void> {
  const role = escapeIdentifier(appRole);
  await client.query(`grant usage on schema event_store to ${role}`);
  await client.query(`grant select on event_store.migrations to ${role}`);
  for (const { grants } of migrations) await client.query(grants(role));
}
