import { parseCounted } from '../counted-position.js';
import { checkAppend } from '../append-check.js';
import {
  StoreUnavailable,
  type Appended,
  type AppendLimits,
  type EventStore,
  type ExpectedRevision,
  type FollowBatch,
  type NewEvent,
  type Position,
  type RecordedEvent,
  type StreamRevision,
  type Ground,
} from '../event-store.js';
import { groundOf, LogWentBack, provenAfter } from '../ground.js';
import { MemoryLog } from './memory-log.js';

const DEFAULT_LIMITS: AppendLimits = { eventsMax: 2_000, bytesMax: 4 * 1024 * 1024 };
const DEFAULT_BATCH_MAX = 1_000;

export interface MemoryEventStoreOptions {
  readonly limits?: AppendLimits;
  /** Events in one batch of `follow` at most. */
  readonly batchMax?: number;
}

/** The log in memory, with the semantics of the real ones: for tests, and lost with the process. */
export class MemoryEventStore implements EventStore {
  readonly limits: AppendLimits;
  private readonly batchMax: number;
  private readonly closing = new AbortController();

  constructor(
    private readonly options: MemoryEventStoreOptions = {},
    private readonly log: MemoryLog = new MemoryLog(),
  ) {
    this.limits = options.limits ?? DEFAULT_LIMITS;
    this.batchMax = options.batchMax ?? DEFAULT_BATCH_MAX;
  }

  /** Another store on the same log, as another process or a restarted one would have it. */
  another(): MemoryEventStore {
    return new MemoryEventStore(this.options, this.log);
  }

  /** The log loses what it holds beyond so many events, as after a restore of an older copy. */
  goBackTo(events: number): void {
    this.log.goBackTo(events);
  }

  async append(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
    ground?: Ground,
  ): Promise<Appended> {
    this.assertOpen();
    checkAppend(events, this.limits);
    return this.log.append(stream, events, expected, ground);
  }

  async *readStream(
    stream: string,
    from: StreamRevision,
    direction: 'forwards' | 'backwards',
    limit = Infinity,
  ): AsyncGenerator<RecordedEvent> {
    this.assertOpen();
    const recorded = this.log.stream(stream);
    const head = recorded.length;
    const step = direction === 'forwards' ? 1 : -1;
    const start = direction === 'forwards' ? Number(from) : Math.min(Number(from), head - 1);
    for (let at = start, left = limit; at >= 0 && at < head && left > 0; at += step, left--) {
      const event = recorded[at];
      if (event) yield event;
    }
  }

  async *readAll(after: Position | null): AsyncGenerator<RecordedEvent> {
    this.assertOpen();
    const { events } = this.log;
    const head = events.length;
    for (let at = indexAfter(after); at < head; at++) {
      const event = events[at];
      if (event) yield event;
    }
  }

  async *follow(
    after: Position | null,
    signal: AbortSignal,
    ground?: Ground,
  ): AsyncGenerator<FollowBatch> {
    this.assertOpen();
    const { events: log } = this.log;
    const closed = this.closing.signal;
    let next = indexAfter(after);
    if (ground) provenAfter(ground, log.slice(Math.max(0, next - 1), next));
    let last = log[next - 1];
    if (after !== null && next > 0 && !last) throw LogWentBack.nothingAt(after);
    let saidLive = false;
    while (!signal.aborted && !closed.aborted) {
      if (last && log[next - 1] !== last) throw new LogWentBack(groundOf(last));
      const events = log.slice(next, next + this.batchMax);
      next += events.length;
      last = events.at(-1) ?? last;
      const live = next >= log.length;
      if (events.length > 0 || !saidLive) yield { events, live };
      saidLive = live;
      if (next >= log.length) await this.log.nextAppend(signal, closed);
    }
  }

  async close(): Promise<void> {
    this.closing.abort();
  }

  private assertOpen(): void {
    if (this.closing.signal.aborted) throw new StoreUnavailable('the event store is closed');
  }
}

const indexAfter = (after: Position | null): number =>
  after === null ? 0 : Number(parseCounted(after));
