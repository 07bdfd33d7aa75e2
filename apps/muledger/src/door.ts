import { RefusalRecorder } from '#ledger-stream';
import type { Shutdown } from '#platform';
import { createApi } from '../../api/src/create-api.js';
import { createEntryDoor } from '../../api/src/create-entry-door.js';
import { concernsOf } from './concerns.js';
import type { Core } from './core.js';
import { takeIn } from './intake.js';
import { addressOf, listenError } from './port.js';
import { READ_MODELS } from './read-models.js';
import { tokenVerifier } from './tokens.js';

export interface DoorOptions {
  /** A route that checks and does nothing, to measure others against. */
  readonly noOpRoute?: boolean;
}

/** Opens the HTTP door, and what posts through it, and tells its address. @throws {StartError} the port is taken */
export const openDoor = async (
  core: Core,
  shutdown: Shutdown,
  { noOpRoute = false }: DoorOptions = {},
): Promise<string> => {
  const { config, sequencer, store, clock, logger, metrics, tracing, pools, readiness } = core;
  const { host, port } = config;
  const refusals = new RefusalRecorder({
    store,
    clock,
    onLost: (error, count) => logger.warn({ err: error, count }, 'refusals could not be kept'),
  });
  shutdown.add('refusals', () => refusals.close());
  const api = await createApi({
    ...{ sequencer, store, clock, logger, readiness },
    concerns: () => concernsOf(core),
    building: () => core.health.buildOf(READ_MODELS),
    readModels: pools.reads,
    tokens: await tokenVerifier(config, clock),
    metrics: metrics.registry,
    ...(tracing === undefined ? {} : { tracing }),
    limits: { bodyBytesMax: config.bodyBytesMax },
    noOpRoute,
    describeAtStart: true,
    refusals,
  });
  shutdown.add('HTTP server', () => api.close());
  try {
    await api.listen(port, host);
  } catch (error) {
    throw error instanceof Error ? listenError(error, host, port) : error;
  }
  takeIn(core, createEntryDoor(api), shutdown);
  return addressOf(api.getHttpServer(), config);
};
