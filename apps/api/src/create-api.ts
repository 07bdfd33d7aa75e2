import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { apiLimits, type ApiDependencies } from './api-dependencies.js';
import { ApiModule } from './api.module.js';
import { measureRequests } from './health/request-metrics.js';
import { takeLeave } from './leave-taking.js';
import { ApiDescription } from './openapi/api-description.js';
import { KnownRoutes } from './problems/known-routes.js';
import { nameRequests, requestIdOf } from './request-id.js';
import { answerExpecting, answerUnroutable, UnreadableRequests } from './problems/unroutable.js';
import { admitRequests } from './requests/admit-requests.js';
import { holdBackBodies } from './requests/ask-for-body.js';
import { answerInSlices } from './requests/answer-in-slices.js';
import { takeJsonBodies } from './requests/json-bodies.js';
import { mindManners } from './requests/manners.js';
import { parseQuery } from './requests/parse-query.js';
import { traceRequests } from './tracing/trace-requests.js';

/** Milliseconds in which a request must have come, with its body. */
const REQUEST_MS = 120_000;

/** The application, initialised and not listening: the caller chooses the port and closes it. */
export const createApi = async (dependencies: ApiDependencies): Promise<NestFastifyApplication> => {
  const { bodyBytesMax } = apiLimits(dependencies);
  const unreadable = new UnreadableRequests({ methodsOf: (url) => routes.methodsOf(url) });
  const adapter = new FastifyAdapter({
    bodyLimit: bodyBytesMax,
    requestTimeout: REQUEST_MS,
    // A request without a host is answered by us, with a problem document.
    http: { requireHostHeader: false, connectionsCheckingInterval: REQUEST_MS / 10 },
    // What still comes over an open connection while the door closes is answered, and the connection then closed: a
    // bare 503 would say neither why nor when to come again, and the rounds end after the door.
    return503OnClosing: false,
    genReqId: requestIdOf,
    // No Express-style middleware is used, and without it each request is a little cheaper.
    skipMiddie: true,
    // Document numbers stand in addresses.
    routerOptions: { maxParamLength: 400, querystringParser: parseQuery },
    clientErrorHandler: (error, socket) => unreadable.answer(error, socket),
    frameworkErrors: (_error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
      answerUnroutable(request, reply),
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    ApiModule.with(dependencies),
    adapter,
    { logger: ['error', 'warn'], abortOnError: false, bodyParser: false },
  );
  const server = adapter.getInstance();
  const routes = app.get(KnownRoutes);
  server.addHook('onRoute', ({ url, method }) => routes.add(url, method));
  unreadable.watch(server.server);
  server.server.on('checkExpectation', answerExpecting);
  holdBackBodies(server.server);
  measureRequests(server, dependencies.metrics);
  takeLeave(server);
  nameRequests(server, dependencies.logger);
  if (dependencies.tracing) traceRequests(server, dependencies.tracing);
  // After the spans have begun, so that who is turned away is traced, too.
  mindManners(server);
  admitRequests(server, dependencies);
  takeJsonBodies(server, dependencies);
  answerInSlices(server);
  await app.init();
  const description = app.get(ApiDescription);
  description.describe(app);
  // Made on the first request it would hold the event loop for some tenths of a second.
  if (dependencies.describeAtStart === true) description.json();
  return app;
};
