import { createServer, type ServerResponse } from 'node:http';
import { figuresFor, type Shutdown } from '#platform';
import type { Core, ReadinessCheck } from './core.js';
import { concernsOf } from './concerns.js';
import { addressOf, listenError } from './port.js';

/**
 * The door of a process that answers no business: whether it lives, whether what it needs answers, its
 * figures. A follower that falls behind shows only there.
 * @throws {StartError} the port is taken
 */
export const openHealthDoor = async (
  core: Core,
  shutdown: Shutdown,
  ownChecks: readonly ReadinessCheck[] = [],
): Promise<string> => {
  const { config, metrics, logger } = core;
  const checks = [...core.readiness, ...ownChecks];
  const { host, port } = config;
  const answers = new Map<string, (reply: ServerResponse) => Promise<void>>(
    Object.entries({
      '/v1/health/live': async (reply: ServerResponse) => sendJson(reply, 200, { status: 'live' }),
      '/v1/health/ready': async (reply: ServerResponse) => {
        const failing = await failingOf(checks, logger);
        if (failing.length > 0) sendJson(reply, 503, { status: 'not-ready', failing });
        else sendJson(reply, 200, readyAnswer(checks, concernsOf(core)));
      },
      '/metrics': async (reply: ServerResponse) => {
        reply.setHeader('content-type', metrics.registry.contentType);
        reply.end(figuresFor(undefined, await metrics.registry.metrics()));
      },
    }),
  );
  const server = createServer((request, reply) => {
    const answer = request.method === 'GET' ? answers.get(request.url ?? '') : undefined;
    if (answer === undefined) return sendJson(reply, 404, { status: 'not-found' });
    answer(reply).catch((error: unknown) => {
      logger.error({ err: error, path: request.url }, 'a health request failed');
      reply.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, host, port)));
    server.listen({ host, port }, () => resolve());
  });
  shutdown.add('health server', async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return addressOf(server, config);
};

const failingOf = async (
  checks: readonly ReadinessCheck[],
  logger: Core['logger'],
): Promise<string[]> => {
  const failing = await Promise.all(
    checks.map(async (one) => {
      try {
        await one.check();
        return [];
      } catch (error) {
        logger.warn({ err: error, check: one.name }, 'not ready');
        return [one.name];
      }
    }),
  );
  return failing.flat();
};

/** Degraded is ready: requests are answered, and some follower does not do its work. */
const readyAnswer = (
  checks: readonly ReadinessCheck[],
  concerns: ReturnType<typeof concernsOf>,
): object => ({
  status: concerns.length === 0 ? 'ready' : 'degraded',
  checks: checks.map(({ name }) => name),
  ...(concerns.length === 0 ? {} : { concerns }),
});

const sendJson = (reply: ServerResponse, status: number, body: object): void => {
  reply.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  reply.end(JSON.stringify(body));
};
