import { setTimeout as delay } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { BackOff } from '../back-off.js';
import { checkAppend } from '../append-check.js';
import {
  AppendOutcomeUnknown,
  AppendTooLarge,
  LogDamaged,
  RevisionConflict,
  StoreUnavailable,
  type Appended,
  type AppendLimits,
  type EventStore,
  type ExpectedRevision,
  type FollowBatch,
  type Ground,
  type NewEvent,
  type Position,
  type RecordedEvent,
  type StreamRevision,
} from '../event-store.js';
import { assertStands, digestOf, LogWentBack, standsOn } from '../ground.js';
import { DEFAULT_LIMITS } from './append-limits.js';
import { Connection } from './connection.js';
import { Continuity } from './continuity.js';
import { EventPages } from './event-pages.js';
import { appendFailure, readFailure } from './failures.js';
import { isBehind, parsePosition, type LogPosition } from './log-position.js';
import { markedEvent, reached, recordedEvents } from './recorded.js';
import { appendRequests, readStreamRequest, subscribeRequest } from './requests.js';
import { lastOf, standing } from './standing.js';
import { newMark } from './stored-metadata.js';

export interface EventStoreDbEventStoreOptions {
  /** `esdb://` for one node or several by name, `esdb+discover://` for a cluster behind one name. */
  readonly url: string;
  /** Before the name of every stream in the server: several logs in one server keep apart by it. */
  readonly streamPrefix?: string;
  /** Milliseconds a call may take. */
  readonly deadlineMs?: number;
  /** Milliseconds after which a follower that heard nothing looks by itself. */
  readonly idleMs?: number;
  /** Milliseconds a live follower leaves between two batches, so that a busy log comes in batches. */
  readonly pacingMs?: number;
  /** Hears of every failed read of a follower; the follower goes on trying. */
  readonly onOutage?: (error: StoreUnavailable) => void;
}

const DEADLINE_MS = 10_000;
const IDLE_MS = 15_000;
const PACING_MS = 10;
/** Streams whose ground is known to stand; another is read once more. */
const STREAMS_MAX = 10_000;
/** Milliseconds between two tries of a follower during an outage. */
const RETRY = { first: 100, last: 2_000 };

/** The log in EventStoreDB or KurrentDB, whose only user it must be unless it has a prefix. */
export class EventStoreDbEventStore implements EventStore {
  /** Those of the server as far as it has told: less than usual is learned from its first refusal. */
  limits: AppendLimits = DEFAULT_LIMITS;
  private readonly connection: Connection;
  private readonly pages: EventPages;
  private readonly streamPrefix: string;
  private readonly deadlineMs: number;
  private readonly closing = new AbortController();
  private readonly appending = new Set<Promise<unknown>>();
  /** The last event of a stream that this process has written, and on which connection. */
  private readonly proven = new LRUCache<string, Proven>({ max: STREAMS_MAX });

  /** @throws {TypeError} a URL that cannot be used */
  constructor(private readonly options: EventStoreDbEventStoreOptions) {
    const { url, streamPrefix = '', deadlineMs = DEADLINE_MS } = options;
    this.connection = new Connection(url);
    this.pages = new EventPages(this.connection, { streamPrefix, deadlineMs });
    this.streamPrefix = streamPrefix;
    this.deadlineMs = deadlineMs;
  }

  async append(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
    ground?: Ground,
  ): Promise<Appended> {
    this.assertOpen();
    checkAppend(events, this.limits);
    const appending = this.appendOn(stream, events, expected, ground);
    this.appending.add(appending);
    try {
      return await appending;
    } finally {
      this.appending.delete(appending);
    }
  }

  async *readStream(
    stream: string,
    from: StreamRevision,
    direction: 'forwards' | 'backwards',
    limit?: number,
  ): AsyncGenerator<RecordedEvent> {
    this.assertOpen();
    for await (const { events } of this.pages.stream(stream, from, direction, limit))
      for (const event of events) yield event;
  }

  async *readAll(after: Position | null): AsyncGenerator<RecordedEvent> {
    this.assertOpen();
    const start = after === null ? null : parsePosition(after);
    const head = await this.pages.head();
    if (!head) return;
    const continuity = new Continuity(start === null);
    for await (const { events } of this.pages.all(start))
      for (const event of events) {
        if (isBehind(parsePosition(event.position), head)) return;
        continuity.check(event);
        yield event;
      }
  }

  async *follow(
    after: Position | null,
    signal: AbortSignal,
    ground?: Ground,
  ): AsyncGenerator<FollowBatch> {
    this.assertOpen();
    let stands = ground && { ground, position: after };
    const ended = AbortSignal.any([signal, this.closing.signal]);
    let at = after === null ? null : parsePosition(after);
    const continuity = new Continuity(at === null);
    let saidLive = false;
    const backOff = new BackOff(RETRY);
    while (!ended.aborted) {
      try {
        // Each time anew: what broke the connection may have put another log in place of the one that was followed.
        if (!stands && at) stands = standing(await this.pages.at(at));
        if (stands) await assertStands(this, stands.ground, stands.position);
        for await (const { events, last } of this.pages.all(at)) {
          if (ended.aborted) return;
          for (const event of events) continuity.check(event);
          stands = lastOf(events) ?? stands;
          if (events.length > 0 || !saidLive) yield { events, live: last };
          saidLive = last;
          at = placeOf(events.at(-1)) ?? at;
        }
        backOff.reset();
        for await (const { events, until } of this.live(at, ended)) {
          if (ended.aborted) return;
          for (const event of events) continuity.check(event);
          stands = lastOf(events) ?? stands;
          if (events.length > 0) yield { events, live: true };
          at = until ?? at;
        }
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        if (ended.aborted) return;
        this.options.onOutage?.(error);
        await backOff.pause(ended);
      }
    }
  }

