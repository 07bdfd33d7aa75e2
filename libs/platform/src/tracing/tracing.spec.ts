import { loadConfig } from '../config/load-config.js';
import { TraceCollector } from './testing/trace-collector.js';
import { openTracing, type Tracing } from './tracing.js';

const TRACE = 'a'.repeat(32);
const CALLER = 'b'.repeat(16);
const KEPT = `00-${TRACE}-${CALLER}-01`;
const NOT_KEPT = `00-${TRACE}-${CALLER}-00`;

let collector: TraceCollector;
let tracing: Tracing | undefined;
let trouble: string[];
beforeEach(async () => {
  collector = await TraceCollector.start();
  trouble = [];
});
afterEach(async () => {
  await tracing?.close();
  await collector.close();
});

const open = async (environment: Record<string, string> = {}): Promise<Tracing> => {
  const config = loadConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...environment });
  const opened = await openTracing(config, (message) => trouble.push(message));
  if (!opened) throw new Error('nothing is traced');
  tracing = opened;
  return opened;
};

describe('tracing', () => {
  it('is nothing without a collector', async () => {
    expect(await openTracing(loadConfig({}), () => undefined)).toBeUndefined();
  });

  it('tells what was done, for whom and by which process', async () => {
    const { begin, close } = bound(await open({ OTEL_SERVICE_NAME: 'land' }));
    const asked = begin({ name: 'POST', kind: 'server', parent: KEPT, attributes: { route: '/' } });
    const done = begin({ name: 'append', kind: 'client', parent: asked.traceparent });
    done.end({ error: 'no room' });
    asked.end({ attributes: { status: 503 } });
    asked.end({ attributes: { status: 200 } });
    await close();
    expect(collector.spans).toEqual([
      expect.objectContaining({
        ...{ name: 'append', kind: 3, traceId: TRACE, failed: true },
        parentSpanId: asked.traceparent?.split('-')[2],
      }),
      expect.objectContaining({
        ...{ name: 'POST', kind: 2, traceId: TRACE, parentSpanId: CALLER, failed: false },
        attributes: { route: '/', status: 503 },
        resource: expect.objectContaining({ 'service.name': 'land', 'muledger.role': 'all' }),
      }),
    ]);
  });

  it.each([
    ['no parent', undefined],
    ['one that is not well formed', '00-xyz-01'],
    ['one of zeros', `00-${'0'.repeat(32)}-${CALLER}-01`],
  ])('begins a trace of its own with %s', async (_, parent) => {
    const { begin, close } = bound(await open());
    const span = begin({ name: 'x', kind: 'server', parent });
    expect(span.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(span.traceparent).toMatch(new RegExp(`^00-${span.traceId}-[0-9a-f]{16}-01$`));
    span.end();
    await close();
    expect(collector.spans).toMatchObject([{ traceId: span.traceId, parentSpanId: '' }]);
  });

  it.each<[string, string, string | undefined, boolean]>([
    ['parentbased_always_on', '1', NOT_KEPT, false],
    ['parentbased_always_on', '1', undefined, true],
    ['parentbased_always_off', '1', undefined, false],
    ['parentbased_always_off', '1', KEPT, true],
    ['parentbased_traceidratio', '0', undefined, false],
    ['parentbased_traceidratio', '0', KEPT, true],
    ['parentbased_traceidratio', '1.0', undefined, true],
    ['traceidratio', '0', KEPT, false],
    ['always_on', '0', NOT_KEPT, true],
    ['always_off', '1', KEPT, false],
  ])('keeps traces as %s %s says of %s', async (sampler, share, parent, kept) => {
    const { begin, close } = bound(
      await open({ OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: share }),
    );
    const span = begin({ name: 'x', kind: 'server', parent });
    expect(span.traceparent !== undefined).toBe(kept);
    span.end();
    await close();
    expect(collector.spans).toHaveLength(kept ? 1 : 0);
  });

  it.each([
    ['takes them not', () => `${collector.url}/elsewhere/`, 'Not Found'],
    ['is away', () => 'http://127.0.0.1:1', 'ECONNREFUSED'],
  ])('says so when the collector %s, and ends soon all the same', async (_, url, reason) => {
    const { begin, close } = bound(await open({ OTEL_EXPORTER_OTLP_ENDPOINT: url() }));
    begin({ name: 'x', kind: 'server' }).end();
    const before = Date.now();
    await close();
    expect(Date.now() - before).toBeLessThan(4_500);
    expect(trouble.join('\n')).toContain(reason);
  });
});

const bound = (opened: Tracing): Tracing => ({
  begin: (span) => opened.begin(span),
  close: () => opened.close(),
});
