import { MONTH_GRAIN } from './grains.js';
import { VECTOR, type Table } from './table.js';

export const balances: Table = {
  name: 'balances',
  columns: { account_no: 'int not null', revision: 'bigint not null', ...VECTOR },
  indexes: ['alter table @balances add primary key (account_no)'],
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
    ...VECTOR,
  },
  indexes: [
    `alter table @movements add primary key (ledger_no, grain, unit_no, indicator_no, plan_year,
      effective_from, revision_block, plan_kind_no, bucket, kind, flow, direction)`,
    // For sums over all units, which need the last months and the last blocks of every one of them.
    `create index on @movements (ledger_no, effective_from) where grain = ${MONTH_GRAIN}`,
    `create index on @movements (ledger_no, revision_block) where grain = ${MONTH_GRAIN}`,
  ],
  storage: 'with (fillfactor = 80)',
};
