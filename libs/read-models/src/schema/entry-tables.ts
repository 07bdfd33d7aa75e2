import { kindCode } from '../codes.js';
import { VECTOR, type Table } from './table.js';

export const entries: Table = {
  name: 'entries',
  columns: {
    ledger_no: 'smallint not null',
    revision: 'bigint not null',
    position: 'text not null',
    event_id: 'uuid not null',
    entry: 'text not null',
    kind: 'smallint not null',
    effective_on: 'date not null',
    recorded_at: 'timestamptz not null',
    recorded_on: 'date not null',
    actor: 'text not null',
    actor_role: 'text not null',
    actor_unit: 'text not null',
    document: 'text',
    approval: 'text',
    project: 'text',
    // What a document, approval or project is found by, however it is written: see `nameKey`. Of a fixed size, because a
    // row of an index has room for 2 700 bytes and a text of the log may be longer.
    document_key: 'uuid',
    approval_key: 'uuid',
    project_key: 'uuid',
    actor_key: 'uuid not null',
    // The entry that this one reverses, annotates or voids.
    target: 'text',
    body: 'text not null',
    metadata: 'text not null',
  },
  // What tells most apart comes first: an index is sorted by its first column several times as fast.
  indexes: [
    'create unique index on @entries (ledger_no, revision) include (recorded_at)',
    'create unique index on @entries (entry, ledger_no)',
    `create index on @entries (ledger_no, revision) where kind = ${kindCode('DayAdvanced')}`,
    'create index on @entries (ledger_no, recorded_at, revision)',
    `create index on @entries (document_key, ledger_no, effective_on, revision)
      where document_key is not null`,
    'create index on @entries (document_key, ledger_no, revision) where document_key is not null',
    `create index on @entries (approval_key, ledger_no, effective_on, revision)
      where approval_key is not null`,
    `create index on @entries (project_key, ledger_no, effective_on, revision)
      where project_key is not null`,
    'create index on @entries (actor_key, ledger_no, effective_on, revision)',
    'create index on @entries (target, ledger_no, revision) where target is not null',
  ],
};

/** What a balance as of a day and a revision reads of a leg: from the index, or it would touch a page for each. */
const SUMMED = 'indicator_no, plan_year, plan_kind_no, bucket, flow, c1, c2, c3, c4';

export const legs: Table = {
  name: 'legs',
  columns: {
    revision: 'bigint not null',
    account_no: 'int not null',
    counter_no: 'int not null',
    unit_no: 'int not null',
    effective_on: 'date not null',
    ledger_no: 'smallint not null',
    // An entry of 4 MiB has more legs than a smallint counts.
    leg_no: 'int not null',
    kind: 'smallint not null',
    flow: 'smallint not null',
    // 0 in, 1 out: inflow sorts first.
    direction: 'smallint not null',
    // Those of the account, so that a sum need not look it up.
    indicator_no: 'smallint not null',
    plan_year: 'smallint not null',
    plan_kind_no: 'smallint not null',
    bucket: 'smallint not null',
    ...VECTOR,
    reservation: 'text',
  },
  // The number of a unit is that of no unit of another ledger.
  indexes: [
    'create unique index on @legs (ledger_no, revision, leg_no)',
    `create index on @legs (unit_no, effective_on, direction, revision, leg_no) include (${SUMMED})`,
    // The day is no key: PostgreSQL 18 would reckon with a search for each revision and pass the index by.
    `create index on @legs (unit_no, revision) include (effective_on, ${SUMMED})`,
    'create index on @legs (unit_no, kind, effective_on, direction, revision, leg_no) where unit_no > 0',
    'create index on @legs (account_no, effective_on, direction, revision, leg_no)',
    'create index on @legs (ledger_no, effective_on, direction, revision, leg_no)',
    'create index on @legs (reservation, ledger_no) where reservation is not null',
  ],
  // Only what has been vacuumed is read from the index alone.
  storage: 'with (autovacuum_vacuum_insert_scale_factor = 0.02)',
};

export const annotations: Table = {
  name: 'annotations',
  columns: {
    ledger_no: 'smallint not null',
    target: 'text not null',
    revision: 'bigint not null',
    entry: 'text not null',
    field: 'text not null',
    was: 'text not null',
    is_now: 'text not null',
    reason: 'text not null',
    is_key: 'uuid not null',
  },
  key: 'primary key (ledger_no, target, revision)',
  indexes: ['create index on @annotations (is_key, ledger_no, field)'],
};

export const planYearMarks: Table = {
  name: 'plan_year_marks',
  columns: {
    ledger_no: 'smallint not null',
    plan_year: 'smallint not null',
    revision: 'bigint not null',
    effective_on: 'date not null',
    closed: 'boolean not null',
    state_digest: 'text',
  },
  key: 'primary key (ledger_no, plan_year, revision)',
};
