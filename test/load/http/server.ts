/**
 * The server that the bench sends requests to, as a process of its own: everything that `npm start` runs, with the
 * followers or without, and beside it a route that checks and does nothing and a bare one.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import Fastify from 'fastify';
import { createLogger, loadConfig, Shutdown } from '#platform';
import { follow, openCore } from '../../../apps/muledger/src/core.js';
import { openDoor } from '../../../apps/muledger/src/door.js';
import { migrate } from '../../../apps/muledger/src/schema.js';
import { warmUp } from '../../../apps/muledger/src/warm-up.js';
import {
  ASK_LOOP_DELAYS,
  ASK_PEAK_MEMORY,
  type BenchServerOptions,
  type LoopDelays,
  type ServerReady,
} from './server-messages.js';

const [text = '{}'] = process.argv.slice(2);
const options = JSON.parse(text) as BenchServerOptions;
const config = loadConfig({
  MULEDGER_PORT: '0',
  MULEDGER_DATABASE_URL: options.databaseUrl,
  MULEDGER_DATA: options.dataDir,
  MULEDGER_LOG_LEVEL: 'error',
});
const logger = createLogger({ level: 'error', format: config.logFormat });
const shutdown = new Shutdown({ log: logger, timeoutMs: 20_000, onTimeout: () => process.exit(1) });
shutdown.listen();

await migrate(options.databaseUrl);
const core = await openCore({ config, ownerUrl: options.databaseUrl, logger, shutdown });
if (options.followers) follow(core, shutdown);
await warmUp(core);
const url = await openDoor(core, shutdown, { noOpRoute: true });

const bare = Fastify();
bare.post('/bare', (_request, reply) => reply.code(201).send({ entryId: 'none' }));
const bareUrl = await bare.listen({ port: 0, host: '127.0.0.1' });
shutdown.add('bare route', () => bare.close());

const loop = monitorEventLoopDelay({ resolution: 10 });
loop.enable();
process.on('message', (asked) => {
  if (asked === ASK_PEAK_MEMORY) process.send?.(process.resourceUsage().maxRSS / 1024);
  if (asked !== ASK_LOOP_DELAYS) return;
  const delays: LoopDelays = { p99: loop.percentile(99) / 1e6, max: loop.max / 1e6 };
  loop.reset();
  process.send?.(delays);
});

// A channel that is listened to keeps the process.
shutdown.add('channel', () => process.disconnect());

const ready: ServerReady = { url, bareUrl: `${bareUrl}/bare` };
process.send?.(ready);
