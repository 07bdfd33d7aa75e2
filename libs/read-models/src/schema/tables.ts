import type { Table } from './table.js';
import { entries, legs, annotations, planYearMarks } from './entry-tables.js';
import {
  ledgers,
  indicators,
  planKinds,
  setAside,
  units,
  unitVersions,
  unitEndings,
} from './name-tables.js';
import {
  lots,
  lotEndings,
  accounts,
  reservationVersions,
  freezes,
  freezeUnits,
  freezeEndings,
} from './holding-tables.js';
import { balances, flows, movements, reservationDraws } from './sum-tables.js';
export * from './entry-tables.js';
export * from './name-tables.js';
export * from './holding-tables.js';
export * from './sum-tables.js';
export type { Table } from './table.js';

/** Every table of a set, in the order in which they are made. */
export const TABLES: readonly Table[] = [
  ledgers,
  setAside,
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
  flows,
  movements,
  reservationDraws,
];
