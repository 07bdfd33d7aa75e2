import type { EventStore, NewEvent } from '#event-store';
import { recordedAtOf, traceparentOf } from '#ledger-stream';
import type { Clock, OpenSpan, SpanEnd, Tracing } from '#platform';
import { logWith } from './log-with.js';
import { watchedFollow } from './watched-follow.js';

/** Spans of one append or batch: what is done for more at once is told of these. */
const SPANS_MAX = 128;
/** Milliseconds. An entry applied later than this, in a rebuild, belongs to a trace that nobody waits for any more. */
const AGE_MAX = 3_600_000;

/** The log, with a span in each trace in which an entry of an append was asked for. */
export const tracedAppends = (log: EventStore, tracing: Pick<Tracing, 'begin'>): EventStore =>
  logWith(log, {
    append: async (stream, events, ...rest) => {
      const attributes = { 'muledger.stream': stream, 'muledger.events': events.length };
      const spans = tracesOf(events).map((parent) =>
        tracing.begin({ ...{ name: 'append', kind: 'client', parent, attributes } }),
      );
      try {
        const appended = await log.append(stream, events, ...rest);
        endAll(spans, { attributes: { 'muledger.revision': String(appended.revision) } });
        return appended;
      } catch (error) {
        endAll(spans, { error: String(error) });
        throw error;
      }
    },
  });

export interface TracedFollower {
  readonly follower: string;
  readonly tracing: Pick<Tracing, 'begin'>;
  readonly clock: Clock;
}

/** The log for one follower, with a span in each trace of a batch, from when it is given it to when it is done with it. */
export const tracedFollow = (
  log: EventStore,
  { follower, tracing, clock }: TracedFollower,
): EventStore =>
  watchedFollow(log, () => {
    let spans: OpenSpan[] = [];
    return {
      given: ({ events }) => {
        const since = new Date(clock().getTime() - AGE_MAX).toISOString();
        const recent = events.filter(
          (event) => traceparentOf(event) !== undefined && (recordedAtOf(event) ?? '') >= since,
        );
        const attributes = { 'muledger.follower': follower, 'muledger.events': events.length };
        spans = tracesOf(recent).map((parent) =>
          tracing.begin({ ...{ name: follower, kind: 'consumer', parent, attributes } }),
        );
      },
      done: () => endAll(spans),
      // What was done has ended already.
      ended: () => endAll(spans, { error: 'the batch was not finished' }),
    };
  });

const tracesOf = (events: readonly Pick<NewEvent, 'metadata'>[]): string[] =>
  [...new Set(events.flatMap((event) => traceparentOf(event) ?? []))].slice(0, SPANS_MAX);

const endAll = (spans: readonly OpenSpan[], end?: SpanEnd): void => {
  for (const span of spans) span.end(end);
};
