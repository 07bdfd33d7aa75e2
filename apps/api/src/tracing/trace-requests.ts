import type { FastifyInstance } from 'fastify';
import type { OpenSpan, Tracing } from '#platform';

declare module 'fastify' {
  interface FastifyRequest {
    /** Nothing when nothing is traced. */
    span?: OpenSpan;
  }
}

/** Probes and scrapes come every few seconds and mean nothing. */
const UNTRACED = /^\/(metrics$|v1\/health\/)/;

/** A span for each request, by route, in the trace of whoever asks. */
export const traceRequests = (
  server: Pick<FastifyInstance, 'addHook'>,
  tracing: Pick<Tracing, 'begin'>,
): void => {
  server.addHook('onRequest', (request, _reply, done) => {
    const { method, headers, routeOptions } = request;
    const { url: route = 'none' } = routeOptions;
    const { traceparent } = headers;
    if (!UNTRACED.test(route))
      request.span = tracing.begin({
        name: `${method} ${route}`,
        kind: 'server',
        parent: typeof traceparent === 'string' ? traceparent : undefined,
        attributes: { 'http.request.method': method, 'http.route': route },
      });
    done();
  });
  server.addHook('onResponse', ({ span }, { statusCode }, done) => {
    const attributes = { 'http.response.status_code': statusCode };
    // What the caller did wrong is no failure of ours.
    span?.end(statusCode >= 500 ? { attributes, error: `status ${statusCode}` } : { attributes });
    done();
  });
  server.addHook('onRequestAbort', ({ span }, done) => {
    span?.end({ error: 'the caller went away' });
    done();
  });
};
