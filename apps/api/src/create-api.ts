import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { apiLimits, type ApiDependencies } from './api-dependencies.js';
import { ApiModule } from './api.module.js';

/** The application, initialised and not listening: the caller chooses the port and closes it. */
export const createApi = async (dependencies: ApiDependencies): Promise<NestFastifyApplication> => {
  const { bodyBytesMax } = apiLimits(dependencies);
  // No Express-style middleware is used, and without it each request is a little cheaper.
  const adapter = new FastifyAdapter({ bodyLimit: bodyBytesMax, skipMiddie: true });
  const app = await NestFactory.create<NestFastifyApplication>(
    ApiModule.with(dependencies),
    adapter,
    { logger: ['error', 'warn'] },
  );
  await app.init();
  return app;
};
