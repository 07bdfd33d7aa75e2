import type { LedgerCommand, LedgerState } from '#domain';
import type { NewEvent } from '#event-store';
import { ledgerModel, submissionOf } from '#ledger-stream';
import { Workload, type WorkloadOptions } from './workload.js';

export const LEDGER = '330000';
/** Entries a second of recorded time: a year of work is recorded within its year. */
const RECORDED_MS = 500;

/** Workload as it would be stored: decided by the rules, stamped and encoded, without a sequencer or a database. */
export class WrittenLog {
  readonly state: LedgerState = ledgerModel.initialState();
  private instant = Date.UTC(2001, 0, 1);
  private revision = -1n;

  constructor(private readonly options: WorkloadOptions) {}

  /** Events in batches. @throws when the rules refuse a command of the workload */
  *batches(size: number): Generator<readonly NewEvent[]> {
    let batch: NewEvent[] = [];
    for (const command of new Workload(this.options).commands()) {
      batch.push(this.write(command));
      if (batch.length < size) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  /** Decides and folds one command. */
  write(command: LedgerCommand): NewEvent {
    const { state } = this;
    const cited = new Map(
      ledgerModel.needs(state, command).map((revision) => [revision, this.cited(revision)]),
    );
    const decision = ledgerModel.decide(state, command, cited);
    if ('refused' in decision) {
      throw new Error(`${command.kind}: ${JSON.stringify(decision.refused)}`);
    }
    this.instant += RECORDED_MS;
    const stamp = {
      recordedAt: new Date(this.instant).toISOString(),
      commandDigest: submissionOf(LEDGER, command).digest,
    };
    const event = ledgerModel.stamp(decision.accepted, stamp);
    this.revision += 1n;
    this.keep(event);
    ledgerModel.fold(state, event, this.revision);
    return ledgerModel.encode(event, stamp);
  }

  /** Entries that later ones of the workload cite: the splits, which annotations name, and the annotations before. */
  private readonly kept = new Map<bigint, ReturnType<typeof ledgerModel.stamp>>();

  private keep(event: ReturnType<typeof ledgerModel.stamp>): void {
    if (event.type === 'QuotaSplit' || event.type === 'EntryAnnotated')
      this.kept.set(this.revision, event);
  }

  private cited(revision: bigint): ReturnType<typeof ledgerModel.stamp> {
    const event = this.kept.get(revision);
    if (event === undefined)
      throw new Error(`the workload cites entry ${revision}, which is not kept`);
    return event;
  }
}
