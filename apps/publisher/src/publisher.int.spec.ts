import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ConfigResourceTypes,
  ResourcePatternTypes,
} from 'kafkajs';
import { UNITS } from '#domain/testing';
import { describeWithKafka, KafkaBroker, readTopic } from '#testing/kafka';
import { ENTRIES_TOPIC } from './entries/envelope.js';
import type { RunningPublisher } from './publisher.module.js';
import { asAdmin, clientOf, ENTRIES, revisions, Site, until, upTo } from './testing/site.js';

/** Milliseconds: brokers are started for real. */
const SLOW = 180_000;

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
        ENTRIES.slice(0, 30).map(({ id }, revision) =>
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
    'withholds a ledger before a message that the topic does not take, and goes on when it does',
    async () => {
      // Where each unit of the province is registered, in one entry.
      const large = ENTRIES.findIndex(({ type }) => type === 'UnitsRegistered');
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
      await until('the alarm', () => site.withheld.size === 1 && site.isAlarmed);
      expect(site.said.findLast(({ level }) => level === 'fatal')).toMatchObject({
        message: expect.stringContaining('docs/runbooks/kafka.md'),
        facts: {
          stream: 'ledger-330000',
          revision: String(large),
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
