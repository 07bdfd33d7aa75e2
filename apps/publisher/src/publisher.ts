import {
  FollowLoop,
  groundOf,
  ProcessLossBook,
  STOPPED_RETRY,
  ToldAndLost,
  type Ground,
  type Loss,
  type LossBook,
  type Pauses,
  type EventStore,
  type RecordedEvent,
} from '#event-store';
import { batchesOf, type Batch, type BatchLimits } from './batches.js';
import { MessagesRefused, PoisonEntry } from './errors.js';
import { isBeyond, type MessageWriter, type OpenWriter, type TopicEnds } from './message-writer.js';
import { type Checkpoint, CheckpointMoved, type PublishedPlace } from './checkpoint.js';
import { toldAndGone } from './told-and-gone.js';
import { unlessAborted } from './unless-aborted.js';
import { withheldFrom, type Withheld } from './withheld.js';

/** The right to publish, which one process of an installation has. */
export interface Leadership {
  /** Aborts when the right is gone. */
  readonly lost: AbortSignal;
  release(): void;
}

export interface Published {
  readonly entries: number;
  /** Milliseconds between the recording of the last entry and the broker's word that it is durable. */
  readonly lagMs: number;
}

export interface PublisherOptions {
  readonly store: EventStore;
  readonly checkpoint: Checkpoint;
  readonly openWriter: OpenWriter;
  /** Waits for the right, and says when another process has it; nothing when the signal aborts first. */
  readonly lead: (signal: AbortSignal, onTaken: () => void) => Promise<Leadership | undefined>;
  /** It has stopped for a cause that is ours, which concerns every ledger; it looks again after a long while. */
  readonly onAlarm: (error: unknown) => void;
  /** Ledgers that are withheld, whenever they become more and at each start; the others go on. */
  readonly onWithheld?: (ledgers: readonly Withheld[]) => void;
  /** Something it needs is not there; it goes on trying. */
  readonly onOutage: (error: unknown) => void;
  /** Another process publishes: what this one lacked is no outage any more. */
  readonly onStandby?: () => void;
  /** It has everything it needs, for the first time or again. */
  readonly onPublishing: () => void;
  readonly onPublished: (published: Published) => void;
  /** It may not read the topic, to see what was told before it. */
  readonly onUnread?: () => void;
  /** Milliseconds of the first and the longest pause between two tries. */
  readonly retryMs?: Pauses;
  /** Milliseconds between two looks whether what stopped it, or withholds a ledger, is gone. */
  readonly stoppedRetryMs?: number;
  readonly limits?: BatchLimits;
  /** Where it notes what it has published and the log has lost; of this process when absent. */
  readonly losses?: LossBook;
}

/** As it calls itself where it notes what was lost. */
const NAME = 'publisher';

/** Below what a broker takes at once unless it is told otherwise. */
const LIMITS: BatchLimits = { messagesMax: 1_000, bytesMax: 768 * 1024 };

/** `standby`: another process publishes. `outage`: broker or database is waited for. */
export type PublisherState = 'standby' | 'publishing' | 'outage' | 'stopped' | 'ended';

/**
 * Follows the log and publishes it: in order, at least once. The checkpoint moves only when the broker has acknowledged,
 * so whatever dies when, what was not acknowledged is published again and nothing is passed over.
 */
export class Publisher {
  private current: PublisherState = 'standby';
  private readonly loop: FollowLoop;
  private limits: BatchLimits;
  private place: PublishedPlace = { position: null, withheld: new Map() };
  private ends: TopicEnds | undefined;
  private readonly losses: LossBook;

  constructor(private readonly options: PublisherOptions) {
    this.losses = options.losses ?? new ProcessLossBook();
    const { onAlarm, onOutage, retryMs: pauses, stoppedRetryMs: stoppedMs } = options;
    this.loop = new FollowLoop({
      // The next try sends less at once, or goes on from where another publisher is.
      startsAnew: (error) => error instanceof MessagesRefused || error instanceof CheckpointMoved,
      onStopped: (error) => {
        this.current = 'stopped';
        onAlarm(error);
      },
      onOutage: (error) => {
        this.current = 'outage';
        onOutage(error);
      },
      proof: { store: options.store, onLost: (losses) => this.losses.note(NAME, losses) },
      ...{ pauses, stoppedMs },
    });
    this.limits = options.limits ?? LIMITS;
  }

