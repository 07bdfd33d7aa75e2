import type { ClientBase } from 'pg';
import type { Projected } from '../projection/batch.js';
import { copyRows } from './copy-rows.js';
import { moveHeads } from './heads.js';
import { addSums, checkBounds } from './sums.js';

/** Ledgers whose legs are added in one statement; more than there are provinces. */
const TOGETHER = 40;

/** Puts a batch into an indexed table set. Must be in the transaction that moves the checkpoint. */
export const writeBatch = async (
  client: ClientBase,
  schema: string,
  { rows, heads }: Projected,
): Promise<void> => {
  await moveHeads(client, schema, heads);
  await copyRows(client, schema, rows);
  for (let from = 0; from < heads.length; from += TOGETHER) {
    const some = heads.slice(from, from + TOGETHER);
    await addSums(client, schema, some);
    await checkBounds(client, schema, some);
  }
};
