import type { ClientBase } from 'pg';
import { fingerprintSql } from '../queries/fingerprint-sql.js';
import { LIVE, NEXT } from '../schema/names.js';
import { ledgersSetAside } from './set-aside.js';

/** A rebuild came to other figures than the live tables have. */
export class SetsDiffer extends Error {
  override readonly name = 'SetsDiffer';
  constructor(readonly differences: readonly string[]) {
    super(`the rebuilt tables differ from the live ones: ${differences.join('; ')}`);
  }
}

/** Tables of which the number of rows is compared besides the balances. */
const COUNTED = [
  'entries',
  'legs',
  'lots',
  'accounts',
  'reservation_versions',
  'reservation_draws',
  'annotations',
];

/**
 * Compares heads, balances and numbers of rows. Both sets must stand at the same position. A ledger that is set aside in
 * one of them ends earlier there, and is left out.
 * @throws {SetsDiffer}
 */
export const compareSets = async (client: ClientBase): Promise<void> => {
  const aside = [
    ...(await ledgersSetAside(client, LIVE)),
    ...(await ledgersSetAside(client, NEXT)),
  ].map(({ ledger }) => ledger);
  const live = await describeSet(client, LIVE, aside);
  const next = await describeSet(client, NEXT, aside);
  const keys = new Set([...live.keys(), ...next.keys()]);
  const differences = [...keys]
    .filter((key) => live.get(key) !== next.get(key))
    .map((key) => `${key}: ${live.get(key) ?? 'none'} live, ${next.get(key) ?? 'none'} rebuilt`);
  if (differences.length > 0) throw new SetsDiffer(differences);
};

const describeSet = async (
  client: ClientBase,
  schema: string,
  aside: readonly string[],
): Promise<Map<string, string>> => {
  const described = new Map<string, string>();
  const { rows: ledgers } = await client.query<{ no: number; ledger: string; revision: string }>(
    `select ledger_no as no, ledger, revision from ${schema}.ledgers
      where ledger <> all ($1)`,
    [aside],
  );
  for (const { no, ledger, revision } of ledgers) {
    described.set(`revision of ${ledger}`, revision);
    const { rows } = await client.query<{ fingerprint: string }>(fingerprintSql(schema, 'head'), [
      no,
    ]);
    described.set(`balances of ${ledger}`, rows[0]?.fingerprint ?? '');
  }
  for (const table of COUNTED) {
    const { rows } = await client.query<{ count: string }>(
      `select count(*) from ${schema}.${table}
        where ledger_no in (select ledger_no from ${schema}.ledgers where ledger <> all ($1))`,
      [aside],
    );
    described.set(`rows of ${table}`, rows[0]?.count ?? '');
  }
  return described;
};
