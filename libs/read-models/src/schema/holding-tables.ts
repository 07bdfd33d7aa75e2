import { type Table } from './table.js';

export const lots: Table = {
  name: 'lots',
  columns: {
    lot_no: 'int primary key',
    ledger_no: 'smallint not null',
    lot: 'text not null',
    entry: 'text not null',
    kind: 'smallint not null',
    revision: 'bigint not null',
    opened_on: 'date not null',
    unit: 'text not null',
    indicator_no: 'smallint not null',
    plan_year: 'smallint not null',
    first_plan_year: 'smallint not null',
    plan_kind_no: 'smallint not null',
    purpose: 'text',
    project: 'text',
    parent: 'text',
    valid_from: 'date not null',
    valid_until: 'date not null',
    pre_issued: 'boolean not null',
  },
  key: 'unique (ledger_no, lot)',
  indexes: ['create index on @lots (ledger_no, parent) where parent is not null'],
};

export const lotEndings: Table = {
  name: 'lot_endings',
  columns: {
    lot_no: 'int not null',
    revision: 'bigint not null',
    ended_on: 'date not null',
  },
  key: 'primary key (lot_no, revision)',
};

export const accounts: Table = {
  name: 'accounts',
  columns: {
    account_no: 'int primary key',
    ledger_no: 'smallint not null',
    // 0 for the accounts that nobody holds.
    unit_no: 'int not null',
    lot_no: 'int not null',
    bucket: 'smallint not null',
    indicator_no: 'smallint not null',
    plan_year: 'smallint not null',
    plan_kind_no: 'smallint not null',
  },
  key: 'unique (lot_no, unit_no, bucket)',
  indexes: ['create index on @accounts (ledger_no, unit_no, indicator_no, plan_year)'],
};

export const reservationVersions: Table = {
  name: 'reservation_versions',
  columns: {
    ledger_no: 'smallint not null',
    reservation: 'text not null',
    revision: 'bigint not null',
    // 0 when opened, then every change of project, end or holder.
    change: 'smallint not null',
    effective_on: 'date not null',
    unit: 'text not null',
    project: 'text',
    expires_on: 'date',
    batch: 'text',
    project_class: 'text',
    purpose: 'text',
    project_key: 'uuid',
  },
  // Lists are in the order of the openings; a change leads to its opening by the reservation.
  indexes: [
    'create unique index on @reservation_versions (ledger_no, reservation, revision)',
    `create index on @reservation_versions (ledger_no, revision, reservation) include (effective_on)
      where change = 0`,
    'create index on @reservation_versions (ledger_no, unit, change, revision, reservation)',
    `create index on @reservation_versions (project_key, ledger_no, change, revision, reservation)
      where project_key is not null`,
  ],
};

export const freezes: Table = {
  name: 'freezes',
  columns: {
    ledger_no: 'smallint not null',
    freeze_entry: 'text not null',
    revision: 'bigint not null',
    effective_on: 'date not null',
    lot: 'text',
    with_subtree: 'boolean not null',
    reason: 'text not null',
    exceptions: 'text[] not null',
  },
  key: 'primary key (ledger_no, freeze_entry)',
};

export const freezeUnits: Table = {
  name: 'freeze_units',
  columns: {
    ledger_no: 'smallint not null',
    freeze_entry: 'text not null',
    unit: 'text not null',
    revision: 'bigint not null',
    effective_on: 'date not null',
  },
  key: 'primary key (ledger_no, freeze_entry, unit)',
};

export const freezeEndings: Table = {
  name: 'freeze_endings',
  columns: {
    ledger_no: 'smallint not null',
    freeze_entry: 'text not null',
    revision: 'bigint not null',
    effective_on: 'date not null',
    reason: 'text not null',
  },
  key: 'primary key (ledger_no, freeze_entry, revision)',
};
