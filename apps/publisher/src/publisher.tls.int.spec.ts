import { rm, writeFile } from 'node:fs/promises';
import { Authority, describeWithKafka, KafkaBroker } from '#testing/kafka';
import { clientOf, revisions, Site, until, upTo } from './testing/site.js';

/** Milliseconds: a broker is started for real. */
const SLOW = 180_000;
const ADMINISTRATOR = { username: 'admin', password: 'admin-secret' };
const LOGIN = { username: 'muledger', password: 'own-secret' };
const SCRAM = 'org.apache.kafka.common.security.scram.ScramLoginModule required';
const PLAIN = 'org.apache.kafka.common.security.plain.PlainLoginModule required';

describeWithKafka('the publisher on a broker that encrypts', (kafka) => {
  let authority: Authority;
  let other: Authority;
  let broker: KafkaBroker;
  let site: Site;
  beforeAll(async () => {
    [authority, other] = await Promise.all([Authority.make(), Authority.make()]);
    const { username, password } = ADMINISTRATOR;
    broker = await KafkaBroker.start(kafka(), {
      protocol: 'SASL_SSL',
      settings: {
        ...(await authority.brokerSettings()),
        'sasl.enabled.mechanisms': 'SCRAM-SHA-256,SCRAM-SHA-512,PLAIN',
        'sasl.mechanism.inter.broker.protocol': 'SCRAM-SHA-512',
        'listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config': `${SCRAM} username="${username}" password="${password}";`,
        'listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config': `${SCRAM};`,
        'listener.name.sasl_ssl.plain.sasl.jaas.config': `${PLAIN} user_${LOGIN.username}="${LOGIN.password}";`,
      },
      format: [ADMINISTRATOR, LOGIN].flatMap((one) =>
        ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
          '--add-scram',
          `${mechanism}=[name=${one.username},password=${one.password}]`,
        ]),
      ),
    });
  }, SLOW);
  beforeEach(() => {
    site = new Site();
  });
  afterEach(() => site.stop());
  afterAll(async () => {
    await broker?.stop();
    await Promise.all([authority.remove(), other.remove()]);
  });

  const environment = (others: Readonly<Record<string, string>> = {}) => ({
    KAFKA_SSL: 'on',
    KAFKA_SSL_CA: authority.certificate,
    KAFKA_SASL_MECHANISM: 'scram-sha-512',
    KAFKA_SASL_USERNAME: LOGIN.username,
    KAFKA_SASL_PASSWORD: LOGIN.password,
    ...others,
  });
  const trusting = () => clientOf(broker, LOGIN, authority.certificate);
  /** What it says of its first outage. */
  const complaint = async (others: Readonly<Record<string, string>>): Promise<string> => {
    site.start(broker, environment(others));
    await until('an outage', () => site.said.length > 0);
    const [{ message } = { message: '' }] = site.said;
    expect(message).toContain(`the publisher waits for Kafka at ${broker.address}`);
    expect(JSON.stringify(site.said)).not.toContain('guessed');
    return message;
  };

  it.each(['plain', 'scram-sha-256', 'scram-sha-512'])(
    'publishes with a login by %s, when it knows the authority',
    async (mechanism) => {
      await site.append(5);
      site.start(broker, environment({ KAFKA_SASL_MECHANISM: mechanism }));
      await site.done();
      expect(site.said).toEqual([]);
      expect(await revisions(trusting())).toEqual(upTo(5));
    },
    SLOW,
  );

  it(
    'says that it does not know the authority when it was given another one',
    async () => {
      expect(await complaint({ KAFKA_SSL_CA: other.certificate })).toMatch(
        /its certificate is not accepted \(.+\); KAFKA_SSL_CA names the file of the authority/,
      );
      expect(site.position).toBeNull();
    },
    SLOW,
  );

  it(
    'says so too when it was given none',
    async () => {
      expect(await complaint({ KAFKA_SSL_CA: '' })).toContain('its certificate is not accepted');
    },
    SLOW,
  );

  it(
    'says so when the certificate is for another address',
    async () => {
      const { address } = broker;
      const elsewhere = { address: address.replace('127.0.0.1', 'localhost') };
      site.start(elsewhere, environment());
      await until('an outage', () => site.said.length > 0);
      expect(site.said[0]?.message).toMatch(/its certificate is not accepted \(.*localhost/);
    },
    SLOW,
  );

  it(
    'says that its login is refused',
    async () => {
      expect(await complaint({ KAFKA_SASL_PASSWORD: 'guessed' })).toContain(
        'it refuses the login; KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD',
      );
    },
    SLOW,
  );

  it('does not start with an authority that is not there, or is none', async () => {
    const missing = `${authority.certificate}.missing`;
    expect(() => site.start(broker, environment({ KAFKA_SSL_CA: missing }))).toThrow(
      /KAFKA_SSL_CA must name a PEM file of certificates: .*ENOENT/,
    );
    await writeFile(missing, 'no certificate');
    expect(() => site.start(broker, environment({ KAFKA_SSL_CA: missing }))).toThrow(
      'KAFKA_SSL_CA must name a PEM file of certificates',
    );
    await rm(missing);
  });
});
