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
  const moved = new Set<number>();
  for (const [sql, those] of [
    [insertSql(schema), heads.filter(({ after }) => after === -1n)],
    [updateSql(schema), heads.filter(({ after }) => after !== -1n)],
  ] as const) {
    if (those.length === 0) continue;
    const { rows } = await client.query<{ ledger_no: number }>(sql, [
      those.map(({ ledgerNo }) => ledgerNo),
      those.map(({ ledger }) => ledger),
      those.map(({ after }) => after),
      those.map(({ revision }) => revision),
      those.map(({ recordedAt }) => recordedAt),
      those.map(({ catalogRevision }) => catalogRevision ?? null),
    ]);
    for (const { ledger_no: ledgerNo } of rows) moved.add(ledgerNo);
  }
  const left = heads.find(({ ledgerNo }) => !moved.has(ledgerNo));
  if (left !== undefined)
    throw new HeadMismatch(`ledger ${left.ledger} does not stand at ${left.after}`);
};

/** All of a batch at once: see `addSums`. */
const HEADS = `unnest($1::int[], $2::text[], $3::bigint[], $4::bigint[], $5::timestamptz[], $6::bigint[])
  as n (ledger_no, ledger, after, revision, recorded_at, catalog_revision)`;

const insertSql = (schema: string): string => `
  insert into ${schema}.ledgers (ledger_no, ledger, revision, recorded_at, catalog_revision)
  select n.ledger_no, n.ledger, n.revision, n.recorded_at, coalesce(n.catalog_revision, n.revision)
    from ${HEADS} where n.after = -1
  returning ledger_no`;

const updateSql = (schema: string): string => `
  update ${schema}.ledgers l set revision = n.revision, recorded_at = n.recorded_at,
    catalog_revision = coalesce(n.catalog_revision, l.catalog_revision)
    from ${HEADS} where l.ledger_no = n.ledger_no and l.revision = n.after
  returning l.ledger_no`;
