import { Answer } from '../../server/answer.js';
import type { Query, ServerClient } from '../../server/server-client.js';
import { LEDGER } from './play-through.js';
import { problemCode } from './problem-code.js';

/** A row of the clerk's table with totals in whole units. */
export interface ClerksRow {
  readonly unit: string;
  readonly code: string;
  readonly name: string;
  readonly planKind: string;
  total(column: string): bigint;
  cultivated(column: string): bigint;
}

/** Each try waits some seconds in the server. */
const TRIES_MAX = 60;

/**
 * Asks for balances of `annual` once the tables have come to a revision.
 * @throws {Failed} they do not come to it
 */
export const clerksTable = async (
  server: ServerClient,
  revision: bigint,
  query: Query,
): Promise<ClerksRow[]> => {
  const asked = { indicator: 'annual', minRevision: String(revision), ...query };
  for (let tries = 1; ; tries += 1) {
    try {
      const answer = new Answer(await server.get(`${LEDGER}/balances`, asked));
      return answer.list('rows').map(rowOf);
    } catch (error) {
      if (tries === TRIES_MAX || problemCode(error) !== 'read-model-behind') throw error;
    }
  }
};

const rowOf = (row: Answer): ClerksRow => {
  const amount = (column: string, component: string): bigint =>
    BigInt(row.object(column).object(component).text('amount'));
  return {
    unit: row.optionalText('unit') ?? '',
    code: row.optionalText('unitCode') ?? '',
    name: row.optionalText('unitName') ?? '',
    planKind: row.optionalText('planKind') ?? '',
    total: (column) => amount(column, 'total'),
    cultivated: (column) => amount(column, 'cultivated'),
  };
};

export const sumOfColumn = (rows: readonly ClerksRow[], column: string): bigint =>
  rows.reduce((sum, row) => sum + row.total(column), 0n);
