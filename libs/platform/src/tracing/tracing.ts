import type { Config } from '../config/load-config.js';

/** A piece of work that begins now. */
export interface SpanBegin {
  readonly name: string;
  readonly kind: 'server' | 'consumer' | 'client';
  /** W3C `traceparent` of what asked for it; one that is not well formed counts as none. */
  readonly parent?: string | undefined;
  readonly attributes?: Attributes;
}

export interface SpanEnd {
  readonly attributes?: Attributes;
  /** Why it failed. */
  readonly error?: string;
}

export type Attributes = Readonly<Record<string, string | number>>;

export interface OpenSpan {
  /** W3C `traceparent` for what this work asks for; nothing when the trace is not kept. */
  readonly traceparent: string | undefined;
  readonly traceId: string;
  /** Only the first end counts. */
  end(end?: SpanEnd): void;
}

/** Tells a collector what was done for whom, and how long it took. */
export interface Tracing {
  begin(span: SpanBegin): OpenSpan;
  /** Sends what is left, or gives up soon. */
  close(): Promise<void>;
}

export type TracingConfig = Pick<
  Config,
  'role' | 'tracesEndpoint' | 'tracesSampler' | 'tracesSamplerRatio' | 'serviceName'
>;

/** Nothing without a collector: then the SDK is not even loaded, and nobody pays for it. */
export const openTracing = async (
  config: TracingConfig,
  onTrouble: (message: string) => void,
): Promise<Tracing | undefined> => {
  const { tracesEndpoint: endpoint } = config;
  if (endpoint === undefined) return undefined;
  const { OtelTracing } = await import('./otel-tracing.js');
  return new OtelTracing({ ...config, endpoint }, onTrouble);
};
