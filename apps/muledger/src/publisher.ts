import { becomeLeader } from '#event-store';
import type { Shutdown } from '#platform';
import {
  CHECKPOINT_NAME,
  CheckpointMoved,
  notesOf,
  readNotes,
  startPublisher,
  type Checkpoint,
  type RunningPublisher,
} from '../../publisher/src/publisher.module.js';
import { PostgresLossBook, PostgresMemory } from '../../worker/src/worker.module.js';
import type { ReadinessCheck, Core } from './core.js';
import { PublisherMetrics } from './publisher-metrics.js';

/** Advisory lock of the one publisher of an installation. */
const PUBLISHER_LOCK = 7_262_001;
/** Milliseconds between two looks whether the active publisher is gone. */
const TAKEOVER_POLL = 1_000;

/** Publishes the log where brokers are configured and this process is to do so. */
export const publish = (core: Core, shutdown: Shutdown): RunningPublisher | undefined => {
  const { config, logFor, logger, metrics } = core;
  const { followers: pool } = core.pools;
  const { role, kafkaBrokers: brokers } = config;
  if (brokers === undefined || (role !== 'all' && role !== 'publisher')) return undefined;
  let standsBy = true;
  const publisher = startPublisher({
    store: logFor({ follower: 'publisher', isActive: () => !standsBy }),
    checkpoint: checkpointIn(new PostgresMemory(pool)),
    losses: new PostgresLossBook(pool),
    kafka: { ...config, brokers },
    lead: async (signal, onTaken) => {
      standsBy = true;
      const leadership = await becomeLeader(pool, PUBLISHER_LOCK, signal, TAKEOVER_POLL, onTaken);
      standsBy = false;
      return leadership;
    },
    log: logger,
    watch: new PublisherMetrics(metrics.registry, core.health),
  });
  shutdown.add('publisher', () => publisher.stop());
  return publisher;
};

const checkpointIn = (memory: PostgresMemory): Checkpoint => ({
  load: async () => {
    const kept = await memory.load(CHECKPOINT_NAME);
    const position = kept?.position ?? '';
    const { ground, told = [], ends } = kept ?? {};
    const withheld = readNotes(kept?.notes ?? []);
    return { position: position === '' ? null : position, withheld, ground, told, ends };
  },
  save: async ({ position, withheld, ground, told, ends }, expected) => {
    const kept = { position: position ?? '', notes: notesOf(withheld), ground, told, ends };
    const moved = await memory.replace(CHECKPOINT_NAME, kept, expected ?? '');
    if (!moved) throw new CheckpointMoved('another publisher has moved the checkpoint');
  },
});

/** For the health of a process that does nothing else; one that also answers requests can do so without. */
export const publishing = (publisher: RunningPublisher): ReadinessCheck => ({
  name: 'publisher',
  check: async () => publisher.assertPublishing(),
});
