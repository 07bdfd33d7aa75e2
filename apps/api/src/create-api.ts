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
import { answerUnreadable, answerUnroutable } from './problems/unroutable.js';
import { traceRequests } from './tracing/trace-requests.js';

/** The application, initialised and not listening: the caller chooses the port and closes it. */
export const createApi = async (dependencies: ApiDependencies): Promise<NestFastifyApplication> => {
  const { bodyBytesMax } = apiLimits(dependencies);
  const adapter = new FastifyAdapter({
    bodyLimit: bodyBytesMax,
    // What still comes over an open connection while the door closes is answered, and the connection then closed: a
    // bare 503 would say neither why nor when to come again, and the rounds end after the door.
    return503OnClosing: false,
    genReqId: requestIdOf,
    // No Express-style middleware is used, and without it each request is a little cheaper.
    skipMiddie: true,
    // Document numbers stand in addresses.
    routerOptions: { maxParamLength: 400 },
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (_error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
      answerUnroutable(request, reply),
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    ApiModule.with(dependencies),
    adapter,
    { logger: ['error', 'warn'], abortOnError: false },
  );
  const server = adapter.getInstance();
  const routes = app.get(KnownRoutes);
  server.addHook('onRoute', ({ url, method }) => routes.add(url, method));
  measureRequests(server, dependencies.metrics);
  takeLeave(server);
  nameRequests(server, dependencies.logger);
  if (dependencies.tracing) traceRequests(server, dependencies.tracing);
  await app.init();
  app.get(ApiDescription).describe(app);
  return app;
};
