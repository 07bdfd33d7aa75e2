import { MemoryEventStore } from '#event-store/memory';
import type { NewEvent } from '#event-store';
import { loadConfig, openTracing, type Tracing } from '#platform';
import { TraceCollector } from '../../../libs/platform/src/tracing/testing/trace-collector.js';
import { tracedAppends, tracedFollow } from './traced-log.js';

const NOW = new Date('2026-01-01T12:00:00.000Z');
const STREAM = 'ledger-330000';
const trace = (n: number): string => n.toString(16).padStart(32, '0');

/** An entry that was recorded so many minutes ago, in the trace of that number or in none. */
const entry = (n: number, minutes: number, traced = n): NewEvent => ({
  id: `00000000-0000-8000-8000-${n.toString(16).padStart(12, '0')}`,
  type: 'DayAdvanced',
  body: JSON.stringify({ recordedAt: new Date(NOW.getTime() - minutes * 60_000).toISOString() }),
  metadata: JSON.stringify(
    traced === 0 ? {} : { traceparent: `00-${trace(traced)}-${'b'.repeat(16)}-01` },
  ),
});

describe('a traced log', () => {
  let collector: TraceCollector;
  let tracing: Tracing;
  let log: MemoryEventStore;
  beforeEach(async () => {
    collector = await TraceCollector.start();
    const config = loadConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    const opened = await openTracing(config, () => undefined);
    if (!opened) throw new Error('nothing is traced');
    tracing = opened;
    log = new MemoryEventStore();
  });
  afterEach(async () => {
    await tracing.close();
    await log.close();
    await collector.close();
  });
  const told = async () => {
    await tracing.close();
    return collector.spans.map(({ name, traceId, failed }) => ({ name, traceId, failed }));
  };
  const of = (name: string, n: number, failed = false) => ({ name, traceId: trace(n), failed });

  it('tells each trace of an append, once, and whether it failed', async () => {
    const traced = tracedAppends(log, tracing);
    await traced.append(
      STREAM,
      [entry(1, 0), entry(2, 0), entry(3, 0, 1), entry(4, 0, 0)],
      'no-stream',
    );
    await traced.append(STREAM, [entry(5, 0, 0)], 3n);
    await expect(traced.append(STREAM, [entry(6, 0)], 0n)).rejects.toThrow();
    expect(await told()).toEqual([of('append', 1), of('append', 2), of('append', 6, true)]);
  });

  it('tells no more than 128 traces of one append', async () => {
    const traced = tracedAppends(log, tracing);
    await traced.append(
      STREAM,
      Array.from({ length: 200 }, (_, i) => entry(i + 1, 0)),
      'no-stream',
    );
    expect(await told()).toHaveLength(128);
  });

  it('tells each trace of a batch when the follower is done with it, unless nobody waits for it', async () => {
    await log.append(STREAM, [entry(1, 61), entry(2, 59), entry(3, 0, 0)], 'no-stream');
    const stop = new AbortController();
    const traced = tracedFollow(log, { follower: 'read-models', tracing, clock: () => NOW });
    for await (const { events } of traced.follow(null, stop.signal)) {
      if (events.length === 1) break;
      await log.append(STREAM, [entry(4, 0)], 2n);
    }
    stop.abort();
    // It left in the middle of the second one.
    expect(await told()).toEqual([of('read-models', 2), of('read-models', 4, true)]);
  });
});
