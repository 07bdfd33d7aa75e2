import { APPENDED_CHANNEL, APPEND_LOCK } from '../names.js';
import type { Migration } from './migration.js';

/**
 * The log and the only door by which it is written.
 *
 * A position is taken under one lock that is held until the transaction has become visible, so
 * positions become visible in their own order. A reader that has seen position p will never see
 * a smaller one appear later, and needs no horizon. Without the lock a slow writer commits below
 * what readers have already passed, and its events are lost to them.
 */
export const events: Migration = {
  version: 1,
  name: 'events',
  sql: `
    create table event_store.events (
      position bigint not null,
      revision bigint not null check (revision >= 0),
      id uuid not null,
      stream text collate "C" not null,
      type text collate "C" not null,
      -- Canonical JSON text. Never jsonb: these bytes are to be hashed and signed.
      body text not null,
      metadata text not null,
      constraint events_position primary key (position),
      constraint events_stream_revision unique (stream, revision),
      constraint events_id unique (id)
    );

    create function event_store.refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception '% of event_store.% is refused: the log is append-only', tg_op, tg_table_name
        using errcode = 'insufficient_privilege';
    end $$;

    -- The owner is bound as well; a superuser has to take the trigger away first, visibly.
    create trigger events_append_only before update or delete or truncate on event_store.events
      for each statement execute function event_store.refuse_change();

    -- One append. "head" is the revision of the last event of the stream, or -1. "positions" is null
    -- when the head is not the expected one and these events do not already stand right after it.
    create function event_store.append_events(
      in p_stream text, in p_expected bigint,
      in p_ids uuid[], in p_types text[], in p_bodies text[], in p_metadatas text[],
      out head bigint, out positions bigint[], out repeated boolean
    ) language plpgsql volatile as $$
    declare
      v_count int := cardinality(p_ids);
      v_last bigint;
    begin
      -- Each statement below must see what was committed while this one waited for the lock.
      if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'events are appended in read committed transactions only'
          using errcode = 'invalid_transaction_state';
      end if;
      -- What is acknowledged is durable, whatever the session or the role was set to.
      if current_setting('synchronous_commit') in ('off', 'local') then
        perform set_config('synchronous_commit', 'on', true);
      end if;

      perform pg_advisory_xact_lock(${APPEND_LOCK});

      head := coalesce((select max(e.revision) from event_store.events e where e.stream = p_stream), -1);
      if head <> p_expected then
        positions := (
          select array_agg(e.position order by e.revision)
          from unnest(p_ids) with ordinality as n (id, ordinal)
          join event_store.events e
            on e.stream = p_stream and e.revision = p_expected + n.ordinal and e.id = n.id
          having count(*) = v_count);
        repeated := positions is not null;
        return;
      end if;

      v_last := coalesce((select max(e.position) from event_store.events e), 0);
      insert into event_store.events (position, revision, id, stream, type, body, metadata)
      select v_last + n.ordinal, p_expected + n.ordinal, n.id, p_stream, n.type, n.body, n.metadata
      from unnest(p_ids, p_types, p_bodies, p_metadatas)
        with ordinality as n (id, type, body, metadata, ordinal);

      perform pg_notify('${APPENDED_CHANNEL}', '');
      head := p_expected + v_count;
      repeated := false;
      positions := array(select generate_series(v_last + 1, v_last + v_count));
    end $$;
  `,
  grants: (role) => `
    revoke all on event_store.events from ${role};
    revoke all on function event_store.append_events from public;
    grant select, insert on event_store.events to ${role};
    grant execute on function event_store.append_events to ${role};
  `,
};
