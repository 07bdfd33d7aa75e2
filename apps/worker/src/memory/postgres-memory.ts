import { escapeIdentifier, type ClientBase, type Pool } from 'pg';
import { withConnection } from '#event-store';
import type { FollowerMemory, Remembered } from './follower-memory.js';

/** Makes the table; may run at every start and in several processes at once. */
export const migrateFollowerMemory = async (admin: ClientBase | Pool, appRole: string) => {
  const role = escapeIdentifier(appRole);
  // One statement list is one transaction. The lock keeps two processes from creating the schema at once.
  await admin.query(`
    select pg_advisory_xact_lock(5471023906182360);
    create schema if not exists worker;
    create table if not exists worker.follower_memory (
      follower text primary key,
      position text not null,
      notes jsonb not null,
      saved_at timestamptz not null default now()
    );
    grant usage on schema worker to ${role};
    grant select, insert, update on worker.follower_memory to ${role};
  `);
};

export class PostgresMemory implements FollowerMemory {
  constructor(private readonly pool: Pool) {}

  async load(follower: string): Promise<Remembered | undefined> {
    const { rows } = await withConnection(this.pool, (client) =>
      client.query<Remembered>(
        'select position, notes from worker.follower_memory where follower = $1',
        [follower],
      ),
    );
    return rows[0];
  }

  async replace(
    follower: string,
    { position, notes }: Remembered,
    expected: string,
  ): Promise<boolean> {
    const { rowCount } = await withConnection(this.pool, (client) =>
      client.query(
        `insert into worker.follower_memory as m (follower, position, notes)
           select $1::text, $2::text, $3::jsonb where $4::text = ''
             or exists (select from worker.follower_memory where follower = $1)
         on conflict (follower) do update
           set position = excluded.position, notes = excluded.notes, saved_at = now()
           where m.position = $4`,
        [follower, position, JSON.stringify(notes), expected],
      ),
    );
    return rowCount === 1;
  }
}
