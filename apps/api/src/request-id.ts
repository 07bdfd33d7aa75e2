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

/** What stands in the log for what would let its reader act for another. */
const STRUCK_OUT = '***';
/** A parameter that is named like a secret, and anything that has the form of a token, wherever it stands. */
const NAMED_SECRET =
  /([?&;][^=&;]*(?:token|auth|bearer|jwt|secret|password|api_?key)[^=&;]*=)[^&;#]*/gi;
const TOKEN = /(?:eyJ|bearer(?:\s|%20)+)[\w.~%=-]+/gi;
const URL_MAX = 500;

/** An address as the log may keep it: callers put tokens into addresses, and logs are read by many. */
export const shownUrl = (url: string): string =>
  url.replace(NAMED_SECRET, `$1${STRUCK_OUT}`).replace(TOKEN, STRUCK_OUT).slice(0, URL_MAX);

/** What the log says of a request beside what it tells. */
export const named = ({ id: requestId, span, method, url }: FastifyRequest) => ({
  ...{ requestId, traceId: span?.traceId },
  ...{ method, url: shownUrl(url) },
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
