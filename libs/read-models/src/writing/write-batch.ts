import type { ClientBase } from 'pg';
import type { Projected } from '../projection/batch.js';
import { copyRows } from './copy-rows.js';
import { moveHeads } from './heads.js';
import { addSums, checkBounds } from './sums.js';

/** Puts a batch into an indexed table set. Must be in the transaction that moves the checkpoint. */
export const writeBatch = async (
  client: ClientBase,
  schema: string,
  { rows, heads }: Projected,
): Promise<void> => {
  await moveHeads(client, schema, heads);
  await copyRows(client, schema, rows);
  for (const { ledgerNo, after } of heads) {
    await addSums(client, schema, { ledgerNo, after });
    await checkBounds(client, schema, { ledgerNo, after });
  }
};