  /** @throws what keeps the server from answering */
  async assertAnswers(): Promise<void> {
    this.assertOpen();
    await this.pages.head();
  }

  /** Appends under way learn their outcome first; they have a deadline. */
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.allSettled(this.appending);
    this.connection.close();
  }

  /**
   * The server knows numbers only. A log is not put back under a connection that lives, so the event is read unless this
   * process wrote it on this connection; what is read back after an append shows it again.
   */
  private async appendOn(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
    ground: Ground | undefined,
  ): Promise<Appended> {
    const { epoch } = this.connection;
    const proven = this.proven.get(stream);
    if (ground && (proven?.epoch !== epoch || proven.digest !== ground.digest))
      await assertStands(this, ground);
    try {
      const appended = await this.write(stream, events, expected, ground);
      const last = events.at(-1);
      if (last) this.proven.set(stream, { epoch, digest: digestOf(last) });
      return appended;
    } catch (error) {
      if (ground && error instanceof RevisionConflict) await assertStands(this, ground);
      throw error;
    }
  }

  private async write(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
    ground: Ground | undefined,
  ): Promise<Appended> {
    const mark = newMark();
    try {
      const name = this.streamPrefix + stream;
      const requests = appendRequests({ stream: name, events, expected, mark });
      const answer = await this.connection.append(requests, this.deadlineMs);
      const conflict = answer.getWrongExpectedVersion();
      if (conflict)
        throw new RevisionConflict(
          stream,
          expected,
          conflict.hasCurrentRevision() ? BigInt(conflict.getCurrentRevision()) : 'no-stream',
        );
    } catch (error) {
      if (error instanceof RevisionConflict) throw error;
      const failure = appendFailure(stream, events, error);
      if (failure instanceof AppendTooLarge) this.limits = failure.limits;
      throw failure;
    }
    const from = expected === 'no-stream' ? 0n : expected + 1n;
    return this.readBack({ stream, events, from, ground, mark });
  }

  /**
   * The server answers with the place of the last event only, and a repetition like the first time:
   * both are in what it stored. Read from the leader, which has it.
   */
  private async readBack({ stream, events, from, ground, mark }: Written): Promise<Appended> {
    const { streamPrefix, deadlineMs } = this;
    const name = streamPrefix + stream;
    const before = ground ? 1 : 0;
    const first = from - BigInt(before);
    const request = readStreamRequest(name, first, 'forwards', events.length + before);
    const messages = await this.connection.read(request, deadlineMs).catch((cause: unknown) => {
      throw new AppendOutcomeUnknown(stream, { cause });
    });
    const found = (messages ?? []).flatMap((one) => markedEvent(one, streamPrefix) ?? []);
    if (ground && !standsOn(ground, found[0]?.event)) throw new LogWentBack(ground);
    const stored = found.slice(before);
    const same =
      stored.length === events.length &&
      stored.every(
        ({ event }, at) => event.id === events[at]?.id && event.revision === from + BigInt(at),
      );
    if (!same)
      throw new LogDamaged(`${stream}: what was acknowledged at ${from} does not stand there`);
    const appended = {
      revision: from + BigInt(events.length) - 1n,
      positions: stored.map(({ event }) => event.position),
    };
    return stored.some((one) => one.mark !== mark) ? { ...appended, repeated: true } : appended;
  }

  /** What happens from now on, as it happens, and how far the server has looked. */
  private async *live(after: LogPosition | null, signal: AbortSignal) {
    const { pacingMs = PACING_MS, idleMs = IDLE_MS } = this.options;
    const request = subscribeRequest(after, this.streamPrefix);
    try {
      for await (const messages of this.connection.subscribe(request, { signal, idleMs })) {
        yield { events: recordedEvents(messages, this.streamPrefix), until: reached(messages) };
        await pause(pacingMs, signal);
      }
    } catch (error) {
      throw readFailure(error, 'read $all');
    }
  }

  private assertOpen(): void {
    if (this.closing.signal.aborted) throw new StoreUnavailable('the event store is closed');
  }
}

interface Proven {
  readonly epoch: number;
  readonly digest: string;
}

/** An append that the server has taken. */
interface Written {
  readonly stream: string;
  readonly events: readonly NewEvent[];
  /** Revision of the first of them. */
  readonly from: StreamRevision;
  readonly ground: Ground | undefined;
  readonly mark: string;
}

const placeOf = (event: RecordedEvent | undefined): LogPosition | undefined =>
  event && parsePosition(event.position);

/** Ends early when aborted. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  delay(ms, undefined, { signal }).catch(() => undefined);
