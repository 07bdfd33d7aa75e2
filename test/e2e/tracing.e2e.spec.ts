import { loadConfig, openTracing, type Tracing } from '#platform';
import { TraceCollector } from '../../libs/platform/src/tracing/testing/trace-collector.js';
import { openDoor, type Door } from './door.js';
import { addressOf, Workplace } from './programs.js';
import { LEDGER, openLedger, PROVINCE, UNITS } from './story.js';

/** Milliseconds. A process is started for real, and a first start makes a database cluster. */
const SLOW = 120_000;
const CALLER = 'b'.repeat(16);
const kept = (trace: string): string => `00-${trace}-${CALLER}-01`;
const notKept = (trace: string): string => `00-${trace}-${CALLER}-00`;
const traceId = (digit: string): string => digit.repeat(32);

let collector: TraceCollector;
beforeEach(async () => {
  collector = await TraceCollector.start();
});
afterEach(() => collector.close());

describe('a server with a collector', () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await Workplace.open({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  });
  afterEach(() => place.close());

  it(
    'tells of a request from HTTP to the log to the read models, in the trace of who asked',
    async () => {
      const server = place.server();
      const url = await addressOf(server);
      const asked = ['token', '--role', 'province', '--unit', '330000'];
      const token = (await place.muledger(...asked)).stdout.trim();
      const ask = (path: string, trace: string, body?: object): Promise<Response> =>
        fetch(`${url}${path}`, {
          method: body ? 'POST' : 'GET',
          headers: {
            ...{ authorization: `Bearer ${token}`, 'content-type': 'application/json' },
            ...{ 'idempotency-key': trace.slice(3, 35), traceparent: trace },
          },
          ...(body ? { body: JSON.stringify(body) } : {}),
        });
      const opening = { unit: '330000', opensOn: '2017-01-01', clock: 'driven' };
      expect((await ask('/v1/ledgers', kept(traceId('1')), opening)).status).toBe(201);
      const units = await ask(`${LEDGER}/units`, notKept(traceId('2')), { units: UNITS });
      expect(units.status).toBe(201);
      expect((await ask(`${LEDGER}/balances?minRevision=1`, kept(traceId('3')))).status).toBe(200);
      await ask('/v1/health/ready', kept(traceId('4')));
      server.signal('SIGTERM');
      expect((await server.ended).code).toBe(0);

      const { append, 'read-models': applied, ...others } = await collector.trace(traceId('1'));
      const { 'POST /v1/ledgers': request } = others;
      expect(request).toMatchObject({
        ...{ parentSpanId: CALLER, kind: 2, failed: false },
        attributes: { 'http.response.status_code': 201 },
        resource: { 'service.name': 'muledger', 'muledger.role': 'all' },
      });
      expect(append).toMatchObject({
        ...{ parentSpanId: request?.spanId, kind: 3, failed: false },
        attributes: { 'muledger.stream': 'ledger-330000', 'muledger.revision': '0' },
      });
      expect(applied).toMatchObject({ parentSpanId: request?.spanId, kind: 5, failed: false });
      expect(Object.keys(await collector.trace(traceId('3')))).toEqual([
        'GET /v1/ledgers/:ledger/balances',
      ]);
      const told = new Set(collector.spans.map((span) => span.traceId));
      expect(told).toEqual(new Set([traceId('1'), traceId('3')]));
    },
    SLOW,
  );
});

describe('a door with a collector', () => {
  let tracing: Tracing;
  let door: Door;
  beforeEach(async () => {
    const config = loadConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    const opened = await openTracing(config, (message) => {
      throw new Error(message);
    });
    if (!opened) throw new Error('nothing is traced');
    tracing = opened;
    door = await openDoor({ tracing });
  });
  afterEach(async () => {
    await door.close();
    await tracing.close();
  });

  const asking = (trace: string, body: object) => ({
    ...{ as: PROVINCE, body },
    headers: { 'idempotency-key': trace.slice(3, 35), traceparent: trace },
  });
  const metadata = async (): Promise<unknown[]> => {
    const found: unknown[] = [];
    for await (const event of door.store.readStream('ledger-330000', 0n, 'forwards'))
      found.push(JSON.parse(event.metadata));
    return found;
  };
  const inTrace = (trace: string) =>
    expect.stringMatching(new RegExp(`^00-${trace}-(?!${CALLER})[0-9a-f]{16}-01$`));

  it('keeps with an entry the trace in which it was asked for, if that is kept', async () => {
    const opening = { unit: '330000', opensOn: '2017-01-01', clock: 'driven' };
    const units = { units: UNITS };
    await door.ask('/v1/ledgers', asking(notKept(traceId('1')), opening));
    await door.ask(`${LEDGER}/units`, asking(kept(traceId('2')), units));
    const repeated = {
      ...asking(kept(traceId('2')), units).headers,
      traceparent: kept(traceId('3')),
    };
    const again = await door.ask(`${LEDGER}/units`, {
      ...{ as: PROVINCE, body: units },
      headers: repeated,
    });
    expect(again.status).toBe(200);
    const days = ['2017-01-02', '2017-01-03'].map((date) => ({
      ...{ kind: 'days', entryId: `day:${date}`, date },
    }));
    await door.ask(`${LEDGER}/batches`, {
      ...asking(kept(traceId('4')), { atomic: true, entries: days }),
      as: 'operator',
    });
    const digest = { commandDigest: expect.any(String), schemaVersion: expect.any(Number) };
    expect(await metadata()).toEqual([
      digest,
      { ...digest, traceparent: inTrace(traceId('2')) },
      { ...digest, traceparent: inTrace(traceId('4')) },
      { ...digest, traceparent: inTrace(traceId('4')) },
    ]);
  });

  it('does so with a command that comes another way', async () => {
    await openLedger(door, '2017-01-02');
    const before = (await metadata()).length;
    const authorization = `Bearer ${await door.token('operator')}`;
    const day = (date: string, trace?: string) => ({
      ...{ authorization, ledger: '330000', kind: 'days' },
      ...{ entryId: `day:${date}`, body: { date }, traceparent: trace },
    });
    const outcomes = await door.entries.post([
      day('2017-01-03', kept(traceId('1'))),
      day('2017-01-04', notKept(traceId('2'))),
      { ...day('2017-01-05', kept(traceId('3'))), authorization: undefined },
    ]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['recorded', 'recorded', 'refused']);
    expect((await metadata()).slice(before)).toEqual([
      expect.objectContaining({ traceparent: inTrace(traceId('1')) }),
      expect.not.objectContaining({ traceparent: expect.anything() }),
    ]);
    await tracing.close();
    const told = collector.spans.filter(({ name }) => name === 'command');
    expect(told).toEqual([
      expect.objectContaining({
        ...{ traceId: traceId('1'), parentSpanId: CALLER, failed: false },
        attributes: {
          ...{ 'muledger.ledger': '330000', 'muledger.kind': 'days' },
          'muledger.outcome': 'recorded',
        },
      }),
      expect.objectContaining({ traceId: traceId('3'), failed: false }),
    ]);
  });

  it('names the trace beside what it logs', async () => {
    const answer = await door.ask(`${LEDGER}/balances`, {
      headers: { traceparent: kept(traceId('1')), 'x-request-id': 'r-1' },
    });
    expect(answer.status).toBe(401);
    expect(door.logged.map((line) => JSON.parse(line) as unknown)).toContainEqual(
      expect.objectContaining({ msg: 'token refused', requestId: 'r-1', traceId: traceId('1') }),
    );
  });
});
