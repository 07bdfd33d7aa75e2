import { setTimeout as pause } from 'node:timers/promises';
import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ConfigResourceTypes,
  logLevel,
  Kafka,
  ResourcePatternTypes,
  type Admin,
} from 'kafkajs';
import { allocatedLedger, UNITS } from '#domain/testing';
import type { NewEvent, Position } from '#event-store';
import { MemoryEventStore } from '#event-store/memory';
import { ledgerModel } from '#ledger-stream';
import { loadConfig } from '#platform';
import { describeWithKafka, KafkaBroker, readTopic } from '#testing/kafka';
import { ENTRIES_TOPIC } from './entries/envelope.js';
import { startPublisher, type RunningPublisher } from './publisher.module.js';

/** Milliseconds: brokers are started for real. */
const SLOW = 180_000;
const LOOKS_MAX = 6_000;

const until = async (what: string, holds: () => boolean | Promise<boolean>): Promise<void> => {
  for (let looks = 0; !(await holds()); looks += 1) {
    if (looks === LOOKS_MAX) throw new Error(`never came about: ${what}`);
    await pause(25);
  }
};

const clientOf = ({ address }: KafkaBroker, login?: { username: string; password: string }) =>
  new Kafka({
    brokers: [address],
    logLevel: logLevel.NOTHING,
    retry: { retries: 10, maxRetryTime: 1_000 },
    ...(login ? { sasl: { mechanism: 'scram-sha-512', ...login } } : {}),
  });

const asAdmin = async (kafka: Kafka, work: (admin: Admin) => Promise<unknown>): Promise<void> => {
  const admin = kafka.admin();
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.disconnect();
  }
};

const entries: readonly NewEvent[] = allocatedLedger().events.map((event) =>
  ledgerModel.encode(event, {
    recordedAt: '2026-01-01T00:00:00.000Z',
    commandDigest: 'd'.repeat(64),
  }),
);

/** A log, a place in it, and publishers that go on from there one after the other. */
class Site {
  readonly store = new MemoryEventStore({ batchMax: 7 });
  readonly said: { readonly level: string; readonly facts: object; readonly message: string }[] =
    [];
  position: Position | null = null;
  stopped = 0;
  private appended = 0;
  private running: RunningPublisher | undefined;

  async append(count: number): Promise<void> {
    const events = entries.slice(this.appended, this.appended + count);
    const expected = this.appended === 0 ? 'no-stream' : BigInt(this.appended - 1);
    await this.store.append('ledger-330000', events, expected);
    this.appended += count;
  }

  start(broker: KafkaBroker, environment: Record<string, string> = {}): RunningPublisher {
    const hear = (level: string) => (facts: object, message: string) =>
      void this.said.push({ level, facts, message });
    this.running = startPublisher({
      store: this.store,
      checkpoint: {
        load: async () => this.position,
        save: async (position) => void (this.position = position),
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
        stopped: () => void (this.stopped += 1),
      },
    });
    return this.running;
  }

  /** Resolves when everything that was appended is acknowledged. */
  done(): Promise<void> {
    return until('everything published', () => this.position === String(this.appended));
  }

  async stop(): Promise<void> {
    await this.running?.stop();
    this.running = undefined;
  }
}

/** Revisions in the order of their first coming. */
const revisions = async (kafka: Kafka): Promise<string[]> => {
  const messages = await readTopic(kafka, ENTRIES_TOPIC);
  return [...new Set(messages.map(({ value }) => JSON.parse(value).data.revision as string))];
};
const upTo = (count: number): string[] => Array.from({ length: count }, (_, n) => String(n));

