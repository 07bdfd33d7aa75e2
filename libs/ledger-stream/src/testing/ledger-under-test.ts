import type { LedgerCommand, LedgerEvent, LedgerState, Refusal } from '#domain';
import {
  Sequencer,
  SnapshotWriter,
  type EventStore,
  type Outcome,
  type RecordedEvent,
  type SnapshotStore,
} from '#event-store';
import { MemoryEventStore, MemorySnapshotStore } from '#event-store/memory';
import { ledgerModel, ledgerStream, submissionOf } from '../ledger-model.js';

const PROVINCE = '330000';
const NOW = Date.UTC(2026, 0, 1);

/** The ledger of one province behind the real sequencer, on a log in memory. */
export class LedgerUnderTest {
  readonly stream = ledgerStream(PROVINCE);
  readonly sequencer: Sequencer<LedgerCommand, LedgerEvent, LedgerState, Refusal>;

  constructor(
    readonly store: EventStore = new MemoryEventStore(),
    readonly snapshots: SnapshotStore = new MemorySnapshotStore(),
  ) {
    let now = NOW;
    const clock = () => (now += 1_000);
    this.sequencer = new Sequencer({ store, snapshots, model: ledgerModel, clock });
  }

  /** The same log and snapshots seen by a process that was just started. */
  restarted(): LedgerUnderTest {
    return new LedgerUnderTest(this.store, this.snapshots);
  }

  submit(command: LedgerCommand): Promise<Outcome<LedgerEvent, Refusal>> {
    return this.sequencer.submit(this.stream, submissionOf(PROVINCE, command));
  }

  /** @throws {Error} one of them is refused */
  async post(commands: Iterable<LedgerCommand>): Promise<void> {
    for (const command of commands) {
      const outcome = await this.submit(command);
      if (outcome.kind !== 'accepted')
        throw new Error(`${command.data.entryId}: ${JSON.stringify(outcome.refusal)}`);
    }
  }

  /** Entries that were decided elsewhere. */
  async append(events: readonly LedgerEvent[]): Promise<void> {
    const stamp = { recordedAt: new Date(NOW).toISOString(), commandDigest: 'd'.repeat(64) };
    const encoded = events.map((event) => ledgerModel.encode(event, stamp));
    await this.store.append(this.stream, encoded, 'no-stream');
  }

  writeSnapshot(): Promise<bigint | undefined> {
    const { store, snapshots, stream } = this;
    return new SnapshotWriter({
      store,
      snapshots,
      stream,
      model: ledgerModel,
      everyEvents: 1,
    }).write();
  }

  async recorded(): Promise<RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for await (const one of this.store.readStream(this.stream, 0n, 'forwards')) events.push(one);
    return events;
  }
}
