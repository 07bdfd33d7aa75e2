import type { ClientBase, Pool } from 'pg';

/** Makes the table; may run at every start and in several processes at once. */
export const migrateInbox = async (database: ClientBase | Pool): Promise<void> => {
  // One statement list is one transaction. The lock keeps two processes from creating the schema at once.
  await database.query(`
    select pg_advisory_xact_lock(7263001);
    create schema if not exists inbox;
    create table if not exists inbox.sources (
      consumer text not null,
      source text not null,
      sequence numeric(20),
      message_id text,
      handled_at timestamptz not null default now(),
      primary key (consumer, source)
    );
    alter table inbox.sources add column if not exists recent text[];
  `);
};
