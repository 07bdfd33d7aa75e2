import type { LedgerEvent } from '#domain';
import { Defect, eachInSlices, type Position, type RecordedEvent } from '#event-store';
import { project } from './project.js';
import type { Directory, LedgerDirectory } from './directory.js';
import { Rows } from './rows.js';

export type Decode = (recorded: RecordedEvent) => LedgerEvent;

/** Streams of ledgers; what else is in the log is passed over. */
export const LEDGER_STREAM = 'ledger-';

/** An event that cannot be projected. Its ledger is set aside before it. */
export class PoisonEvent extends Defect {
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
  readonly revision: bigint;
  readonly recordedAt: string;
  /** Last revision in the batch that changed indicators, plan kinds or units. */
  readonly catalogRevision: bigint | undefined;
}

/** What a run of events adds to a table set. */
export interface Projected {
  readonly rows: Rows;
  readonly heads: readonly LedgerHead[];
  readonly events: number;
}

/** Projects events one after the other, in the order of the log, until they are written together. */
export class Batch {
  private readonly rows = new Rows();
  private readonly heads = new Map<string, Head>();
  events = 0;

  constructor(
    private readonly directory: Directory,
    private readonly decode: Decode,
  ) {}

  /** @throws {PoisonEvent} the directory is then of no use any more: it may know what is not stored */
  add(recorded: RecordedEvent): void {
    this.events += 1;
    if (!recorded.stream.startsWith(LEDGER_STREAM)) return;
    try {
      const id = recorded.stream.slice(LEDGER_STREAM.length);
      const head =
        this.heads.get(id) ?? new Head(this.directory.ledger(id), id, recorded.revision - 1n);
      this.heads.set(id, head);
      const event = this.decode(recorded);
      head.expect(recorded.revision);
      project(this.rows, head.directory, event, recorded);
      head.advance(event, recorded.revision);
    } catch (cause) {
      const { stream, revision, position } = recorded;
      throw new PoisonEvent(stream, revision, position, { cause });
    }
  }

  projected(): Projected {
    return { rows: this.rows, heads: [...this.heads.values()], events: this.events };
  }
}

/** Lets requests in between: a follower works in the process that answers them. @throws {PoisonEvent} */
export const projectBatch = async (
  directory: Directory,
  events: readonly RecordedEvent[],
  decode: Decode,
): Promise<Projected> => {
  const batch = new Batch(directory, decode);
  await eachInSlices(events, (recorded) => batch.add(recorded));
  return batch.projected();
};

class Head implements LedgerHead {
  readonly ledgerNo: number;
  recordedAt = '';
  revision: bigint;
  catalogRevision: bigint | undefined;
  private kinds: number;

  constructor(
    readonly directory: LedgerDirectory,
    readonly ledger: string,
    readonly after: bigint,
  ) {
    this.ledgerNo = directory.no;
    this.revision = after;
    this.kinds = directory.planKinds.size;
  }

  expect(revision: bigint): void {
    if (revision !== this.revision + 1n) throw new RangeError('a revision is missing before it');
  }

  /** After its projection, which may have met a plan kind that nobody has defined. */
  advance({ type, data }: LedgerEvent, revision: bigint): void {
    this.revision = revision;
    this.recordedAt = data.recordedAt;
    const kinds = this.directory.planKinds.size;
    if (CATALOG_KINDS.has(type) || kinds !== this.kinds) this.catalogRevision = revision;
    this.kinds = kinds;
  }
}

const CATALOG_KINDS: ReadonlySet<LedgerEvent['type']> = new Set<LedgerEvent['type']>([
  'LedgerOpened',
  'IndicatorDefined',
  'PlanKindDefined',
  'UnitsRegistered',
  'UnitsReorganised',
]);
