import type { AppendLimits } from '../event-store.js';
import type { Outcome, Submission } from '../stream-model.js';
import { decideDry } from './dry-run.js';
import { BatchTooLargeForAtomic, Overloaded, SequencerClosed } from './errors.js';
import type { StreamHead } from './folded-stream.js';
import { Lane } from './lane.js';
import type { LaneTools } from './lane-tools.js';
import { Lanes } from './lanes.js';
import {
  CACHE_BYTES_MAX,
  CACHE_EVENTS_MAX,
  CACHE_STREAMS_MAX,
  laneSettings,
  type LaneSettings,
  type SequencerOptions,
} from './options.js';
import type { BatchOptions, BatchOutcome, LineOutcome } from './outcomes.js';
import { RecordedEntries } from './recorded-entries.js';
import { weightOf } from './weight.js';

/**
 * Decides the commands of each stream one after the other against its state in memory and writes
 * all that waited in one append. Nothing is answered before it is durable.
 *
 * Safe with several processes on one log: the expected revision shows that the state was the
 * newest, otherwise the tail is read and the round decided again.
 */
export class Sequencer<Command, Event, State, Refusal> {
  private readonly tools: LaneTools<Command, Event, State, Refusal>;
  private readonly settings: LaneSettings;
  private readonly lanes: Lanes<Lane<Command, Event, State, Refusal>>;
  private closed = false;
  /** Lines of dry runs that are under way. */
  private dryLines = 0;
  private dryBytes = 0;

  constructor(options: SequencerOptions<Command, Event, State, Refusal>) {
    const { store, model, clock, snapshots } = options;
    const entries = new RecordedEntries(store, model, {
      entriesMax: options.cacheEventsMax ?? CACHE_EVENTS_MAX,
      bytesMax: options.cacheBytesMax ?? CACHE_BYTES_MAX,
    });
    const { patienceMs = Infinity } = options;
    this.tools = { store, model, clock, snapshots, entries, patienceMs };
    this.settings = laneSettings(options);
    this.lanes = new Lanes(
      (stream) => new Lane(stream, this.tools, this.settings),
      options.cacheStreamsMax ?? CACHE_STREAMS_MAX,
    );
  }

  /**
   * Decides one command and records its event.
   * @throws {Overloaded | StreamBusy | StoreUnavailable | SequencerClosed} send it again later under
   * the same key; whatever the model throws
   */
  submit(stream: string, submission: Submission<Command>): Promise<Outcome<Event, Refusal>> {
    return new Promise((resolve, reject) => {
      const lane = this.openLane(stream);
      // A copy, because a command is known by its submission object while its round is retried.
      lane.push({ atomic: false, submission: { ...submission }, resolve, reject });
    });
  }

  /**
   * Atomic: all lines in one append or none; on a line that is not accepted nothing is written, and
   * the lines after it are decided as if it had not been. Otherwise each line stands for itself, in
   * order, and an outage fails lines, not the call.
   * @throws {BatchTooLargeForAtomic} and, before anything is decided, what `submit` throws
   */
  async submitBatch(
    stream: string,
    submissions: readonly Submission<Command>[],
    { atomic }: BatchOptions,
  ): Promise<BatchOutcome<Event, Refusal>> {
    const { limits } = this.settings;
    if (atomic && submissions.length > limits.eventsMax)
      throw new BatchTooLargeForAtomic(limits, submissions.length);
    const lane = this.openLane(stream);
    if (submissions.length === 0) return { recorded: true, lines: [] };
    const copies = submissions.map((submission) => ({ ...submission }));
    if (atomic)
      return new Promise((resolve, reject) =>
        lane.push({ atomic, submissions: copies, resolve, reject }),
      );
    const lines = copies.map((submission) => {
      const { promise, resolve, reject } = waiter<Outcome<Event, Refusal>>();
      lane.push({ atomic: false, submission, resolve, reject });
      return promise.catch((error: unknown) => ({ kind: 'failed' as const, error }));
    });
    return { recorded: true, lines: await Promise.all(lines) };
  }

