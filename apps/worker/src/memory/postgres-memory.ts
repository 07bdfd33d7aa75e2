import { escapeIdentifier, type ClientBase, type Pool } from 'pg';
import { groundNote, readGroundNote, withConnection, type Ground } from '#event-store';
import type { FollowerMemory, Remembered } from './follower-memory.js';

/** Makes the tables; may run at every start and in several processes at once. */
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
    -- The event at the place, and the last of each stream that others were told, by content.
    alter table worker.follower_memory
      add column if not exists ground jsonb, add column if not exists told jsonb,
      add column if not exists ends jsonb;
    create table if not exists worker.losses (
      follower text not null,
      stream text not null,
      from_revision numeric(20) not null,
      to_revision numeric(20) not null,
      or_earlier boolean not null,
      head numeric(20),
      noted_at timestamptz not null default now(),
      decided_at timestamptz
    );
    create unique index if not exists losses_undecided on worker.losses (follower, stream)
      where decided_at is null;
    grant usage on schema worker to ${role};
    grant select, insert, update, delete on worker.follower_memory to ${role};
    grant select, insert, update on worker.losses to ${role};
  `);
};

interface Row {
  readonly position: string;
  readonly notes: readonly string[];
  readonly ground: unknown;
  readonly told: readonly unknown[] | null;
  readonly ends: Readonly<Record<string, string>> | null;
}

export class PostgresMemory implements FollowerMemory {
  constructor(private readonly pool: Pool) {}

  async load(follower: string): Promise<Remembered | undefined> {
    const { rows } = await withConnection(this.pool, (client) =>
      client.query<Row>(
        'select position, notes, ground, told, ends from worker.follower_memory where follower = $1',
        [follower],
      ),
    );
    const [row] = rows;
    if (row === undefined) return undefined;
    const { position, notes, ground, told, ends } = row;
    const grounds = (told ?? []).flatMap((note): Ground[] => {
      const one = readGroundNote(note);
      return one === undefined ? [] : [one];
    });
    const known = ends === null ? {} : { ends };
    return { position, notes, ground: readGroundNote(ground), told: grounds, ...known };
  }

  async replace(
    follower: string,
    { position, notes, ground, told, ends }: Remembered,
    expected: string,
  ): Promise<boolean> {
    const { rowCount } = await withConnection(this.pool, (client) =>
      client.query(
        `insert into worker.follower_memory as m (follower, position, notes, ground, told, ends)
           select $1::text, $2::text, $3::jsonb, $5::jsonb, $6::jsonb, $7::jsonb
            where ($4::text = '' or exists (select from worker.follower_memory where follower = $1))
              and not exists (select from worker.losses l
                where $1 like l.follower || '%' and decided_at is null)
         on conflict (follower) do update
           set position = excluded.position, notes = excluded.notes, ground = excluded.ground,
             told = excluded.told, ends = excluded.ends, saved_at = now()
           where m.position = $4`,
        [
          ...[follower, position, JSON.stringify(notes), expected],
          ground === undefined ? null : JSON.stringify(groundNote(ground)),
          told === undefined ? null : JSON.stringify(told.map(groundNote)),
          ends === undefined ? null : JSON.stringify(ends),
        ],
      ),
    );
    return rowCount === 1;
  }

  async forget(follower: string): Promise<void> {
    await withConnection(this.pool, (client) =>
      client.query('delete from worker.follower_memory where follower = $1', [follower]),
    );
  }
}
