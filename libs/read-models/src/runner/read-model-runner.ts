import type { Pool } from 'pg';
import {
  becomeLeader,
  FollowLoop,
  LogWentBack,
  STOPPED_RETRY,
  withConnection,
  type EventStore,
  type FollowBatch,
  type Loss,
} from '#event-store';
import { journalLosses, markWentBack, TablesAhead } from '../losses/journal-losses.js';
import { isMissingTable, TablesAway } from '../missing-tables.js';
import type { Decode } from '../projection/batch.js';
import { FOLLOWER_LOCK, PROJECTION_VERSION } from '../schema/names.js';
import { forgetTables, liveSet, type LiveSet } from './control.js';
import { CheckpointMoved, LiveWriter } from './live-writer.js';
import { rebuild, type RebuildProgress } from './rebuild.js';
import type { SetAside } from './set-aside.js';

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
  /** Builds the tables anew, in another thread for example. Default: here, with connections of `pool`. */
  readonly build?: (
    signal: AbortSignal,
    onProgress: (progress: RebuildProgress) => void,
  ) => Promise<unknown>;
  readonly store: EventStore;
  readonly decode: Decode;
  /** It has stopped for a cause that is ours, which concerns every ledger; it looks again after a long while. */
  readonly onAlarm: (error: unknown) => void;
  /** A ledger has an entry that cannot be taken and is set aside before it, or still is at a start; the others go on. */
  readonly onSetAside?: (ledgers: readonly SetAside[]) => void;
  /** Ledgers that were set aside are whole again. */
  readonly onTakenBack?: (ledgers: readonly SetAside[]) => void;
  /** Something it needs is not there; it goes on trying. */
  readonly onOutage?: (error: unknown) => void;
  /** What of it the log, and these tables with it, do not hold any more. */
  readonly onLost?: (losses: readonly Loss[]) => void;
  /** Another follower is active: what this one lacked is no outage any more. */
  readonly onStandby?: () => void;
  /** It follows, for the first time or again. */
  readonly onActive?: () => void;
  readonly onApplied?: (applied: Applied) => void;
  readonly onProgress?: (progress: RebuildProgress) => void;
  /** Milliseconds between two looks whether the active follower is gone. */
  readonly takeoverPollMs?: number;
  /** Milliseconds between two looks whether what stopped it, or what set a ledger aside, is gone. */
  readonly stoppedRetryMs?: number;
}

const TAKEOVER_POLL = 500;

/** `waiting`: another one is active, or nobody knows yet. `outage`: something it needs is away. */
export type RunnerState = 'waiting' | 'rebuilding' | 'active' | 'outage' | 'stopped' | 'ended';

/** Follows the log into the live tables. Any number may run in an installation; one is active. */
export class ReadModelRunner {
  private current: RunnerState = 'waiting';
  private aside: readonly SetAside[] = [];
  /** The present try found tables, or built them. */
  private hadTables = false;

  private readonly loop: FollowLoop;

  constructor(private readonly options: ReadModelRunnerOptions) {
    const { onAlarm, onOutage, stoppedRetryMs: stoppedMs } = options;
    this.loop = new FollowLoop({
      startsAnew: async (error) => error instanceof CheckpointMoved || (await this.tablesAreGone()),
      onStopped: (error) => {
        this.current = 'stopped';
        onAlarm(error);
      },
      onOutage: (error) => {
        this.current = 'outage';
        onOutage?.(error);
      },
      proof: { store: options.store, onLost: (losses) => options.onLost?.(losses) },
      stoppedMs,
    });
  }

  get state(): RunnerState {
    return this.current;
  }

  /** Ledgers whose tables do not go on; told by the active follower of an installation. */
  get setAside(): readonly SetAside[] {
    return this.aside;
  }

  /** Ends when `signal` aborts. Rejects never. */
  async run(signal: AbortSignal): Promise<void> {
    await this.loop.run((until) => this.leadOnce(until), signal);
    this.current = 'ended';
  }

  /**
   * Dropped under the follower, while it follows or as it begins to: they are built anew, which no waiting would bring
   * about. What failed before there were tables would fail again at once.
   */
  private async tablesAreGone(): Promise<boolean> {
    if (!this.hadTables) return false;
    const live = await this.liveSet().catch(() => null);
    return live === undefined;
  }

  private liveSet(): Promise<LiveSet | undefined> {
    return withConnection(this.options.pool, (client) => liveSet(client));
  }

