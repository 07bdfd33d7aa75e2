import type { ClientBase } from 'pg';
import { LIVE, NEXT, OLD } from './names.js';
import { TABLES, type Table } from './tables.js';

/** Makes an empty set without its late indexes; one that a broken rebuild left behind is dropped. */
export const createTableSet = async (client: ClientBase, schema: string): Promise<void> => {
  await client.query(`drop schema if exists ${schema} cascade; create schema ${schema}`);
  for (const table of TABLES) await client.query(createTable(schema, table));
};

const createTable = (schema: string, { name, columns, key, storage = '' }: Table): string => {
  const parts = Object.entries(columns).map(([column, type]) => `${column} ${type}`);
  if (key !== undefined) parts.push(key);
  return `create table ${schema}.${name} (${parts.join(', ')}) ${storage}`;
};

/** What a load does without: the indexes of a table, and what lets the planner know it. */
export const completeTable = (
  schema: string,
  { name, indexes = [] }: Table,
): { readonly indexes: readonly string[]; readonly statistics: string } => ({
  indexes: indexes.map((index) => index.replace('@', `${schema}.`)),
  // Marks as well what is visible to everybody, or whoever reads a page first would write it.
  statistics: `vacuum (analyze) ${schema}.${name}`,
});

/** Puts the rebuilt set in the place of the live one. Within the caller's transaction. */
export const switchTableSets = async (client: ClientBase): Promise<void> => {
  await client.query(`drop schema if exists ${OLD} cascade`);
  const { rowCount } = await client.query('select from pg_namespace where nspname = $1', [LIVE]);
  if (rowCount) await client.query(`alter schema ${LIVE} rename to ${OLD}`);
  await client.query(`alter schema ${NEXT} rename to ${LIVE}`);
};
