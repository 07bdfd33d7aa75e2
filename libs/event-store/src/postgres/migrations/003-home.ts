import { APPEND_LOCK } from '../names.js';
import { events } from './001-events.js';
import type { Migration } from './migration.js';

/**
 * Which engine keeps the log that this database belongs to. A log may move to another engine; what else the database
 * holds states places of that log, and the events that stay behind must not be added to any more.
 */
export const home: Migration = {
  version: 3,
  name: 'home',
  sql: `
    create table event_store.home (
      engine text collate "C" not null,
      since timestamptz not null default now(),
      one boolean primary key default true check (one)
    );
    -- A log that was written before anybody asked was written here.
    insert into event_store.home (engine)
    select 'postgres' where exists (select from event_store.events);

    ${withHome(functionOf(events.sql))}
  `,
  grants: (role) => `grant select on event_store.home to ${role};`,
};

/** The door as it was made, replaced in place: its rights stay. */
function functionOf(sql: string): string {
  const from = sql.indexOf('create function event_store.append_events');
  return sql.slice(from).replace('create function', 'create or replace function');
}

/** Asked under the lock, because whoever moves the log holds it: nothing is appended to what was left behind. */
function withHome(sql: string): string {
  const lock = `perform pg_advisory_xact_lock(${APPEND_LOCK});`;
  return sql.replace(
    lock,
    `${lock}

      if exists (select from event_store.home where engine <> 'postgres') then
        raise exception 'the log of this database has moved to another engine'
          using errcode = 'object_not_in_prerequisite_state';
      end if;`,
  );
}
