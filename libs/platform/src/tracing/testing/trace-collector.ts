import { createServer, type Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** A span as it was told. */
export interface ToldSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty when it is the first of its trace. */
  readonly parentSpanId: string;
  readonly name: string;
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, string | number>>;
  /** Of the process that told it. */
  readonly resource: Readonly<Record<string, string | number>>;
}

interface KeyValue {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number };
}

/** What of an export is looked at (OTLP, `ExportTraceServiceRequest` in JSON). */
interface Exported {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<ToldSpan, 'attributes' | 'resource' | 'failed'> & {
        readonly attributes: readonly KeyValue[];
        readonly status: { readonly code?: number };
      })[];
    }[];
  }[];
}

/** A collector that keeps what it is told over OTLP/HTTP, where OpenTelemetry's own would send it on. */
export class TraceCollector {
  readonly spans: ToldSpan[] = [];

  private constructor(
    private readonly server: Server,
    /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
    readonly url: string,
  ) {}

  static async start(): Promise<TraceCollector> {
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const isExport = request.method === 'POST' && request.url === '/v1/traces';
        if (isExport) collector.take(JSON.parse(Buffer.concat(parts).toString()) as Exported);
        response
          .writeHead(isExport ? 200 : 404, { 'content-type': 'application/json' })
          .end('{"partialSuccess":{}}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const collector = new TraceCollector(server, `http://127.0.0.1:${port}`);
    return collector;
  }

  /** The spans of a trace by name, once all of these were told. Rejects after 15 s. */
  async trace(traceId: string, ...names: readonly string[]): Promise<Record<string, ToldSpan>> {
    for (let tries = 0; tries < 300; tries += 1) {
      const spans = this.spans.filter((span) => span.traceId === traceId);
      const byName = Object.fromEntries(spans.map((span) => [span.name, span]));
      if (names.every((name) => name in byName)) return byName;
      await pause(50);
    }
    const told = this.spans.map(({ name, traceId: of }) => `${name} of ${of}`).join('\n');
    throw new Error(`never told ${names.join(', ')} of ${traceId}\n${told}`);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private take({ resourceSpans }: Exported): void {
    for (const { resource, scopeSpans } of resourceSpans)
      for (const { spans } of scopeSpans)
        for (const { attributes, status, parentSpanId = '', ...span } of spans)
          this.spans.push({
            ...{ ...span, parentSpanId, failed: status.code === 2 },
            attributes: valuesOf(attributes),
            resource: valuesOf(resource.attributes),
          });
  }
}

const valuesOf = (pairs: readonly KeyValue[]): Record<string, string | number> =>
  Object.fromEntries(
    pairs.map(({ key, value: { stringValue, intValue } }) => [key, stringValue ?? intValue ?? '']),
  );