  private async leadOnce(signal: AbortSignal): Promise<void> {
    this.hadTables = false;
    const { pool, takeoverPollMs = TAKEOVER_POLL } = this.options;
    const leadership = await becomeLeader(
      ...([pool, FOLLOWER_LOCK, signal, takeoverPollMs] as const),
      () => this.standBy(),
    );
    if (leadership === undefined) return;
    try {
      await this.buildWhereMissing(signal);
      this.hadTables = true;
      await this.follow(AbortSignal.any([signal, leadership.lost]));
    } catch (error) {
      // Another process may be making them: by now they may be there again.
      throw this.hadTables && isMissingTable(error) ? new TablesAway(error) : error;
    } finally {
      leadership.release();
    }
  }

  /** Told with every try for the right. */
  private standBy(): void {
    if (this.current === 'waiting') return;
    this.current = 'waiting';
    this.aside = [];
    this.loop.progressed();
    this.options.onStandby?.();
  }

  /** Goes on when the right to follow is lost meanwhile: the build has a lock of its own, and is not to begin again. */
  private async buildWhereMissing(signal: AbortSignal): Promise<void> {
    const { pool, store, decode, onProgress = () => undefined } = this.options;
    const { build = (ending) => rebuild({ pool, store, decode, signal: ending, onProgress }) } =
      this.options;
    const live = await this.liveSet();
    if (live !== undefined) await this.assertStands();
    if (live?.version === PROJECTION_VERSION) return;
    this.current = 'rebuilding';
    await build(signal, onProgress);
  }

  private async follow(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { store } = this.options;
    const writer = await this.openWriter();
    this.current = 'active';
    this.options.onActive?.();
    this.loop.progressed();
    // With a ledger set aside it starts anew from time to time, which looks at that ledger again.
    const { stoppedRetryMs = STOPPED_RETRY } = this.options;
    const until =
      this.aside.length === 0
        ? signal
        : AbortSignal.any([signal, AbortSignal.timeout(stoppedRetryMs)]);
    try {
      for await (const batch of store.follow(writer.position, until, writer.ground)) {
        if (signal.aborted) return;
        if (batch.events.length > 0 && (await this.apply(writer, batch))) return;
      }
    } catch (error) {
      if (error instanceof LogWentBack) await this.putBack(writer);
      throw error;
    }
  }

  /**
   * Tables that went back with their log are gone on with. Where every entry stands and the kept place does not, as when
   * only refusals were lost, nobody knows what came before it: the tables are built anew.
   */
  private async putBack({ position }: LiveWriter): Promise<void> {
    await this.assertStands();
    const live = await this.liveSet();
    if (live?.position === position)
      await withConnection(this.options.pool, (client) => forgetTables(client));
  }

  /** @throws {TablesAhead} a person decides what becomes of entries that only these tables hold */
  private async assertStands(): Promise<void> {
    const { pool, store } = this.options;
    const losses = await journalLosses(pool, store);
    const ahead = losses.length === 0 ? undefined : new TablesAhead(losses);
    await markWentBack(pool, ahead);
    if (ahead) throw ahead;
  }

  /** What was set aside is looked at again at each start. */
  private async openWriter(): Promise<LiveWriter> {
    const { pool, store, decode, onSetAside, onTakenBack } = this.options;
    const writer = await LiveWriter.open(pool, decode);
    const back: SetAside[] = [];
    for (const one of writer.setAside) if (await writer.takeBack(one, store)) back.push(one);
    this.aside = writer.setAside;
    if (back.length > 0) onTakenBack?.(back);
    if (this.aside.length > 0) onSetAside?.(this.aside);
    return writer;
  }

  /** Whether a ledger was set aside by it; then it is to start anew, which tells of it. */
  private async apply(writer: LiveWriter, { events, live }: FollowBatch): Promise<boolean> {
    const started = performance.now();
    const { recordedAt, setAside } = await writer.apply(events);
    for (const event of events) this.loop.trail.noteEvent(event.stream, event.revision, event);
    this.aside = writer.setAside;
    this.options.onApplied?.({
      events: events.length,
      tookMs: performance.now() - started,
      lagMs: recordedAt === undefined ? 0 : Math.max(0, Date.now() - Date.parse(recordedAt)),
      live,
    });
    return setAside.length > 0;
  }
}
