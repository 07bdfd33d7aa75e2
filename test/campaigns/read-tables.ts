import { setTimeout as pause } from 'node:timers/promises';
import { BUCKETS, OUTSIDE } from '#domain';
import type { Installation } from './installation.js';

const POLL_MS = 50;
const POLLS_MAX = 2_400;

const BUCKET_WORDS = [...BUCKETS, ...OUTSIDE];

interface HeadRow {
  readonly revision: string;
}
interface BalanceRow {
  readonly unit: string | null;
  readonly lot: string;
  readonly bucket: number;
  readonly c1: string;
  readonly c2: string;
  readonly c3: string;
}

/** Of the indicator `annual`, the only one of the campaigns. */
const COMPONENTS = [
  ['total', 'c1'],
  ['farmland', 'c2'],
  ['cultivated', 'c3'],
] as const;

/** Resolves when the read models hold everything up to a revision. @throws {Error} they do not get there */
export const readModelsAt = async (
  installation: Pick<Installation, 'query'>,
  revision: bigint,
): Promise<void> => {
  let last = 'nothing';
  for (let polls = 0; polls < POLLS_MAX; polls += 1) {
    // There are no tables before a worker made them.
    const rows = await installation
      .query<HeadRow>("select revision from read.ledgers where ledger = '330000'")
      .catch(() => []);
    last = rows[0]?.revision ?? last;
    if (last === String(revision)) return;
    await pause(POLL_MS);
  }
  throw new Error(`the read models stay at revision ${last}, the log is at ${revision}`);
};

/** Balances of the ledger of the campaigns in the tables that are not zero, by `account component`. */
export const tableBalances = async (
  installation: Pick<Installation, 'query'>,
): Promise<Map<string, bigint>> => {
  const rows = await installation.query<BalanceRow>(
    `select u.unit, t.lot, a.bucket, b.c1, b.c2, b.c3
       from read.balances b join read.accounts a using (account_no) join read.lots t using (lot_no)
       left join read.units u on u.ledger_no = a.ledger_no and u.unit_no = a.unit_no
      where a.ledger_no = (select ledger_no from read.ledgers where ledger = '330000')`,
  );
  return new Map(
    rows.flatMap((row) => {
      const account = [row.unit, row.lot, BUCKET_WORDS[row.bucket]]
        .filter((part) => part !== null)
        .join('/');
      return COMPONENTS.flatMap(([name, column]): [string, bigint][] =>
        row[column] === '0' ? [] : [[`${account} ${name}`, BigInt(row[column])]],
      );
    }),
  );
};
