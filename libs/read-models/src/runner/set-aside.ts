import type { ClientBase } from 'pg';
import type { RecordedEvent } from '#event-store';
import { LEDGER_STREAM } from '../projection/batch.js';

/** A ledger whose tables end before an entry that cannot be taken. */
export interface SetAside {
  readonly ledger: string;
  /** The first that is not in the tables. */
  readonly revision: bigint;
  /** The last that the checkpoint has passed over. */
  readonly passed: bigint;
  readonly reason: string;
}

interface Row {
  readonly ledger: string;
  readonly revision: string;
  readonly passed: string;
  readonly reason: string;
}

export const ledgersSetAside = async (client: ClientBase, schema: string): Promise<SetAside[]> => {
  const { rows } = await client.query<Row>(
    `select ledger, revision, passed, reason from ${schema}.set_aside order by ledger`,
  );
  return rows.map(({ revision, passed, ...row }) => ({
    ...row,
    revision: BigInt(revision),
    passed: BigInt(passed),
  }));
};

/** In the transaction of the rows: a checkpoint that passes an entry must leave word of it. */
export const keepSetAside = async (
  client: ClientBase,
  schema: string,
  { ledger, revision, passed, reason }: SetAside,
): Promise<void> => {
  await client.query(
    `insert into ${schema}.set_aside as s (ledger, revision, passed, reason)
      values ($1, $2, $3, $4)
      on conflict (ledger) do update set revision = excluded.revision,
        passed = greatest(s.passed, excluded.passed), reason = excluded.reason`,
    [ledger, revision, passed, reason],
  );
};

export const takeBack = async (
  client: ClientBase,
  schema: string,
  ledger: string,
): Promise<void> => {
  await client.query(`delete from ${schema}.set_aside where ledger = $1`, [ledger]);
};

/** Divides events into those to write and those of ledgers set aside, whose last one is passed over with them. */
export const withoutSetAside = (
  events: readonly RecordedEvent[],
  aside: ReadonlyMap<string, SetAside>,
): { readonly ready: readonly RecordedEvent[]; readonly passed: readonly SetAside[] } => {
  if (aside.size === 0) return { ready: events, passed: [] };
  const passed = new Map<string, SetAside>();
  const ready = events.filter(({ stream, revision }) => {
    const one = aside.get(ledgerOf(stream));
    if (one === undefined) return true;
    passed.set(one.ledger, { ...one, passed: revision });
    return false;
  });
  return { ready, passed: [...passed.values()] };
};

/** Empty for a stream that is not of a ledger. */
export const ledgerOf = (stream: string): string =>
  stream.startsWith(LEDGER_STREAM) ? stream.slice(LEDGER_STREAM.length) : '';
