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
    // The entry that this one reverses, annotates or voids.
    target: 'text',
    body: 'text not null',
    metadata: 'text not null',
  },
  indexes: [
    'alter table @entries add primary key (ledger_no, revision)',
    'create unique index on @entries (ledger_no, entry)',
    `create index on @entries (ledger_no, revision) where kind = ${kindCode('DayAdvanced')}`,
    'create index on @entries (ledger_no, recorded_at, revision)',
    'create index on @entries (ledger_no, document, revision) where document is not null',
    'create index on @entries (ledger_no, approval, revision) where approval is not null',
    'create index on @entries (ledger_no, project, revision) where project is not null',
    'create index on @entries (ledger_no, target, revision) where target is not null',
  ],
};

export const legs: Table = {
  name: 'legs',
  columns: {
    revision: 'bigint not null',
    account_no: 'int not null',
    counter_no: 'int not null',
    unit_no: 'int not null',
    effective_on: 'date not null',
    ledger_no: 'smallint not null',
    leg_no: 'smallint not null',
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
  indexes: [
    'alter table @legs add primary key (ledger_no, revision, leg_no)',
    'create index on @legs (ledger_no, unit_no, effective_on, direction, revision, leg_no)',
    'create index on @legs (ledger_no, unit_no, revision)',
    'create index on @legs (account_no, effective_on, direction, revision, leg_no)',
    'create index on @legs (ledger_no, effective_on, direction, revision, leg_no)',
    'create index on @legs (ledger_no, reservation) where reservation is not null',
  ],
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
  },
  key: 'primary key (ledger_no, target, revision)',
  indexes: ['create index on @annotations (ledger_no, is_now)'],
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