  get state(): PublisherState {
    return this.current;
  }

  /** Ends when `signal` aborts. Rejects never. */
  async run(signal: AbortSignal): Promise<void> {
    await this.loop.run((until) => this.leadOnce(until), signal);
    this.current = 'ended';
  }

  private async leadOnce(signal: AbortSignal): Promise<void> {
    const leadership = await this.options.lead(signal, () => this.standBy());
    if (leadership === undefined) return;
    try {
      await this.publishLog(AbortSignal.any([signal, leadership.lost]));
    } finally {
      leadership.release();
    }
  }

  /** Told with every try for the right. */
  private standBy(): void {
    if (this.current === 'standby') return;
    this.current = 'standby';
    this.loop.progressed();
    this.options.onStandby?.();
  }

  /**
   * What was published before must stand, in each ledger for itself, and nothing be lost that nobody has decided about.
   * @throws {ToldAndLost}
   */
  private async loadPlace(writer: MessageWriter): Promise<void> {
    const { store, checkpoint } = this.options;
    this.place = await checkpoint.load();
    this.ends = this.place.ends;
    for (const ground of this.place.told ?? []) this.loop.trail.recall(ground);
    const lost = await this.loop.trail.losses(store);
    if (lost.length > 0) await this.losses.note(NAME, lost);
    // What is noted is known there: once a person has decided, it must not be found here again.
    if (lost.length > 0) this.loop.trail.forget();
    await this.assertDecided();
    const gone = await this.lookIntoTopic(writer);
    if (gone.length > 0) await this.losses.note(NAME, gone);
    await this.assertDecided();
  }

  /** @throws {ToldAndLost} */
  private async assertDecided(): Promise<void> {
    const undecided = await this.losses.undecided(NAME);
    if (undecided.length > 0) throw new ToldAndLost(NAME, undecided);
  }

  /**
   * Finds what stands in the topic beyond the kept place and not in the log: a failover that took the place back with the
   * log would otherwise have it forgotten. Most starts find nothing there, and read nothing.
   */
  private async lookIntoTopic(writer: MessageWriter): Promise<readonly Loss[]> {
    const { position, ends } = this.place;
    const now = await writer.ends();
    // A place of before says nothing of the topic.
    const known = ends ?? (position === null ? {} : now);
    const told = isBeyond(known, now) ? await writer.toldBetween(known, now) : [];
    if (told === undefined) this.options.onUnread?.();
    const lost = await toldAndGone(told ?? [], this.options.store);
    this.ends = now;
    // Kept before it is noted: nothing is kept while somebody has to decide, and it must not be found again afterwards.
    if (lost.length > 0) await this.save({ ...this.place, ends: now });
    return lost;
  }

  private async publishLog(signal: AbortSignal): Promise<void> {
    const { store, openWriter } = this.options;
    // Each try has a writer of its own: see there.
    const writer = await openWriter();
    try {
      await this.loadPlace(writer);
      await unlessAborted(this.takeBack(writer, signal), signal);
      this.current = 'publishing';
      this.options.onPublishing();
      const { withheld } = this.place;
      this.options.onWithheld?.([...withheld.values()]);
      // With a ledger withheld it starts anew from time to time, which looks at that ledger again.
      const { stoppedRetryMs = STOPPED_RETRY } = this.options;
      const until =
        withheld.size === 0
          ? signal
          : AbortSignal.any([signal, AbortSignal.timeout(stoppedRetryMs)]);
      for await (const batch of store.follow(this.place.position, until, this.place.ground)) {
        await unlessAborted(this.publish(writer, batch.events, signal), signal);
        if (this.place.withheld.size > withheld.size) return;
      }
    } finally {
      await writer.close();
    }
  }

