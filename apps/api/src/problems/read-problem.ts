import type { Localised } from '#platform';
import {
  BadCursor,
  NothingRecordedYet,
  NotThere,
  ReadModelBehind,
  ReadModelNotReady,
  RevisionNotYet,
  UnknownLedger,
} from '#read-models';
import pg from 'pg';
import type { Problem } from './problem.js';

const WHAT: Readonly<Record<NotThere['what'], Localised>> = {
  unit: { zh: '区划单元', en: 'unit' },
  indicator: { zh: '指标', en: 'indicator' },
  'plan-kind': { zh: '计划类型', en: 'plan kind' },
  lot: { zh: '指标批', en: 'lot' },
  entry: { zh: '台账记录', en: 'entry' },
  document: { zh: '文件', en: 'document' },
};

/** Errors of the read models. */
export const readProblem = (error: unknown): Problem | undefined => {
  if (error instanceof UnknownLedger)
    return { code: 'ledger-unknown', facts: { ledger: error.ledger } };
  if (error instanceof NotThere)
    return { code: 'not-found', facts: { what: WHAT[error.what], id: error.id } };
  if (error instanceof RevisionNotYet)
    return {
      code: 'revision-not-yet',
      facts: { requested: String(error.asked), head: String(error.head) },
    };
  if (error instanceof NothingRecordedYet)
    return { code: 'nothing-recorded-yet', facts: { knownAt: error.knownAt } };
  if (error instanceof ReadModelBehind)
    return {
      code: 'read-model-behind',
      facts: {
        required: String(error.asked),
        ...(error.head === undefined ? {} : { reached: String(error.head) }),
      },
    };
  if (error instanceof ReadModelNotReady) return { code: 'read-model-behind', facts: {} };
  if (error instanceof BadCursor)
    return { code: 'malformed-query', facts: { fields: [{ path: 'cursor', rule: 'cursor' }] } };
  return isDatabaseAway(error) ? { code: 'store-unavailable', facts: {} } : undefined;
};

/** SQLSTATE classes of a database that is not there for the moment: connection, resources, operator. */
const PASSING = /^(08|53|57P)/;
const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND']);

const isDatabaseAway = (error: unknown): boolean => {
  if (typeof error !== 'object' || error === null) return false;
  // By what it says, not by its class: errors of sockets come from outside of where this code runs.
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (error instanceof pg.DatabaseError) return PASSING.test(code);
  if (NETWORK.has(code)) return true;
  const message = 'message' in error && typeof error.message === 'string' ? error.message : '';
  return /connection terminated|not queryable|timeout exceeded when trying to connect|query read timeout|timeout expired/i.test(
    message,
  );
};
