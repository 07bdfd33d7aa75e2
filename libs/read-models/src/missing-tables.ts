import pg from 'pg';

const UNDEFINED_TABLE = '42P01';
const INVALID_SCHEMA = '3F000';

/** Whether the tables, or some of them, are not there: dropped, or about to be switched in by another process. */
export const isMissingTable = (error: unknown): boolean =>
  error instanceof pg.DatabaseError &&
  (error.code === UNDEFINED_TABLE || error.code === INVALID_SCHEMA);

/** They may come back by themselves, and are waited for. */
export class TablesAway extends Error {
  override readonly name = 'TablesAway';
  constructor(cause: unknown) {
    super('tables of the read models are not there', { cause });
  }
}
