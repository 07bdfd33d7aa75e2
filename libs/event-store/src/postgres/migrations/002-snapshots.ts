import type { Migration } from './migration.js';

/** Folded states. A cache: unlike the log it may be emptied at any time. */
export const snapshots: Migration = {
  version: 2,
  name: 'snapshots',
  sql: `
    create table event_store.snapshots (
      snapshot bigint generated always as identity primary key,
      stream text collate "C" not null,
      fold_version text collate "C" not null,
      revision bigint not null,
      unique (stream, fold_version, revision)
    );

    create table event_store.snapshot_chunks (
      snapshot bigint not null references event_store.snapshots on delete cascade,
      chunk int not null,
      -- A chunk longer than a row should be is kept in several parts.
      part int not null,
      bytes bytea not null,
      primary key (snapshot, chunk, part)
    );

    -- Not compressed: numeric columns hardly shrink, and unpacking 30 MB costs more than reading it.
    alter table event_store.snapshot_chunks alter column bytes set storage external;
  `,
  grants: (role) => `
    grant select, insert, delete on event_store.snapshots to ${role};
    grant select, insert on event_store.snapshot_chunks to ${role};
  `,
};