describeWithKafka('the publisher on a real broker', (kafka) => {
  let broker: KafkaBroker;
  let site: Site;
  beforeAll(async () => {
    broker = await KafkaBroker.start(kafka());
  }, SLOW);
  beforeEach(() => {
    site = new Site();
  });
  afterEach(async () => {
    await site.stop();
    await asAdmin(clientOf(broker), (admin) => admin.deleteTopics({ topics: [ENTRIES_TOPIC] }));
  }, SLOW);
  afterAll(() => broker.stop());

  it(
    'waits for the broker, makes the topic and publishes in order',
    async () => {
      await broker.pause();
      await site.append(30);
      const publisher = site.start(broker);
      await until('an outage', () => site.said.length > 0);
      expect(site.said[0]).toMatchObject({
        level: 'warn',
        message: `the publisher waits for Kafka at ${broker.address}`,
      });
      expect(() => publisher.assertPublishing()).toThrow('outage');
      await broker.restart();
      await site.done();
      publisher.assertPublishing();
      expect(site.said.at(-1)).toMatchObject({ message: 'the publisher publishes again' });

      const messages = await readTopic(clientOf(broker), ENTRIES_TOPIC);
      expect(messages.map(({ value }) => JSON.parse(value))).toEqual(
        entries.slice(0, 30).map(({ id }, revision) =>
          expect.objectContaining({
            ...{ specversion: '1.0', id, source: '/ledgers/330000' },
            type: 'muledger.entry.recorded.v1',
            sequence: String(revision).padStart(20, '0'),
          }),
        ),
      );
      expect(new Set(messages.map(({ key, partition }) => `${key} ${partition}`)).size).toBe(1);
      expect(messages[4]).toMatchObject({
        key: '330000',
        headers: {
          'content-type': 'application/cloudevents+json; charset=UTF-8',
          'muledger-position': '5',
        },
      });
      await asAdmin(clientOf(broker), async (admin) => {
        const { resources } = await admin.describeConfigs({
          includeSynonyms: false,
          resources: [
            {
              type: ConfigResourceTypes.TOPIC,
              name: ENTRIES_TOPIC,
              configNames: ['retention.ms', 'max.message.bytes'],
            },
          ],
        });
        const set = resources[0]?.configEntries.map(({ configValue }) => configValue);
        expect(set?.sort()).toEqual(['-1', '16777216']);
      });
    },
    SLOW,
  );

  it(
    'passes over nothing when the broker is killed again and again',
    async () => {
      site.start(broker);
      await site.append(5);
      await site.done();
      for (const count of [20, 40]) {
        const killing = broker.kill();
        await site.append(count);
        await killing;
        await broker.restart();
        await site.append(5);
        await site.done();
      }
      expect(await revisions(clientOf(broker))).toEqual(upTo(75));
    },
    SLOW,
  );

  it(
    'stops before a message that the topic does not take, and goes on when it does',
    async () => {
      // Where each unit of the province is registered, in one entry.
      const large = entries.findIndex(({ type }) => type === 'UnitsRegistered');
      expect(UNITS.length).toBeGreaterThan(3);
      await site.append(large);
      site.start(broker);
      await site.done();
      const allow = (bytes: string) =>
        asAdmin(clientOf(broker), (admin) =>
          admin.alterConfigs({
            validateOnly: false,
            resources: [
              {
                type: ConfigResourceTypes.TOPIC,
                name: ENTRIES_TOPIC,
                configEntries: [{ name: 'max.message.bytes', value: bytes }],
              },
            ],
          }),
        );
      await allow('900');
      await site.append(3);
      await until('the alarm', () => site.stopped === 1);
      expect(site.said.at(-1)).toMatchObject({
        level: 'fatal',
        message: expect.stringContaining('docs/runbooks/kafka.md'),
        facts: {
          stream: 'ledger-330000',
          revision: String(large),
          position: String(large + 1),
        },
      });
      expect(await revisions(clientOf(broker))).toEqual(upTo(large));
      await site.stop();

      await allow('1048576');
      site.start(broker);
      await site.done();
      expect(await revisions(clientOf(broker))).toEqual(upTo(large + 3));
    },
    SLOW,
  );
});

describeWithKafka('the publisher on a broker that lets nobody in', (kafka) => {
  let broker: KafkaBroker;
  const site = new Site();
  const administrator = { username: 'admin', password: 'admin-secret' };
  const login = { username: 'muledger', password: 'own-secret' };
  beforeAll(async () => {
    const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required';
    broker = await KafkaBroker.start(kafka(), {
      protocol: 'SASL_PLAINTEXT',
      settings: {
        'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
        'sasl.mechanism.inter.broker.protocol': 'SCRAM-SHA-512',
        'listener.name.sasl_plaintext.scram-sha-512.sasl.jaas.config': `${scram} username="admin" password="admin-secret";`,
        'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
        'super.users': 'User:admin;User:ANONYMOUS',
      },
      format: [administrator, login].flatMap(({ username, password }) => [
        '--add-scram',
        `SCRAM-SHA-512=[name=${username},password=${password}]`,
      ]),
    });
  }, SLOW);
  afterAll(async () => {
    await site.stop();
    await broker.stop();
  });

  const start = (password: string): RunningPublisher =>
    site.start(broker, {
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: login.username,
      KAFKA_SASL_PASSWORD: password,
    });

  it(
    'waits while its password is wrong',
    async () => {
      await site.append(5);
      start('guessed');
      await until('an outage', () => site.said.length > 0);
      expect(site.said[0]).toMatchObject({ message: expect.stringContaining('waits for Kafka') });
      expect(JSON.stringify(site.said)).not.toContain('guessed');
      await site.stop();
    },
    SLOW,
  );

  it(
    'tells who may not make the topic how to make it, and goes on when it is there',
    async () => {
      site.said.length = 0;
      start(login.password);
      await until('the command', () => site.said.length > 0);
      const [{ message } = { message: '' }] = site.said;
      expect(message).toContain(`--create --topic ${ENTRIES_TOPIC} --partitions 6`);
      expect(message).toContain('--config retention.ms=-1');
      await asAdmin(clientOf(broker, administrator), async (admin) => {
        await admin.createTopics({ topics: [{ topic: ENTRIES_TOPIC, numPartitions: 6 }] });
        await admin.createAcls({
          acl: [AclOperationTypes.WRITE, AclOperationTypes.DESCRIBE].map((operation) => ({
            ...{ operation, principal: `User:${login.username}`, host: '*' },
            resourceType: AclResourceTypes.TOPIC,
            resourceName: ENTRIES_TOPIC,
            resourcePatternType: ResourcePatternTypes.LITERAL,
            permissionType: AclPermissionTypes.ALLOW,
          })),
        });
      });
      await site.done();
      expect(await revisions(clientOf(broker, administrator))).toEqual(upTo(5));
    },
    SLOW,
  );
});
