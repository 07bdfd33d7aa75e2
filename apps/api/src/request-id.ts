import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from '#platform';

/** What a caller may name a request by: nothing that breaks a log line or fills it. */
const WELL_FORMED = /^[\w.:-]{1,128}$/;

/** The caller's own `X-Request-Id`, so that one id runs through all systems; otherwise one of ours. */
export const requestIdOf = ({ headers }: Pick<IncomingMessage, 'headers'>): string => {
  const given = headers['x-request-id'];
  return typeof given === 'string' && WELL_FORMED.test(given) ? given : randomUUID();
};

/** What the log says of a request beside what it tells. */
export const named = ({ id: requestId, span, method, url }: FastifyRequest) => ({
  ...{ requestId, traceId: span?.traceId },
  ...{ method, url },
});

/**
 * Gives every answer the id of its request, which stands in the log beside whatever is told of it. At level debug each
 * request has a line of its own.
 */
export const nameRequests = (
  server: Pick<FastifyInstance, 'addHook'>,
  log: Pick<Logger, 'debug' | 'isLevelEnabled'>,
): void => {
  server.addHook('onSend', (request, reply, payload, done) => {
    reply.header('x-request-id', request.id);
    done(null, payload);
  });
  server.addHook('onResponse', (request, { statusCode, elapsedTime }, done) => {
    if (log.isLevelEnabled('debug'))
      log.debug({ ...named(request), status: statusCode, ms: elapsedTime }, 'answered');
    done();
  });
};
