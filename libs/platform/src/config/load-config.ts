import { readEnvironment } from './environment.js';
import { VariableError, type Variable } from './variable.js';
import { variables } from './variables.js';

/** Everything the environment decides, checked and frozen. */
export type Config = {
  readonly [K in keyof typeof variables]: (typeof variables)[K] extends Variable<infer T>
    ? T
    : never;
};

/** Lists every wrong variable, so that one start shows them all. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is wrong:\n${problems.map((one) => `  ${one}`).join('\n')}`);
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

const known = new Set(Object.values(variables).map(({ name }) => name));

/** A misspelt variable would otherwise be ignored, and the default used without a word. */
const unknownVariables = (environment: Environment): string[] =>
  Object.keys(environment)
    .filter((name) => name.startsWith('MULEDGER_') && !known.has(name))
    .map((name) => `${name} is not a variable of muledger`);

/** What no single variable can tell. */
const contradictions = (config: Config): string[] => {
  const found: string[] = [];
  if (config.eventStore === 'memory' && config.environment !== 'test')
    found.push('MULEDGER_EVENT_STORE may be "memory" only in tests (NODE_ENV=test)');
  if (config.eventStore === 'eventstoredb' && config.eventStoreUrl === undefined)
    found.push('EVENTSTORE_URL must be set when MULEDGER_EVENT_STORE is "eventstoredb"');
  if (config.role !== 'all' && config.databaseUrl === undefined)
    found.push(
      `MULEDGER_DATABASE_URL must be set when MULEDGER_ROLE is "${config.role}": processes cannot share an embedded database`,
    );
  if (config.role === 'publisher' && config.kafkaBrokers === undefined)
    found.push('KAFKA_BROKERS must be set when MULEDGER_ROLE is "publisher"');
  if (config.kafkaIntake === 'on' && config.kafkaBrokers === undefined)
    found.push('KAFKA_BROKERS must be set when KAFKA_INTAKE is "on"');
  return [...found, ...loginContradictions(config)];
};

const loginContradictions = (config: Config): string[] => {
  const { kafkaSaslMechanism, kafkaSaslUsername, kafkaSaslPassword, kafkaSsl } = config;
  if (kafkaSaslMechanism === 'none') return [];
  const found: string[] = [];
  if (kafkaSaslUsername === undefined || kafkaSaslPassword === undefined)
    found.push(
      `KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD must be set when KAFKA_SASL_MECHANISM is "${kafkaSaslMechanism}"`,
    );
  if (kafkaSaslMechanism === 'plain' && kafkaSsl === 'off' && config.environment !== 'test')
    found.push('KAFKA_SASL_MECHANISM "plain" sends the password as it is: KAFKA_SSL must be "on"');
  return found;
};

/**
 * Reads the environment once. An empty variable counts as unset.
 * @throws ConfigError naming all that is wrong
 */
export const loadConfig = (environment: Environment = readEnvironment()): Config => {
  const problems = unknownVariables(environment);
  const read = <T>({ name, parse }: Variable<T>): T => {
    const value = environment[name]?.trim();
    try {
      return parse(value === '' ? undefined : value);
    } catch (error) {
      if (!(error instanceof VariableError)) throw error;
      // The value itself may be a password, so it is not repeated.
      problems.push(`${name} ${error.message}`);
      return parse(undefined);
    }
  };
  const config: Config = {
    port: read(variables.port),
    host: read(variables.host),
    dataDir: read(variables.dataDir),
    databaseUrl: read(variables.databaseUrl),
    eventStore: read(variables.eventStore),
    eventStoreUrl: read(variables.eventStoreUrl),
    role: read(variables.role),
    kafkaBrokers: read(variables.kafkaBrokers),
    kafkaIntake: read(variables.kafkaIntake),
    kafkaSsl: read(variables.kafkaSsl),
    kafkaSslCa: read(variables.kafkaSslCa),
    kafkaSaslMechanism: read(variables.kafkaSaslMechanism),
    kafkaSaslUsername: read(variables.kafkaSaslUsername),
    kafkaSaslPassword: read(variables.kafkaSaslPassword),
    oidcIssuer: read(variables.oidcIssuer),
    oidcAudience: read(variables.oidcAudience),
    oidcNameClaim: read(variables.oidcNameClaim),
    oidcRoleClaim: read(variables.oidcRoleClaim),
    oidcUnitClaim: read(variables.oidcUnitClaim),
    oidcProvinceClaim: read(variables.oidcProvinceClaim),
    logLevel: read(variables.logLevel),
    logFormat: read(variables.logFormat),
    tracesEndpoint: read(variables.tracesEndpoint),
    serviceName: read(variables.serviceName),
    tracesSampler: read(variables.tracesSampler),
    tracesSamplerRatio: read(variables.tracesSamplerRatio),
    bodyBytesMax: read(variables.bodyBytesMax),
    queuedCommandsMax: read(variables.queuedCommandsMax),
    cachedTokensMax: read(variables.cachedTokensMax),
    databaseConnectionsMax: read(variables.databaseConnectionsMax),
    daysConfirmed: read(variables.daysConfirmed),
    shutdownMs: read(variables.shutdownMs),
    clientUrl: read(variables.clientUrl),
    clientToken: read(variables.clientToken),
    environment: read(variables.environment),
  };
  if (problems.length === 0) problems.push(...contradictions(config));
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(config);
};
