import type { ClientBase } from 'pg';
import { Defect } from '#event-store';
import type { LedgerHead } from '../projection/batch.js';

/** The log does not go on where the tables end: they belong to another log. */
export class HeadMismatch extends Defect {
  override readonly name = 'HeadMismatch';
}

/** @throws {HeadMismatch} */
export const moveHeads = async (
  client: ClientBase,
  schema: string,
  heads: readonly LedgerHead[],
): Promise<void> => {
  for (const { ledgerNo, ledger, after, revision, recordedAt, catalogRevision } of heads) {
    const { rowCount } = await client.query(
      after === -1n
        ? {
            text: `insert into ${schema}.ledgers
                (ledger_no, ledger, revision, recorded_at, catalog_revision)
              values ($1, $2, $3, $4, $5)`,
            values: [ledgerNo, ledger, revision, recordedAt, catalogRevision ?? revision],
          }
        : {
            text: `update ${schema}.ledgers set revision = $1, recorded_at = $2,
                catalog_revision = coalesce($5, catalog_revision)
              where ledger_no = $3 and revision = $4`,
            values: [revision, recordedAt, ledgerNo, after, catalogRevision],
          },
    );
    if (rowCount !== 1) throw new HeadMismatch(`ledger ${ledger} does not stand at ${after}`);
  }
};
