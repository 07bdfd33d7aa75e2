import {
  diag,
  DiagLogLevel,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type DiagLogger,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type Sampler,
} from '@opentelemetry/sdk-trace';
import type { OpenSpan, SpanBegin, SpanEnd, Tracing, TracingConfig } from './tracing.js';

/** Milliseconds to send spans in, with all tries: a process that ends waits no longer for a collector that is away. */
const SEND_MAX = 3_000;

const KINDS = {
  server: SpanKind.SERVER,
  consumer: SpanKind.CONSUMER,
  client: SpanKind.CLIENT,
} as const;

/**
 * Tracing with OpenTelemetry, told over OTLP/HTTP in JSON. The exporter reads its other `OTEL_EXPORTER_OTLP_…` variables
 * (headers, compression, certificates) and `OTEL_RESOURCE_ATTRIBUTES` by itself.
 */
export class OtelTracing implements Tracing {
  private readonly provider: TracerProvider;
  private readonly tracer: Tracer;

  constructor(
    config: TracingConfig & { readonly endpoint: string },
    private readonly onTrouble: (message: string) => void,
  ) {
    diag.setLogger(troubleLogger(onTrouble), DiagLogLevel.WARN);
    const { serviceName, role, endpoint } = config;
    const exporter = new OTLPTraceExporter({
      url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
      timeoutMillis: SEND_MAX,
    });
    this.provider = new TracerProvider({
      resource: defaultResource()
        .merge(detectResources({ detectors: [envDetector] }))
        .merge(resourceFromAttributes({ 'service.name': serviceName, 'muledger.role': role })),
      sampler: samplerOf(config),
      spanProcessors: [new BatchSpanProcessor({ exporter })],
    });
    this.tracer = this.provider.getTracer('muledger');
  }

  begin({ name, kind, parent, attributes = {} }: SpanBegin): OpenSpan {
    const options = { kind: KINDS[kind], attributes: { ...attributes } };
    return new OtelSpan(this.tracer.startSpan(name, options, contextOf(parent)));
  }

  async close(): Promise<void> {
    await this.provider.shutdown().catch((error: unknown) => this.onTrouble(String(error)));
    diag.disable();
  }
}

class OtelSpan implements OpenSpan {
  readonly traceparent: string | undefined;
  readonly traceId: string;
  private hasEnded = false;

  constructor(private readonly span: Span) {
    const { traceId, spanId } = span.spanContext();
    this.traceId = traceId;
    // Our samplers let nothing be recorded that is not kept.
    this.traceparent = span.isRecording() ? `00-${traceId}-${spanId}-01` : undefined;
  }

  end({ attributes, error }: SpanEnd = {}): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    if (attributes) this.span.setAttributes({ ...attributes });
    if (error !== undefined) this.span.setStatus({ code: SpanStatusCode.ERROR, message: error });
    this.span.end();
  }
}

const contextOf = (traceparent: string | undefined): Context => {
  const parent = traceparent === undefined ? null : parseTraceParent(traceparent);
  return parent ? trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true }) : ROOT_CONTEXT;
};

const samplerOf = ({ tracesSampler, tracesSamplerRatio }: TracingConfig): Sampler => {
  switch (tracesSampler) {
    case 'always_on':
      return new AlwaysOnSampler();
    case 'always_off':
      return new AlwaysOffSampler();
    case 'traceidratio':
      return new TraceIdRatioBasedSampler(tracesSamplerRatio);
    case 'parentbased_always_on':
      return new ParentBasedSampler({ root: new AlwaysOnSampler() });
    case 'parentbased_always_off':
      return new ParentBasedSampler({ root: new AlwaysOffSampler() });
    case 'parentbased_traceidratio':
      return new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(tracesSamplerRatio) });
  }
};

const troubleLogger = (onTrouble: (message: string) => void): DiagLogger => ({
  error: (message) => onTrouble(plain(message)),
  warn: onTrouble,
  info: ignore,
  debug: ignore,
  verbose: ignore,
});

/** The SDK tells of an error as JSON, with its stack. */
const plain = (message: string): string => {
  const [, told = message] = /"message":"([^"]+)"/.exec(message) ?? [];
  return told;
};

const ignore = (): void => undefined;
