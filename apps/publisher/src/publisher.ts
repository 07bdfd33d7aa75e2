import { setTimeout as delay } from 'node:timers/promises';
import { LogDamaged, type EventStore, type FollowBatch, type Position } from '#event-store';
import { batchesOf, type Batch, type BatchLimits } from './batches.js';
import { MessagesRefused, PoisonEntry } from './errors.js';
import type { MessageWriter, OpenWriter } from './message-writer.js';
import { unlessAborted } from './unless-aborted.js';

/** How far the log is published. Losing it costs a publication of the whole log, and no message. */
export interface Checkpoint {
  load(): Promise<Position | null>;
  save(position: Position): Promise<void>;
}

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
  /** It has stopped before an entry that cannot be published, and stays stopped. */
  readonly onAlarm: (error: PoisonEntry | LogDamaged) => void;
  /** Something it needs is not there; it goes on trying. */
  readonly onOutage: (error: unknown) => void;
  /** Another process publishes: what this one lacked is no outage any more. */
  readonly onStandby?: () => void;
  /** It has everything it needs, for the first time or again. */
  readonly onPublishing: () => void;
  readonly onPublished: (published: Published) => void;
  /** Milliseconds of the first and the longest pause between two tries. */
  readonly retryMs?: { readonly first: number; readonly last: number };
  readonly limits?: BatchLimits;
}

const RETRY_MS = { first: 250, last: 5_000 };
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
  private retryMs: number;
  private limits: BatchLimits;

  constructor(private readonly options: PublisherOptions) {
    this.retryMs = this.retries.first;
    this.limits = options.limits ?? LIMITS;
  }

  get state(): PublisherState {
    return this.current;
  }

  /** Ends when `signal` aborts, or before an entry that cannot be published. Rejects never. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.leadOnce(signal);
      } catch (error) {
        if (signal.aborted) break;
        if (error instanceof PoisonEntry || error instanceof LogDamaged) {
          this.current = 'stopped';
          this.options.onAlarm(error);
          return;
        }
        // The next try sends less at once.
        if (error instanceof MessagesRefused) continue;
        this.current = 'outage';
        this.options.onOutage(error);
        await delay(this.retryMs, undefined, { signal }).catch(() => undefined);
        this.retryMs = Math.min(this.retryMs * 2, this.retries.last);
      }
    }
    this.current = 'ended';
  }

  private get retries() {
    return this.options.retryMs ?? RETRY_MS;
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
    this.retryMs = this.retries.first;
    this.options.onStandby?.();
  }

  private async publishLog(signal: AbortSignal): Promise<void> {
    const { store, checkpoint, openWriter } = this.options;
    // Each try has a writer of its own: see there.
    const writer = await openWriter();
    try {
      const position = await checkpoint.load();
      this.current = 'publishing';
      this.options.onPublishing();
      for await (const batch of store.follow(position, signal))
        await unlessAborted(this.publish(writer, batch, signal), signal);
    } finally {
      await writer.close();
    }
  }

  private async publish(
    writer: MessageWriter,
    { events }: FollowBatch,
    signal: AbortSignal,
  ): Promise<void> {
    for (const batch of batchesOf(events, this.limits)) {
      if (signal.aborted) return;
      if (batch.messages.length > 0) await this.write(writer, batch);
      // After the broker's word and never before it: a crash in between repeats messages, the other way round loses some.
      if (batch.position !== undefined) await this.options.checkpoint.save(batch.position);
      if (batch.poison !== undefined) throw batch.poison;
      this.retryMs = this.retries.first;
    }
  }

  private async write(writer: MessageWriter, { messages, events }: Batch): Promise<void> {
    try {
      await writer.write(messages);
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

const lagOf = (time: string | undefined): number =>
  time === undefined ? 0 : Math.max(0, Date.now() - Date.parse(time));