  private async publish(
    writer: MessageWriter,
    events: readonly RecordedEvent[],
    signal: AbortSignal,
  ): Promise<void> {
    for (const batch of batchesOf(events, this.limits, this.place.withheld)) {
      if (signal.aborted) return;
      if (batch.messages.length > 0) await this.writeOrWithhold(writer, batch);
      const { last, withheld } = batch;
      const place = last ? { position: last.position, ground: groundOf(last) } : {};
      const told = this.toldWith(batch.events);
      await this.save({ ...this.place, ...place, told, withheld, ends: this.ends });
      this.loop.progressed();
    }
  }

  private toldWith(events: readonly RecordedEvent[]): readonly Ground[] {
    const told = new Map((this.place.told ?? []).map((ground) => [ground.stream, ground]));
    const newest = new Map<string, RecordedEvent>();
    for (const event of events) {
      this.loop.trail.noteEvent(event.stream, event.revision, event);
      newest.set(event.stream, event);
    }
    for (const [stream, event] of newest) told.set(stream, groundOf(event));
    return [...told.values()];
  }

  /** Publishes what was passed over of each ledger that is withheld, as far as it can be published now. */
  private async takeBack(writer: MessageWriter, signal: AbortSignal): Promise<void> {
    for (const one of this.place.withheld.values()) {
      let next = one.revision;
      while (!signal.aborted && next <= one.passed) {
        const events = await this.passedOver({ ...one, revision: next });
        const [batch] = batchesOf(events, this.limits);
        const last = batch?.events.at(-1);
        if (batch === undefined || last === undefined) break;
        const isRefused = await this.write(writer, batch).catch(asPoison);
        if (isRefused) break;
        next = last.revision + 1n;
        await this.keep({ ...one, revision: next }, batch.events);
      }
    }
  }

  /** @throws {MessagesRefused} once more, without what is withheld from now on */
  private async writeOrWithhold(writer: MessageWriter, batch: Batch): Promise<void> {
    const poison = await this.write(writer, batch).catch(asPoison);
    const [first] = batch.events;
    if (!poison || first === undefined) return;
    // Nothing is passed over yet: the next try meets it again, and passes it over with the checkpoint.
    const { withheld } = this.place;
    await this.save({ ...this.place, withheld: withheldFrom(withheld, first, poison.message) });
    throw new MessagesRefused(poison.message, { cause: poison });
  }

  private async passedOver({ stream, revision, passed }: Withheld): Promise<RecordedEvent[]> {
    const count = Math.min(Number(passed - revision) + 1, this.limits.messagesMax);
    const events: RecordedEvent[] = [];
    for await (const event of this.options.store.readStream(stream, revision, 'forwards', count))
      events.push(event);
    return events;
  }

  private keep(one: Withheld, events: readonly RecordedEvent[]): Promise<void> {
    const withheld = new Map(this.place.withheld);
    if (one.revision > one.passed) withheld.delete(one.stream);
    else withheld.set(one.stream, one);
    return this.save({ ...this.place, withheld, told: this.toldWith(events), ends: this.ends });
  }

  /** After the broker's word and never before it: a crash in between repeats messages, the other way round loses some. */
  private async save(place: PublishedPlace): Promise<void> {
    await this.options.checkpoint.save(place, this.place.position);
    this.place = place;
  }

  private async write(writer: MessageWriter, { messages, events }: Batch): Promise<void> {
    try {
      this.ends = { ...this.place.ends, ...this.ends, ...(await writer.write(messages)) };
    } catch (error) {
      if (!(error instanceof MessagesRefused)) throw error;
      const [first] = events;
      // Alone it shows which message it is that the broker will not have.
      if (first !== undefined && events.length === 1) throw new PoisonEntry(first, error);
      const messagesMax = Math.floor(messages.length / 2);
      this.limits = { ...this.limits, messagesMax };
      throw error;
    }
    this.options.onPublished({ entries: messages.length, lagMs: lagOf(messages.at(-1)?.time) });
  }
}

const asPoison = (error: unknown): PoisonEntry => {
  if (error instanceof PoisonEntry) return error;
  throw error;
};

const lagOf = (time: string | undefined): number =>
  time === undefined ? 0 : Math.max(0, Date.now() - Date.parse(time));
