import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import { allocatedLedger } from '#domain/testing';
import type { NewEvent, Position } from '#event-store';
import { MemoryEventStore } from '#event-store/memory';
import { ledgerModel } from '#ledger-stream';
import { loadConfig } from '#platform';
import { readTopic, type KafkaBroker } from '#testing/kafka';
import { ENTRIES_TOPIC } from '../entries/envelope.js';
import type { WithheldLedgers } from '../withheld.js';
import { startPublisher, type RunningPublisher } from '../publisher.module.js';

const LOOKS_MAX = 6_000;

/** @throws {Error} it does not come about */
export const until = async (
  what: string,
  holds: () => boolean | Promise<boolean>,
): Promise<void> => {
  for (let looks = 0; !(await holds()); looks += 1) {
    if (looks === LOOKS_MAX) throw new Error(`never came about: ${what}`);
    await pause(25);
  }
};

export const clientOf = (
  { address }: KafkaBroker,
  login?: { readonly username: string; readonly password: string },
  /** PEM files of authorities; encrypted when there is one. */
  ...ca: readonly string[]
) =>
  new Kafka({
    brokers: [address],
    logLevel: logLevel.NOTHING,
    retry: { retries: 10, maxRetryTime: 1_000 },
    ...(ca.length > 0 ? { ssl: { ca: ca.map((file) => readFileSync(file, 'utf8')) } } : {}),
    ...(login ? { sasl: { mechanism: 'scram-sha-512', ...login } } : {}),
  });

export const asAdmin = async (
  kafka: Kafka,
  work: (admin: Admin) => Promise<unknown>,
): Promise<void> => {
  const admin = kafka.admin();
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.disconnect();
  }
};

/** Of a ledger, in their order. */
export const ENTRIES: readonly NewEvent[] = allocatedLedger().events.map((event) =>
  ledgerModel.encode(event, {
    recordedAt: '2026-01-01T00:00:00.000Z',
    commandDigest: 'd'.repeat(64),
  }),
);

/** A log, a place in it, and publishers that go on from there one after the other. */
export class Site {
  readonly store = new MemoryEventStore({ batchMax: 7 });
  readonly said: { readonly level: string; readonly facts: object; readonly message: string }[] =
    [];
  position: Position | null = null;
  withheld: WithheldLedgers = new Map();
  stopped = 0;
  private appended = 0;
  private running: RunningPublisher | undefined;

  async append(count: number): Promise<void> {
    const events = ENTRIES.slice(this.appended, this.appended + count);
    const expected = this.appended === 0 ? 'no-stream' : BigInt(this.appended - 1);
    await this.store.append('ledger-330000', events, expected);
    this.appended += count;
  }

  start(
    broker: Pick<KafkaBroker, 'address'>,
    environment: Record<string, string> = {},
  ): RunningPublisher {
    const hear = (level: string) => (facts: object, message: string) =>
      void this.said.push({ level, facts, message });
    this.running = startPublisher({
      store: this.store,
      checkpoint: {
        load: async () => ({ position: this.position, withheld: this.withheld }),
        save: async ({ position, withheld }) => {
          this.position = position;
          this.withheld = withheld;
        },
      },
      kafka: {
        ...loadConfig({ NODE_ENV: 'test', ...environment }),
        brokers: [broker.address],
      },
      lead: async () => ({ lost: new AbortController().signal, release: () => undefined }),
      log: {
        debug: () => undefined,
        info: hear('info'),
        warn: hear('warn'),
        fatal: hear('fatal'),
      },
      watch: {
        published: () => undefined,
        waiting: () => undefined,
        stopped: (isStopped) => void (this.stopped += isStopped ? 1 : 0),
        withheld: () => undefined,
        failed: () => undefined,
        works: () => undefined,
      },
    });
    return this.running;
  }

  get isAlarmed(): boolean {
    return this.said.some(({ level }) => level === 'fatal');
  }

  /** Resolves when everything that was appended is acknowledged. */
  done(): Promise<void> {
    return until(
      'everything published',
      () => this.position === String(this.appended) && this.withheld.size === 0,
    );
  }

  async stop(): Promise<void> {
    await this.running?.stop();
    this.running = undefined;
  }
}

/** Revisions in the order of their first coming. */
export const revisions = async (kafka: Kafka): Promise<string[]> => {
  const messages = await readTopic(kafka, ENTRIES_TOPIC);
  return [...new Set(messages.map(({ value }) => JSON.parse(value).data.revision as string))];
};
export const upTo = (count: number): string[] => Array.from({ length: count }, (_, n) => String(n));
