import { kindCode } from '../codes.js';

/**
 * The tables of one set. Days are Asia/Shanghai dates; c1…c4 are whole units in the order of the
 * indicator's components. Everything but `ledgers`, `balances` and `movements` is only ever added to.
 */
export interface Table {
  readonly name: string;
  /** Column and type, in the order in which rows are copied in. */
  readonly columns: Readonly<Record<string, string>>;
  /** Made with the table, because the projection itself relies on it. */
  readonly key?: string;
  /** Made when a rebuild has loaded its rows. */
  readonly indexes?: readonly string[];
  readonly storage?: string;
}

const VECTOR = {
  c1: 'bigint not null',
  c2: 'bigint not null',
  c3: 'bigint not null',
  c4: 'bigint not null',
} as const;

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

/** The journal: two legs for every posting, the account side by side with what it is summed by. */
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
    ...VECTOR,
    reservation: 'text',
  },
  indexes: [
    'alter table @legs add primary key (ledger_no, revision, leg_no)',
    'create index on @legs (ledger_no, unit_no, effective_on, direction, revision, leg_no)',
    'create index on @legs (account_no, effective_on, direction, revision, leg_no)',
    'create index on @legs (ledger_no, effective_on, direction, revision, leg_no)',
    'create index on @legs (ledger_no, reservation) where reservation is not null',
  ],
};

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
  },
  indexes: [
    'create unique index on @reservation_versions (ledger_no, reservation, revision)',
    'create index on @reservation_versions (ledger_no, unit, revision)',
    'create index on @reservation_versions (ledger_no, project) where project is not null',
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

/** The units that a freeze holds: the one it names, and the successors of a unit that was divided. */
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

/** What each account holds at the checkpoint, over all effective days. */
export const balances: Table = {
  name: 'balances',
  columns: { account_no: 'int not null', revision: 'bigint not null', ...VECTOR },
  indexes: ['alter table @balances add primary key (account_no)'],
  storage: 'with (fillfactor = 70)',
};

/** Sums of legs over a calendar period and a block of revisions. See `movements.ts`. */
export const movements: Table = {
  name: 'movements',
  columns: {
    ledger_no: 'smallint not null',
    grain: 'smallint not null',
    unit_no: 'int not null',
    indicator_no: 'smallint not null',
    plan_year: 'smallint not null',
    plan_kind_no: 'smallint not null',
    effective_from: 'date not null',
    revision_block: 'int not null',
    bucket: 'smallint not null',
    kind: 'smallint not null',
    flow: 'smallint not null',
    direction: 'smallint not null',
    ...VECTOR,
  },
  indexes: [
    `alter table @movements add primary key (ledger_no, grain, unit_no, indicator_no, plan_year,
      effective_from, revision_block, plan_kind_no, bucket, kind, flow, direction)`,
  ],
  storage: 'with (fillfactor = 80)',
};

export const TABLES: readonly Table[] = [
  ledgers,
  indicators,
  planKinds,
  units,
  unitVersions,
  unitEndings,
  lots,
  lotEndings,
  accounts,
  entries,
  legs,
  reservationVersions,
  freezes,
  freezeUnits,
  freezeEndings,
  annotations,
  planYearMarks,
  balances,
  movements,
];
