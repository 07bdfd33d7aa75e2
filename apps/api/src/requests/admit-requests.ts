import type { FastifyInstance, FastifyRequest } from 'fastify';
import { admit } from '../access/admit.js';
import type { ApiRequest } from '../access/api-request.js';
import { OPEN } from '../access/asks.js';
import type { ApiDependencies } from '../api-dependencies.js';
import { named } from '../request-id.js';

/**
 * Verifies the token and the right to ask before a byte of the body is read: a caller without a token costs no memory, and
 * learns nothing about its body.
 */
export const admitRequests = (
  server: Pick<FastifyInstance, 'addHook'>,
  door: Pick<ApiDependencies, 'tokens' | 'logger'>,
): void => {
  server.addHook('onRequest', async (request) => {
    const { action } = request.routeOptions.config;
    if (request.is404 || action === OPEN) return;
    const { headers, ip } = request;
    const { authorization } = headers;
    const from = { ip, ...named(request) };
    identify(request).identity = await admit(door, { authorization, action, from });
  });
};

/** The framework makes the request; what it becomes by this hook is known here only. */
function identify(request: FastifyRequest): Pick<ApiRequest, 'identity'>;
function identify(request: object): object {
  return request;
}
