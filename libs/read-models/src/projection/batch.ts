import type { LedgerEvent } from '#domain';
import type { Position, RecordedEvent } from '#event-store';
import { project } from './project.js';
import type { Directory } from './directory.js';
import { Rows } from './rows.js';

export type Decode = (recorded: RecordedEvent) => LedgerEvent;

/** Streams of ledgers; what else is in the log is passed over. */
export const LEDGER_STREAM = 'ledger-';

/** An event that cannot be projected. The follower stops before it. */
export class PoisonEvent extends Error {
  override readonly name = 'PoisonEvent';
  constructor(
    readonly stream: string,
    readonly revision: bigint,
    readonly position: Position,
    options: { readonly cause: unknown },
  ) {
    super(`cannot project revision ${revision} of ${stream}: ${String(options.cause)}`, options);
  }
}

export interface LedgerHead {
  readonly ledgerNo: number;
  readonly ledger: string;
  /** Last revision before the batch, −1 when the ledger is new. */
  readonly after: bigint;
  revision: bigint;
  recordedAt: string;
}

export interface Batch {
  readonly rows: Rows;
  readonly heads: readonly LedgerHead[];
  readonly events: number;
}

/**
 * Projects events in the order of the log.
 * @throws {PoisonEvent} the directory is then of no use any more: it may know what was not stored
 */
export const projectBatch = (
  directory: Directory,
  events: readonly RecordedEvent[],
  decode: Decode,
): Batch => {
  const rows = new Rows();
  const heads = new Map<string, LedgerHead>();
  for (const recorded of events) {
    if (!recorded.stream.startsWith(LEDGER_STREAM)) continue;
    try {
      const id = recorded.stream.slice(LEDGER_STREAM.length);
      const { ledger } = directory.ledger(id);
      const event = decode(recorded);
      project(rows, ledger, event, recorded);
      const { revision } = recorded;
      const { recordedAt } = event.data;
      const head = heads.get(id);
      if (head === undefined) {
        const after = revision - 1n;
        heads.set(id, { ledgerNo: ledger.no, ledger: id, after, revision, recordedAt });
      } else {
        if (revision !== head.revision + 1n)
          throw new RangeError('a revision is missing before it');
        head.revision = revision;
        head.recordedAt = recordedAt;
      }
    } catch (cause) {
      const { stream, revision, position } = recorded;
      throw new PoisonEvent(stream, revision, position, { cause });
    }
  }
  return { rows, heads: [...heads.values()], events: events.length };
};
