import { ConfigError, loadConfig } from './load-config.js';
import { renderConfigMarkdown } from './render-config.js';
import { variables } from './variables.js';

const problemsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

describe('the configuration', () => {
  it('has a default for everything', () => {
    expect(loadConfig({})).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      dataDir: './.muledger',
      databaseUrl: undefined,
      eventStore: 'postgres',
      role: 'all',
      bodyBytesMax: 10_485_760,
    });
  });

  it('takes an empty variable for unset', () => {
    expect(loadConfig({ MULEDGER_PORT: ' ', MULEDGER_DATABASE_URL: '' })).toEqual(loadConfig({}));
  });

  it('cannot be changed afterwards', () => {
    expect(Object.isFrozen(loadConfig({}))).toBe(true);
  });

  it('tells everything that is wrong at once', () => {
    expect(
      problemsOf({
        MULEDGER_PORT: '80 80',
        MULEDGER_ROLE: 'boss',
        MULEDGER_DATABASE_URL: 'mysql://root:secret@host',
        MULEDGER_PROT: '1',
      }),
    ).toEqual([
      'MULEDGER_PROT is not a variable of muledger',
      'MULEDGER_PORT must be a whole number from 0 to 65535',
      'MULEDGER_DATABASE_URL must be a URL that begins with postgres:// or postgresql://',
      'MULEDGER_ROLE must be "all", "api", "worker" or "publisher"',
    ]);
  });

  it.each([
    ['MULEDGER_PORT', '65536'],
    ['MULEDGER_PORT', '-1'],
    ['MULEDGER_PORT', '1e3'],
    ['MULEDGER_BODY_BYTES_MAX', '1'],
    ['OIDC_ISSUER', 'issuer.example'],
    ['MULEDGER_LOG_LEVEL', 'loud'],
    ['MULEDGER_EVENT_STORE', 'eventstoredb'],
    ['EVENTSTORE_URL', 'http://host:2113'],
  ])('refuses %s=%s', (name, value) => {
    expect(problemsOf({ [name]: value })).toHaveLength(1);
  });

  it('keeps the memory store for tests', () => {
    expect(problemsOf({ MULEDGER_EVENT_STORE: 'memory' })).toHaveLength(1);
    expect(problemsOf({ MULEDGER_EVENT_STORE: 'memory', NODE_ENV: 'test' })).toEqual([]);
  });

  it('takes a URL of several hosts for the log', () => {
    const EVENTSTORE_URL = 'esdb://admin:secret@node1:2113,node2:2113?tls=true';
    const environment = { MULEDGER_EVENT_STORE: 'eventstoredb', EVENTSTORE_URL };
    expect(loadConfig(environment)).toMatchObject({ eventStoreUrl: EVENTSTORE_URL });
  });

  it('asks for a database when processes must share it', () => {
    expect(problemsOf({ MULEDGER_ROLE: 'worker' })).toHaveLength(1);
    const url = 'postgres://u:p@h/d';
    expect(problemsOf({ MULEDGER_ROLE: 'worker', MULEDGER_DATABASE_URL: url })).toEqual([]);
  });

  it('takes brokers of Kafka as a list', () => {
    expect(loadConfig({ KAFKA_BROKERS: 'k1:9092, k2:9093' }).kafkaBrokers).toEqual([
      'k1:9092',
      'k2:9093',
    ]);
    expect(loadConfig({}).kafkaBrokers).toBeUndefined();
    for (const wrong of ['k1', 'k1:9092,', 'kafka://k1:9092', 'k1:9092 k2:9092'])
      expect(problemsOf({ KAFKA_BROKERS: wrong })).toEqual([
        'KAFKA_BROKERS must be a list of host:port with commas between them',
      ]);
  });

  it('asks a publisher for its brokers', () => {
    const publisher = {
      MULEDGER_ROLE: 'publisher',
      MULEDGER_DATABASE_URL: 'postgres://u:p@h/d',
    };
    expect(problemsOf(publisher)).toEqual([
      'KAFKA_BROKERS must be set when MULEDGER_ROLE is "publisher"',
    ]);
    expect(problemsOf({ ...publisher, KAFKA_BROKERS: 'k:9092' })).toEqual([]);
  });

  it('takes nothing in unless it is told to, and then asks for brokers', () => {
    expect(loadConfig({ KAFKA_BROKERS: 'k:9092' }).kafkaIntake).toBe('off');
    expect(problemsOf({ KAFKA_INTAKE: 'on' })).toEqual([
      'KAFKA_BROKERS must be set when KAFKA_INTAKE is "on"',
    ]);
    expect(problemsOf({ KAFKA_INTAKE: 'on', KAFKA_BROKERS: 'k:9092' })).toEqual([]);
  });

  it('logs in to Kafka with a name and a password, and sends no bare password', () => {
    const login = { KAFKA_SASL_MECHANISM: 'plain' };
    expect(problemsOf(login)).toHaveLength(2);
    const whole = { ...login, KAFKA_SASL_USERNAME: 'u', KAFKA_SASL_PASSWORD: 'p' };
    expect(problemsOf(whole)).toEqual([
      'KAFKA_SASL_MECHANISM "plain" sends the password as it is: KAFKA_SSL must be "on"',
    ]);
    expect(problemsOf({ ...whole, KAFKA_SSL: 'on' })).toEqual([]);
    expect(problemsOf({ ...whole, KAFKA_SASL_MECHANISM: 'scram-sha-512' })).toEqual([]);
  });

  it('lists every variable in the documentation', () => {
    const table = renderConfigMarkdown();
    for (const { name } of Object.values(variables)) expect(table).toContain(`| \`${name}\` |`);
  });
});
