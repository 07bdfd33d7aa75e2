import type { EventStore, LossBook } from '#event-store';
import { createKafka, TopicMissing, whyRefused, type KafkaSettings } from '#platform';
import { ENTRIES_TOPIC } from './entries/envelope.js';
import { BrokerUnavailable } from './errors.js';
import { openKafkaWriter } from './kafka/kafka-writer.js';
import type { Checkpoint } from './checkpoint.js';
import { Publisher, type Leadership, type Published } from './publisher.js';

export { CheckpointMoved, type Checkpoint, type PublishedPlace } from './checkpoint.js';
export type { Leadership, Published } from './publisher.js';
export { notesOf, readNotes } from './withheld.js';

/** What the publisher tells of itself to whoever watches over it. */
export interface PublisherWatch {
  published(published: Published): void;
  /** Whether it waits for the broker or the database. */
  waiting(waits: boolean): void;
  /** Whether it has stopped for a cause of ours. */
  stopped(isStopped: boolean): void;
  /** How many ledgers are published only up to an entry that cannot be published. */
  withheld(ledgers: number): void;
  /** It does not do its work, for a cause of ours or because something is away. */
  failed(error: unknown): void;
  /** It does its work, or another process does. */
  works(): void;
}

/** What pino offers and the publisher uses. */
export type PublisherLog = Readonly<
  Record<'debug' | 'info' | 'warn' | 'fatal', (facts: object, message: string) => void>
>;

export interface PublisherDependencies {
  readonly store: EventStore;
  readonly checkpoint: Checkpoint;
  readonly losses?: LossBook;
  readonly kafka: KafkaSettings;
  readonly lead: (signal: AbortSignal, onTaken: () => void) => Promise<Leadership | undefined>;
  readonly log: PublisherLog;
  readonly watch: PublisherWatch;
}

export interface RunningPublisher {
  /** @throws when nothing is published for the moment, or any more */
  assertPublishing(): void;
  /** Ends when the batch in flight is given up; it is published again after the next start. */
  stop(): Promise<void>;
}

/** Name of its place in the log. Another version of a topic has another place, and is filled from the first entry. */
export const CHECKPOINT_NAME = `publisher of ${ENTRIES_TOPIC}`;

/** Publishes the log until it is stopped. Waits for a broker that is not there. */
export const startPublisher = (dependencies: PublisherDependencies): RunningPublisher => {
  const { store, checkpoint, losses, kafka: settings, lead, log, watch } = dependencies;
  const kafka = createKafka('muledger-publisher', settings, log);
  const outages = new Outages(settings.brokers, log, watch);
  const publisher = new Publisher({
    ...{ store, checkpoint, lead, ...(losses ? { losses } : {}) },
    openWriter: () => openKafkaWriter(kafka),
    onAlarm: (error) => {
      watch.stopped(true);
      watch.failed(error);
      log.fatal({ err: error }, STOPPED);
    },
    onWithheld: (ledgers) => {
      watch.withheld(ledgers.length);
      for (const { stream, revision, reason } of ledgers)
        log.fatal({ stream, revision: String(revision), reason }, WITHHELD);
    },
    onOutage: (error) => {
      watch.failed(error);
      outages.begin(error);
    },
    onPublishing: () => {
      watch.stopped(false);
      watch.works();
      outages.end('the publisher publishes again');
    },
    onStandby: () => {
      watch.works();
      outages.end('another process publishes');
    },
    onPublished: (published) => watch.published(published),
    onUnread: () => log.warn({ topic: ENTRIES_TOPIC }, UNREAD),
  });
  const stopping = new AbortController();
  const running = publisher.run(stopping.signal);
  return {
    assertPublishing: () => {
      const { state } = publisher;
      if (state === 'stopped' || state === 'outage')
        throw new Error(`the publisher is in ${state}`);
    },
    stop: () => {
      stopping.abort();
      return running;
    },
  };
};

const STOPPED = 'the publisher stopped; it looks again every few minutes (docs/runbooks/kafka.md)';
const UNREAD =
  'the publisher may not read its topic: what was published before a failover of the log cannot be told (docs/runbooks/kafka.md)';
const WITHHELD =
  'the publisher withholds a ledger before an entry it cannot publish; the others go on (docs/runbooks/kafka.md)';

/** Tells an outage when it begins, when its reason changes and when it is over. */
class Outages {
  private told: string | undefined;

  constructor(
    private readonly brokers: readonly string[],
    private readonly log: PublisherLog,
    private readonly watch: PublisherWatch,
  ) {}

  begin(error: unknown): void {
    this.watch.waiting(true);
    const reason = this.reasonOf(error);
    const level = reason === this.told ? 'debug' : 'warn';
    this.log[level]({ err: error }, reason);
    this.told = reason;
  }

  /** @param how it is over */
  end(how: string): void {
    this.watch.waiting(false);
    if (this.told !== undefined) this.log.info({}, how);
    this.told = undefined;
  }

  private reasonOf(error: unknown): string {
    if (error instanceof TopicMissing) return error.message;
    if (!(error instanceof BrokerUnavailable)) return 'the publisher waits for the database';
    const why = whyRefused(error);
    const where = `Kafka at ${this.brokers.join(', ')}`;
    return `the publisher waits for ${where}${why === undefined ? '' : `: ${why}`}`;
  }
}
