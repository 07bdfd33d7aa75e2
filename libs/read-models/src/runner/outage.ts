import pg from 'pg';
import { StoreUnavailable } from '#event-store';

/** SQLSTATE classes of a database that is not there for the moment: connection, resources, operator. */
const PASSING = /^(08|53|57P|25P03|40001|40P01)/;
const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND']);

/** Whether trying again later is worth it. Everything else is a defect, and following stops. */
export const isOutage = (error: unknown): boolean => {
  if (error instanceof StoreUnavailable) return true;
  if (error instanceof pg.DatabaseError) return PASSING.test(error.code ?? '');
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string' && NETWORK.has(error.code)) return true;
  return /connection terminated|not queryable|connection ended|timeout exceeded when trying to connect/i.test(
    error.message,
  );
};
