import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { becomeLeader, type EventStore, type FollowBatch, type RecordedEvent } from '#event-store';
import { PoisonEvent, type Projected, type Decode } from '../projection/batch.js';
import { FOLLOWER_LOCK, PROJECTION_VERSION } from '../schema/names.js';
import { liveSet } from './control.js';
import { isOutage } from './outage.js';
import { CheckpointMoved, LiveWriter } from './live-writer.js';
import { rebuild, RebuildRunning, type RebuildProgress } from './rebuild.js';

/** What a batch did, for metrics. */
export interface Applied {
  readonly events: number;
  /** Milliseconds of the transaction and the projection. */
  readonly tookMs: number;
  /** Milliseconds between the recording of the last event and its commit here. */
  readonly lagMs: number;
  /** Nothing stood behind it in the log. */
  readonly live: boolean;
}

export interface ReadModelRunnerOptions {
  /** Of the owner of the schemas. The follower takes one connection. */
  readonly pool: Pool;
  /** Where a rebuild takes two connections; it must allow statements that last, because an index of a long log does. */
  readonly rebuildPool?: Pool;
  readonly store: EventStore;
  readonly decode: Decode;
  /** It has stopped before an event that it cannot apply, and stays stopped. */
  readonly onAlarm: (error: unknown) => void;
  /** The database went away; it goes on trying. */
  readonly onOutage?: (error: unknown) => void;
  readonly onApplied?: (applied: Applied) => void;
  readonly onProgress?: (progress: RebuildProgress) => void;
  /** Milliseconds between two looks whether the active follower is gone. */
  readonly takeoverPollMs?: number;
}

const TAKEOVER_POLL = 500;
const RETRY = 500;

export type RunnerState = 'waiting' | 'rebuilding' | 'active' | 'stopped' | 'ended';

/** Follows the log into the live tables. Any number may run in an installation; one is active. */
export class ReadModelRunner {
  private current: RunnerState = 'waiting';

  constructor(private readonly options: ReadModelRunnerOptions) {}

  get state(): RunnerState {
    return this.current;
  }

  /** Ends when `signal` aborts, or when an event cannot be applied. Rejects never. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.current = 'waiting';
      try {
        await this.leadOnce(signal);
      } catch (error) {
        if (signal.aborted) break;
        if (error instanceof CheckpointMoved) continue;
        // Another process rebuilds, or hung while it did and its connection is not closed yet.
        if (!isOutage(error) && !(error instanceof RebuildRunning)) {
          this.current = 'stopped';
          this.options.onAlarm(error);
          return;
        }
        this.options.onOutage?.(error);
        await delay(RETRY, undefined, { signal }).catch(() => undefined);
      }
    }
    this.current = 'ended';
  }

  private async leadOnce(signal: AbortSignal): Promise<void> {
    const { pool, takeoverPollMs = TAKEOVER_POLL } = this.options;
    const leadership = await becomeLeader(pool, FOLLOWER_LOCK, signal, takeoverPollMs);
    if (leadership === undefined) return;
    try {
      await this.follow(AbortSignal.any([signal, leadership.lost]));
    } finally {
      leadership.release();
    }
  }

  private async follow(signal: AbortSignal): Promise<void> {
    const { pool, store, decode } = this.options;
    const live = await liveSet(pool);
    if (live?.version !== PROJECTION_VERSION) {
      this.current = 'rebuilding';
      const { onProgress, rebuildPool = pool } = this.options;
      await rebuild({
        pool: rebuildPool,
        store,
        decode,
        signal,
        ...(onProgress ? { onProgress } : {}),
      });
    }
    const writer = await LiveWriter.open(pool, decode);
    this.current = 'active';
    for await (const batch of store.follow(writer.position, signal)) {
      if (signal.aborted) return;
      if (batch.events.length > 0) await this.apply(writer, batch);
    }
  }

  /** What precedes an event that cannot be applied is still written. */
  private async applyUpTo(
    writer: LiveWriter,
    events: readonly RecordedEvent[],
  ): Promise<Projected | undefined> {
    try {
      return await writer.apply(events);
    } catch (error) {
      if (!(error instanceof PoisonEvent)) throw error;
      const before = events.findIndex(({ position }) => position === error.position);
      const fresh = await LiveWriter.open(this.options.pool, this.options.decode);
      await fresh.apply(events.slice(0, before));
      throw error;
    }
  }

  private async apply(writer: LiveWriter, { events, live }: FollowBatch): Promise<void> {
    const started = performance.now();
    const batch = await this.applyUpTo(writer, events);
    const recordedAt = batch?.heads.at(-1)?.recordedAt;
    this.options.onApplied?.({
      events: events.length,
      tookMs: performance.now() - started,
      lagMs: recordedAt === undefined ? 0 : Math.max(0, Date.now() - Date.parse(recordedAt)),
      live,
    });
  }
}
