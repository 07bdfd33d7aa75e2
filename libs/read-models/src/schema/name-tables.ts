import { type Table } from './table.js';

export const ledgers: Table = {
  name: 'ledgers',
  columns: {
    ledger_no: 'smallint primary key',
    ledger: 'text not null unique',
    revision: 'bigint not null',
    recorded_at: 'timestamptz not null',
    // Last revision that changed indicators, plan kinds or units: what readers keep in memory.
    catalog_revision: 'bigint not null',
  },
};

export const indicators: Table = {
  name: 'indicators',
  columns: {
    ledger_no: 'smallint not null',
    indicator_no: 'smallint not null',
    indicator: 'text not null',
    definition: 'text not null',
    revision: 'bigint not null',
  },
  key: 'primary key (ledger_no, indicator_no, revision)',
};

export const planKinds: Table = {
  name: 'plan_kinds',
  columns: {
    ledger_no: 'smallint not null',
    plan_kind_no: 'smallint not null',
    plan_kind: 'text not null',
    title: 'text',
    revision: 'bigint not null',
  },
  key: 'primary key (ledger_no, plan_kind_no, revision)',
};

export const units: Table = {
  name: 'units',
  columns: {
    ledger_no: 'smallint not null',
    unit_no: 'int not null',
    unit: 'text not null',
  },
  key: 'primary key (ledger_no, unit_no), unique (ledger_no, unit)',
};

export const unitVersions: Table = {
  name: 'unit_versions',
  columns: {
    ledger_no: 'smallint not null',
    unit_no: 'int not null',
    revision: 'bigint not null',
    seq: 'int not null',
    in_force_from: 'date not null',
    code: 'text',
    local_code: 'text',
    name: 'text not null',
    level: 'text not null',
    parent: 'text',
    planned_separately: 'boolean not null',
    holds_quota: 'boolean not null',
    note: 'text',
  },
  key: 'primary key (ledger_no, unit_no, revision, seq)',
};

export const unitEndings: Table = {
  name: 'unit_endings',
  columns: {
    ledger_no: 'smallint not null',
    unit_no: 'int not null',
    revision: 'bigint not null',
    ended_on: 'date not null',
    successors: 'text[] not null',
  },
  key: 'primary key (ledger_no, unit_no, revision)',
};

/** Ledgers whose entries cannot be taken from a revision on. The others go on, and the checkpoint with them. */
export const setAside: Table = {
  name: 'set_aside',
  columns: {
    ledger: 'text primary key',
    // The first that is not in the tables, and the last that the checkpoint has passed over.
    revision: 'bigint not null',
    passed: 'bigint not null',
    reason: 'text not null',
    since: 'timestamptz not null default now()',
  },
};
