import type { Pool } from 'pg';
import {
  Defect,
  digestOf,
  lossInWords,
  lostOf,
  withConnection,
  type EventStore,
  type Loss,
  type RecordedEvent,
} from '#event-store';
import { kindOf } from '../codes.js';
import { LEDGER_STREAM } from '../projection/batch.js';
import { CONTROL, LIVE } from '../schema/names.js';

/** An entry that the journal holds and the log does not. */
export interface LostEntry {
  readonly ledger: string;
  readonly revision: bigint;
  readonly entry: string;
  readonly kind: string;
  readonly effectiveOn: string;
  readonly recordedAt: string;
  readonly actor: string;
  readonly document: string | undefined;
  readonly approval: string | undefined;
  readonly id: string;
  readonly body: string;
  readonly metadata: string;
}

/** The tables hold entries that the log does not: nothing of them may be shown as though it were recorded. */
export class TablesAhead extends Defect {
  override readonly name = 'TablesAhead';
  readonly code = 'log-went-back';

  constructor(readonly losses: readonly Loss[]) {
    super(
      `log-went-back: this database has seen entries that the log does not hold: ${losses.map(lossInWords).join('; ')}. Look with: muledger recover (docs/runbooks/restore.md)`,
    );
  }
}

interface EntryRow {
  readonly revision: string;
  readonly entry: string;
  readonly kind: number;
  readonly effective_on: string;
  readonly recorded_at: Date;
  readonly actor: string;
  readonly document: string | null;
  readonly approval: string | null;
  readonly event_id: string;
  readonly body: string;
  readonly metadata: string;
}

const COLUMNS = `e.revision, e.entry, e.kind, e.effective_on::text, e.recorded_at, e.actor, e.document,
  e.approval, e.event_id, e.body, e.metadata`;

/**
 * What of each ledger the tables hold and the log does not, by the content of every entry. Nothing where there are no
 * tables.
 * @throws {StoreUnavailable}
 */
export const journalLosses = async (
  pool: Pool,
  store: Pick<EventStore, 'readStream'>,
): Promise<Loss[]> => {
  const losses: Loss[] = [];
  for (const { ledger, revision } of await heads(pool)) {
    const loss = await lostOf(store, {
      stream: `${LEDGER_STREAM}${ledger}`,
      ...{ first: 0n, last: revision },
      isKnown: (event) => isInJournal(pool, ledger, event),
    });
    if (loss) losses.push(loss);
  }
  return losses;
};

/** In their order. */
export const lostEntries = async (pool: Pool, { stream, from, to }: Loss): Promise<LostEntry[]> => {
  const ledger = stream.slice(LEDGER_STREAM.length);
  const rows = await entriesBetween(pool, ledger, from, to);
  return rows.map((row) => ({
    ledger,
    revision: BigInt(row.revision),
    entry: row.entry,
    kind: kindOf(row.kind),
    effectiveOn: row.effective_on,
    recordedAt: row.recorded_at.toISOString(),
    actor: row.actor,
    document: row.document ?? undefined,
    approval: row.approval ?? undefined,
    id: row.event_id,
    ...{ body: row.body, metadata: row.metadata },
  }));
};

/** Says to every reader, in all processes, that the tables are ahead of the log; or that they are not any more. */
export const markWentBack = async (pool: Pool, error: TablesAhead | undefined): Promise<void> => {
  await withConnection(pool, (client) =>
    client.query(
      `update ${CONTROL}.table_sets set went_back = $1
        where schema_name = $2 and went_back is distinct from $1`,
      [error?.message ?? null, LIVE],
    ),
  );
};

const heads = async (pool: Pool): Promise<{ ledger: string; revision: bigint }[]> =>
  withConnection(pool, async (client) => {
    // One after the other: a statement that names a table that is not there fails as a whole.
    for (const there of [
      `select to_regclass('${LIVE}.ledgers') is not null
        and to_regclass('${CONTROL}.table_sets') is not null as there`,
      `select exists (select from ${CONTROL}.table_sets where schema_name = '${LIVE}') as there`,
    ])
      if ((await client.query<{ there: boolean }>(there)).rows[0]?.there !== true) return [];
    const { rows } = await client.query<{ ledger: string; revision: string }>(
      `select ledger, revision from ${LIVE}.ledgers order by ledger`,
    );
    return rows.map(({ ledger, revision }) => ({ ledger, revision: BigInt(revision) }));
  });

const isInJournal = async (pool: Pool, ledger: string, event: RecordedEvent): Promise<boolean> => {
  const { revision } = event;
  const [row] = await entriesBetween(pool, ledger, revision, revision);
  if (row === undefined) return false;
  const { event_id: id, kind, body, metadata } = row;
  return digestOf({ id, type: kindOf(kind), body, metadata }) === digestOf(event);
};

const entriesBetween = async (
  pool: Pool,
  ledger: string,
  from: bigint,
  to: bigint,
): Promise<EntryRow[]> =>
  withConnection(pool, async (client) => {
    const { rows } = await client.query<EntryRow>(
      `select ${COLUMNS} from ${LIVE}.entries e join ${LIVE}.ledgers l using (ledger_no)
        where l.ledger = $1 and e.revision between $2 and $3 order by e.revision`,
      [ledger, from, to],
    );
    return rows;
  });