  /** Decides against the newest state, outside the queue, and records nothing. */
  async dryRun(stream: string, submission: Submission<Command>): Promise<Outcome<Event, Refusal>> {
    const [outcome] = await this.decideDry(stream, [submission]);
    if (outcome?.kind === 'failed') throw outcome.error;
    if (!outcome) throw new RangeError('a dry run decides one command');
    return outcome;
  }

  /**
   * Each line is decided on top of the accepted ones before it.
   * @throws {BatchTooLargeForAtomic} where `submitBatch` would, since a dry run promises what a post does
   */
  async dryRunBatch(
    stream: string,
    submissions: readonly Submission<Command>[],
    { atomic }: BatchOptions,
  ): Promise<BatchOutcome<Event, Refusal>> {
    const limits = atomic ? this.settings.limits : undefined;
    return { recorded: false, lines: await this.decideDry(stream, submissions, limits) };
  }

  /** Gives the durable state to `look`, which must not change or keep it. */
  async read<Result>(
    stream: string,
    look: (state: State, head: StreamHead) => Result,
  ): Promise<Result> {
    const folded = await this.lane(stream).load();
    return look(folded.state, folded.head);
  }

  /** Settled when the stream is in memory, however long its fold takes. @throws {StoreUnavailable} and what the model throws */
  async loaded(stream: string): Promise<void> {
    await this.lane(stream).state.whole();
  }

  /** Where the durable state of this process stands. Another process may be ahead: `refresh`. */
  head(stream: string): Promise<StreamHead> {
    return this.read(stream, (_state, head) => head);
  }

  /** Folds what other processes have written. @throws {StoreUnavailable} */
  refresh(stream: string): Promise<void> {
    return this.lane(stream).refresh();
  }

  /** Looks whether all that is in memory still stands in the log, which nobody else asks an idle process. @throws {StoreUnavailable} */
  async prove(): Promise<void> {
    const lanes = this.lanes.all().filter(({ exists }) => exists);
    await Promise.all(lanes.map((lane) => lane.freshen()));
  }

  /** Takes no more commands; settled when all that wait are answered. */
  async drain(): Promise<void> {
    this.closed = true;
    await Promise.all(this.lanes.all().map(({ finished }) => finished));
  }

  /** Takes no more commands, finishes the rounds in flight and refuses what still waits. */
  close(): Promise<void> {
    for (const lane of this.lanes.all()) lane.halt();
    return this.drain();
  }

  private async decideDry(
    stream: string,
    submissions: readonly Submission<Command>[],
    oneAppend?: AppendLimits,
  ): Promise<readonly LineOutcome<Event, Refusal>[]> {
    if (oneAppend && submissions.length > oneAppend.eventsMax)
      throw new BatchTooLargeForAtomic(oneAppend, submissions.length);
    const { queueMax, queueBytesMax } = this.settings;
    if (this.dryLines >= queueMax) throw new Overloaded(stream, queueMax);
    if (this.dryBytes >= queueBytesMax) throw new Overloaded(stream, queueBytesMax, 'bytes');
    const bytes = weightOf(...submissions);
    this.dryLines += submissions.length;
    this.dryBytes += bytes;
    try {
      const lane = this.lane(stream);
      await lane.freshen();
      return await decideDry(lane, this.tools, submissions, oneAppend);
    } finally {
      this.dryLines -= submissions.length;
      this.dryBytes -= bytes;
    }
  }

  private openLane(stream: string): Lane<Command, Event, State, Refusal> {
    if (this.closed) throw new SequencerClosed();
    const lane = this.lane(stream);
    lane.assertRoom();
    return lane;
  }

  private lane(stream: string): Lane<Command, Event, State, Refusal> {
    return this.lanes.of(stream);
  }
}

function waiter<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<Value>((keep, fail) => {
    resolve = keep;
    reject = fail;
  });
  return { promise, resolve, reject };
}
