import {
  AppendTooLarge,
  type Appended,
  type AppendLimits,
  type NewEvent,
  type StreamRevision,
} from '../event-store.js';
import type { Stamp, StreamModel, Submission } from '../stream-model.js';
import { Citations } from './citations.js';
import type { Entry } from './entry.js';
import { BatchTooLargeForAtomic, EventIdUnstable } from './errors.js';
import type { FoldedStream } from './folded-stream.js';
import type { Atomic, LineOutcome, Single, Waiting } from './outcomes.js';
import type { FoundEntries, RecordedEntries } from './recorded-entries.js';
import type { Carried } from './carried.js';
import { groundAfter, type RoundBase, type RoundBounds } from './round-base.js';
import { Slice, SLICE } from '../slices.js';
import { outcomeOf, type DecidedBatch, type Verdict } from './verdict.js';

/**
 * `missing`: events must be read before it can be decided, nothing has changed. `full`: it opens
 * the next round. `restart`: the overlay is spoilt, decide the round again without the banned.
 */
export type Step = 'decided' | 'missing' | 'full' | 'restart';
type Decided<Event, Refusal> = Verdict<Event, Refusal> | Exclude<Step, 'decided'>;

/** The commands of one append, decided one after the other against one overlay of the state. */
export class Round<Command, Event, State, Refusal> {
  readonly events: NewEvent[] = [];
  /** The entries of `events`, in their order, and the commands they came from. */
  readonly pending: Entry<Event>[] = [];
  readonly submissions: Submission<Command>[] = [];
  readonly singles: Single<Command, Event, Refusal>[] = [];
  readonly verdicts: Verdict<Event, Refusal>[] = [];
  readonly batches: DecidedBatch<Command, Event, Refusal>[] = [];
  bytes = 0;
  lines = 0;
  /** Bytes of the event that did not fit. */
  private refusedBytes = 0;
  private overlay: State;
  readonly from: StreamRevision;
  private readonly recordedAt: string;
  private readonly limits: AppendLimits;
  private readonly citations: Citations<Command, Event, State, Refusal>;

  constructor(
    private readonly model: StreamModel<Command, Event, State, Refusal>,
    readonly base: RoundBase<Event, State>,
    entries: RecordedEntries<Command, Event, State, Refusal>,
    private readonly bounds: RoundBounds,
    private readonly carried: Carried<Command>,
    found: FoundEntries<Event>,
  ) {
    this.overlay = model.overlay(base.state);
    this.limits = bounds.limits;
    this.from = base.next;
    const unwritten = [{ from: this.from, pending: this.pending }, base.unwritten];
    this.citations = new Citations(base.stream, unwritten, entries, found);
    this.recordedAt = new Date(this.recordedAtMs).toISOString();
  }

  get recordedAtMs(): number {
    return Math.max(this.carried.recordedAtMs, this.base.recordedAtMs);
  }

  /** Items decided so far. */
  get items(): number {
    return this.singles.length + this.batches.length;
  }

  /** The event loop is free between the slices of a batch. Nothing else may be done with the round meanwhile. */
  add(item: Waiting<Command, Event, Refusal>): Step | Promise<Step> {
    const lines = item.atomic ? item.submissions.length : 1;
    if (this.lines > 0 && this.lines + lines > this.bounds.roundEventsMax) return 'full';
    return item.atomic ? this.addBatch(item) : this.addSingle(item);
  }

  /** Notes what an item will need, so that one read serves all that wait. */
  lookAhead(item: Waiting<Command, Event, Refusal>): void {
    if (!item.atomic) return this.lookUp(item.submission);
    for (const submission of item.submissions) this.lookUp(submission);
  }

  /** A line decided without recording it; nothing when it must be decided again after `supply`. */
  outcome(submission: Submission<Command>): LineOutcome<Event, Refusal> | undefined {
    const decided = this.decide(submission);
    return typeof decided === 'string' ? undefined : outcomeOf(decided);
  }

