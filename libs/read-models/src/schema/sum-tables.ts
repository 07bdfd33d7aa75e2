import { MONTH_GRAIN } from './grains.js';
import { lifespanSql, OPEN } from './lifespans.js';
import { SUM_VECTOR, type Table } from './table.js';

export const balances: Table = {
  name: 'balances',
  columns: { account_no: 'int not null', revision: 'bigint not null', ...SUM_VECTOR },
  indexes: ['create unique index on @balances (account_no)'],
  storage: 'with (fillfactor = 70)',
};

/**
 * What an account has by each column of the clerk's table, over all days and revisions, and of how many legs. A balance by
 * lot of yesterday is this less what came since: the legs of all accounts, millions of them, need not be added up.
 */
export const flows: Table = {
  name: 'flows',
  columns: {
    account_no: 'int not null',
    flow: 'smallint not null',
    legs: 'int not null',
    ...SUM_VECTOR,
  },
  indexes: ['create unique index on @flows (account_no, flow)'],
  storage: 'with (fillfactor = 70)',
};

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
    ...SUM_VECTOR,
  },
  indexes: [
    `create unique index on @movements (ledger_no, grain, unit_no, indicator_no, plan_year,
      effective_from, revision_block, plan_kind_no, bucket, kind, flow, direction)`,
    // For sums over all units, which need the last months and the last blocks of every one of them.
    `create index on @movements (ledger_no, effective_from) where grain = ${MONTH_GRAIN}`,
    `create index on @movements (ledger_no, revision_block) where grain = ${MONTH_GRAIN}`,
  ],
  storage: 'with (fillfactor = 80)',
};

/**
 * A row for each account that a reservation draws on: what is left of it and from when to when it moved.
 * Tells which reservations can be open on a day and at a revision; whether they are, their legs tell.
 */
export const reservationDraws: Table = {
  name: 'reservation_draws',
  columns: {
    account_no: 'int not null',
    unit_no: 'int not null',
    ledger_no: 'smallint not null',
    reservation: 'text not null',
    // Revision that opened the reservation: what lists of reservations are in the order of.
    opened_at: 'bigint not null',
    first_revision: 'bigint not null',
    last_revision: 'bigint not null',
    first_on: 'date not null',
    last_on: 'date not null',
    ...SUM_VECTOR,
    lifespan_revisions: `smallint not null generated always as
      (${lifespanSql('last_revision - first_revision')}) stored`,
    lifespan_days: `smallint not null generated always as
      (${lifespanSql('last_on - first_on')}) stored`,
  },
  indexes: [
    'create unique index on @reservation_draws (account_no, reservation)',
    'create index on @reservation_draws (account_no, opened_at, reservation)',
    `create index on @reservation_draws (ledger_no, opened_at, reservation)
      where lifespan_revisions = ${OPEN.code}`,
    `create index on @reservation_draws (unit_no, opened_at, reservation)
      where lifespan_revisions = ${OPEN.code}`,
    'create index on @reservation_draws (unit_no, lifespan_revisions, first_revision) include (last_revision)',
    'create index on @reservation_draws (unit_no, lifespan_days, first_on) include (last_on)',
  ],
  storage: 'with (fillfactor = 80)',
};
