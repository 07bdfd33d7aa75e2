import { APPENDED_CHANNEL, APPEND_LOCK } from '../names.js';
import type { Migration } from './migration.js';

/**
 * The door asks on what an append stands. After a failover to a late copy another process may have passed the revision
 * that a writer knows: under the number it expects stands another event, and what it decided is about lots and balances
 * that the log does not hold. `p_ground` is the digest of the event that the writer knows at `p_expected`.
 */
export const ground: Migration = {
  version: 4,
  name: 'ground',
  sql: `
    -- One function, not two of a name: processes of before leave the last argument out and go by the number alone.
    drop function event_store.append_events;

    create function event_store.append_events(
      in p_stream text, in p_expected bigint,
      in p_ids uuid[], in p_types text[], in p_bodies text[], in p_metadatas text[],
      in p_ground text default null,
      out head bigint, out positions bigint[], out repeated boolean, out stands boolean
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

      if exists (select from event_store.home where engine <> 'postgres') then
        raise exception 'the log of this database has moved to another engine'
          using errcode = 'object_not_in_prerequisite_state';
      end if;

      head := coalesce((select max(e.revision) from event_store.events e where e.stream = p_stream), -1);
      stands := p_ground is null or exists (
        select from event_store.events e
        where e.stream = p_stream and e.revision = p_expected and p_ground = encode(sha256(convert_to(
          e.id || E'\\n' || e.type || E'\\n' || e.body || E'\\n' || e.metadata, 'UTF8')), 'hex'));
      repeated := false;
      if not stands then
        return;
      end if;

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
      positions := array(select generate_series(v_last + 1, v_last + v_count));
    end $$;
  `,
  grants: (role) => `
    revoke all on function event_store.append_events from public;
    grant execute on function event_store.append_events to ${role};
  `,
};