  /** Reads what was missing. @throws {StoreUnavailable} */
  supply(): Promise<void> {
    return this.citations.supply();
  }

  /** Some command was refused, or would have been accepted with others. */
  get refuses(): boolean {
    return (
      this.verdicts.some(({ kind }) => kind === 'refused') ||
      this.batches.some((batch) => 'lines' in batch && !batch.recorded)
    );
  }

  submissionOf(eventId: string): Submission<Command> | undefined {
    return this.submissions[this.events.findIndex(({ id }) => id === eventId)];
  }

  /** What the next round may be decided on while this one is on its way. Nothing may be added to this one then. */
  asBase(): RoundBase<Event, State> {
    const { from, pending, recordedAtMs, overlay: state } = this;
    const next = from + BigInt(pending.length);
    const unwritten = { from, pending };
    const { stream } = this.base;
    const ground = groundAfter(this.base, this.events);
    return { stream, state, revision: next - 1n, ground, next, recordedAtMs, unwritten };
  }

  /** Moves what was decided into the durable state. A throw leaves that state spoilt. */
  commit({ positions }: Appended, durable: FoldedStream<Command, Event, State, Refusal>): void {
    for (const [index, entry] of this.pending.entries()) {
      const position = positions[index];
      if (position !== undefined) entry.position = position;
      this.citations.keep(entry);
    }
    this.model.merge(this.overlay);
    durable.advance(this.from, this.events, this.recordedAtMs);
  }

  /** Answers everybody; only when it is durable. */
  answer(): void {
    for (const [index, item] of this.singles.entries()) {
      const verdict = this.verdicts[index];
      const outcome = verdict && outcomeOf(verdict);
      if (outcome?.kind === 'failed') item.reject(outcome.error);
      else if (outcome) item.resolve(outcome);
    }
    for (const decided of this.batches) {
      if ('error' in decided) decided.item.reject(decided.error);
      else
        decided.item.resolve({ recorded: decided.recorded, lines: decided.lines.map(outcomeOf) });
    }
  }

  private addSingle(item: Single<Command, Event, Refusal>): Step {
    const decided = this.decide(item.submission);
    if (typeof decided === 'string' && !(decided === 'full' && this.pending.length === 0))
      return decided;
    this.singles.push(item);
    this.verdicts.push(typeof decided === 'string' ? this.tooLarge() : decided);
    this.lines += 1;
    return 'decided';
  }

  private tooLarge(): Verdict<Event, Refusal> {
    return { kind: 'failed', error: new AppendTooLarge(this.limits, 1, this.refusedBytes) };
  }

  private async addBatch(item: Atomic<Command, Event, Refusal>): Promise<Step> {
    const outer = this.overlay;
    const { bytes } = this;
    const start = this.pending.length;
    const inner = this.model.overlay(outer);
    this.overlay = inner;
    const lines: Verdict<Event, Refusal>[] = [];
    let stopped: Exclude<Step, 'decided'> | undefined;
    const slice = new Slice(SLICE);
    for (const submission of item.submissions) {
      await slice.next();
      const decided = this.decide(submission);
      if (typeof decided === 'string') {
        stopped = decided;
        break;
      }
      lines.push(decided);
    }
    this.overlay = outer;

    const recorded = stopped === undefined && lines.every(({ kind }) => kind === 'accepted');
    if (!recorded) this.dropAfter(start, bytes);
    if (stopped === 'full' && start === 0) {
      const error = new BatchTooLargeForAtomic(this.limits, item.submissions.length);
      return this.keepBatch({ item, error });
    }
    if (stopped !== undefined) return stopped;
    if (recorded && !this.mergeBatch(item, inner)) return 'restart';
    return this.keepBatch({ item, lines, recorded });
  }

  private keepBatch(batch: DecidedBatch<Command, Event, Refusal>): Step {
    this.batches.push(batch);
    this.lines += batch.item.submissions.length;
    return 'decided';
  }

  private mergeBatch(item: Atomic<Command, Event, Refusal>, inner: State): boolean {
    try {
      this.model.merge(inner);
      return true;
    } catch (error) {
      for (const submission of item.submissions) this.carried.ban(submission, error);
      return false;
    }
  }

  private dropAfter(start: number, bytes: number): void {
    this.events.length = start;
    this.pending.length = start;
    this.submissions.length = start;
    this.bytes = bytes;
  }

  private decide(submission: Submission<Command>): Decided<Event, Refusal> {
    const banned = this.carried.banned(submission);
    if (banned) return banned;
    try {
      return this.posted(submission) ?? this.decideAnew(submission);
    } catch (error) {
      return { kind: 'failed', error };
    }
  }

  /** Comes before every other refusal: the answer to a key that is in the log already. */
  private posted(submission: Submission<Command>): Verdict<Event, Refusal> | 'missing' | undefined {
    const { key, digest, isAlsoKnownAs } = submission;
    let missing = false;
    let entry: Entry<Event> | undefined;
    for (const revision of this.model.candidates(this.overlay, key)) {
      const candidate = this.citations.at(revision);
      if (candidate === undefined) missing = true;
      else if (candidate?.key === key) entry = candidate;
    }
    if (entry === undefined) return missing ? 'missing' : undefined;
    if (entry.digest !== digest && isAlsoKnownAs?.(entry.digest) !== true)
      return { kind: 'refused', refusal: this.model.keyReused(key, entry.event) };
    return { kind: 'accepted', entry, repeated: this.isRepeat(entry, submission) };
  }

  private isRepeat(entry: Entry<Event>, submission: Submission<Command>): boolean {
    return entry.revision >= this.from || !this.carried.claim(entry.revision, submission);
  }

  private decideAnew(submission: Submission<Command>): Decided<Event, Refusal> {
    const { command, digest: commandDigest, traceparent } = submission;
    const cited = this.citations.cite(this.model.needs(this.overlay, command));
    if (cited === undefined) return 'missing';
    const decision = this.model.decide(this.overlay, command, cited);
    if ('refused' in decision) return { kind: 'refused', refusal: decision.refused };
    const stamp = { recordedAt: this.recordedAt, commandDigest, traceparent };
    return this.accept(submission, this.model.stamp(decision.accepted, stamp), stamp);
  }

  private accept(
    submission: Submission<Command>,
    event: Event,
    stamp: Stamp,
  ): Decided<Event, Refusal> {
    const encoded = this.model.encode(event, stamp);
    if (!this.carried.isStable(submission, encoded.id))
      throw new EventIdUnstable(this.base.stream, submission.key);
    const bytes = Buffer.byteLength(encoded.body) + Buffer.byteLength(encoded.metadata);
    const { eventsMax, bytesMax } = this.limits;
    if (this.events.length + 1 > eventsMax || this.bytes + bytes > bytesMax) {
      this.refusedBytes = bytes;
      return 'full';
    }
    const { key, digest } = submission;
    const revision = this.from + BigInt(this.pending.length);
    try {
      this.model.fold(this.overlay, event, revision);
    } catch (error) {
      this.carried.ban(submission, error);
      return 'restart';
    }
    const left = this.model.left?.(this.overlay, event);
    const entry: Entry<Event> = { key, digest, event, revision, bytes, ...(left && { left }) };
    this.bytes += bytes;
    this.events.push(encoded);
    this.pending.push(entry);
    this.submissions.push(submission);
    return { kind: 'accepted', entry, repeated: false };
  }

  /** Notes what it will need, so that one read serves many. */
  lookUp({ key, command }: Submission<Command>): void {
    try {
      for (const revision of this.model.candidates(this.overlay, key)) this.citations.at(revision);
      this.citations.cite(this.model.needs(this.overlay, command));
    } catch {
      // It fails again when its turn comes, and is answered then.
    }
  }
}
