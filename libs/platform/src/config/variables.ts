import {
  fraction,
  integer,
  oneOf,
  optionalDate,
  optionalHosts,
  optionalList,
  optionalText,
  optionalUrl,
  text,
} from './variable.js';

const mebibyte = 1024 * 1024;

/** Every variable muledger reads. The README's table is generated from this list, in this order. */
export const variables = {
  port: integer({
    name: 'MULEDGER_PORT',
    description: 'TCP port of the HTTP server; 0 takes a free one',
    fallback: 8080,
    min: 0,
    max: 65_535,
  }),
  host: text({
    name: 'MULEDGER_HOST',
    description: 'Address the HTTP server listens on; `0.0.0.0` for every interface',
    fallback: '127.0.0.1',
  }),
  dataDir: text({
    name: 'MULEDGER_DATA',
    description: 'Folder of the embedded PostgreSQL and of the signing key of local tokens',
    fallback: './.muledger',
  }),
  databaseUrl: optionalUrl({
    name: 'MULEDGER_DATABASE_URL',
    description:
      'PostgreSQL to use, `postgres://user:password@host/database`; unset: an embedded one',
    protocols: ['postgres:', 'postgresql:'],
  }),
  eventStore: oneOf({
    name: 'MULEDGER_EVENT_STORE',
    description: 'Where the log is kept; `memory` forgets everything and is for tests',
    fallback: 'postgres',
    choices: ['postgres', 'eventstoredb', 'memory'],
  }),
  eventStoreUrl: optionalHosts({
    name: 'EVENTSTORE_URL',
    description:
      'EventStoreDB of `MULEDGER_EVENT_STORE=eventstoredb`, `esdb://user:password@host,host,host`; PostgreSQL keeps the rest',
    protocols: ['esdb:', 'esdb+discover:'],
  }),
  role: oneOf({
    name: 'MULEDGER_ROLE',
    description: 'What this process does',
    fallback: 'all',
    choices: ['all', 'api', 'worker', 'publisher'],
  }),
  kafkaBrokers: optionalList({
    name: 'KAFKA_BROKERS',
    description:
      'Kafka brokers to publish to, `host:port` with commas between them; unset: nothing is published',
    each: /^[^\s,:/]+:\d{1,5}$|^\[[\da-fA-F:]+\]:\d{1,5}$/,
    expects: 'a list of host:port with commas between them',
  }),
  kafkaIntake: oneOf({
    name: 'KAFKA_INTAKE',
    description:
      'Whether entries are also taken from the topic `muledger.commands.v1`, by processes of role `all` and `api`',
    fallback: 'off',
    choices: ['off', 'on'],
  }),
  kafkaSsl: oneOf({
    name: 'KAFKA_SSL',
    description: 'Whether connections to Kafka are encrypted',
    fallback: 'off',
    choices: ['off', 'on'],
  }),
  kafkaSslCa: optionalText({
    name: 'KAFKA_SSL_CA',
    description: 'PEM file of the authority that signed the certificates of the brokers',
  }),
  kafkaSaslMechanism: oneOf({
    name: 'KAFKA_SASL_MECHANISM',
    description: 'How to log in to Kafka; `plain` only with `KAFKA_SSL=on` outside a test',
    fallback: 'none',
    choices: ['none', 'plain', 'scram-sha-256', 'scram-sha-512'],
  }),
  kafkaSaslUsername: optionalText({
    name: 'KAFKA_SASL_USERNAME',
    description: 'User to log in to Kafka as',
  }),
  kafkaSaslPassword: optionalText({
    name: 'KAFKA_SASL_PASSWORD',
    description: 'Password of that user',
  }),
  oidcIssuer: optionalUrl({
    name: 'OIDC_ISSUER',
    description:
      'Issuer whose tokens are accepted; unset: tokens of the local issuer. They are signed by EdDSA, ES256, ES384, ES512, PS256, PS384, PS512, RS256, RS384 or RS512',
    protocols: ['https:', 'http:'],
    isShown: true,
  }),
  oidcAudience: text({
    name: 'OIDC_AUDIENCE',
    description: 'Audience a token of `OIDC_ISSUER` must name',
    fallback: 'muledger',
  }),
  oidcNameClaim: text({
    name: 'OIDC_CLAIM_NAME',
    description: 'Claim with the name of the person; a dot leads into an object',
    fallback: 'name',
  }),
  oidcRoleClaim: text({
    name: 'OIDC_CLAIM_ROLE',
    description: 'Claim with the role, a text or a list that holds one of our roles',
    fallback: 'role',
  }),
  oidcUnitClaim: text({
    name: 'OIDC_CLAIM_UNIT',
    description: 'Claim with the unit',
    fallback: 'unit',
  }),
  oidcProvinceClaim: text({
    name: 'OIDC_CLAIM_PROVINCE',
    description:
      'Claim with the six digits of the province whose ledger the token speaks of; needed where the unit is named by an id that is not made of a code',
    fallback: 'province',
  }),
  logLevel: oneOf({
    name: 'MULEDGER_LOG_LEVEL',
    description: 'Least important message that is logged',
    fallback: 'info',
    choices: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
  }),
  logFormat: oneOf({
    name: 'MULEDGER_LOG_FORMAT',
    description: 'One JSON object a line, or lines for people',
    fallback: 'lines',
    choices: ['lines', 'json'],
  }),
  tracesEndpoint: optionalUrl({
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    description:
      'OpenTelemetry collector that is sent traces over OTLP/HTTP (`/v1/traces` is added); unset: nothing is traced. The other `OTEL_EXPORTER_OTLP_` variables and `OTEL_RESOURCE_ATTRIBUTES` are read by the SDK',
    protocols: ['http:', 'https:'],
  }),
  serviceName: text({
    name: 'OTEL_SERVICE_NAME',
    description: 'Name of the service in traces',
    fallback: 'muledger',
  }),
  tracesSampler: oneOf({
    name: 'OTEL_TRACES_SAMPLER',
    description: 'Which traces are kept; `parentbased_…` follows the caller when that has decided',
    fallback: 'parentbased_always_on',
    choices: [
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
    ],
  }),
  tracesSamplerRatio: fraction({
    name: 'OTEL_TRACES_SAMPLER_ARG',
    description: 'Share of the traces that a `…traceidratio` keeps',
    fallback: 1,
  }),
  bodyBytesMax: integer({
    name: 'MULEDGER_BODY_BYTES_MAX',
    description: 'Bytes of a request body',
    fallback: 10 * mebibyte,
    min: 1024,
    max: 100 * mebibyte,
  }),
  queuedCommandsMax: integer({
    name: 'MULEDGER_QUEUED_COMMANDS_MAX',
    description: 'Commands of one ledger that may wait; more are answered 503',
    fallback: 10_000,
    min: 1,
    max: 1_000_000,
  }),
  cachedTokensMax: integer({
    name: 'MULEDGER_CACHED_TOKENS_MAX',
    description: 'Verified tokens that are remembered until they expire',
    fallback: 10_000,
    min: 1,
    max: 1_000_000,
  }),
  databaseConnectionsMax: integer({
    name: 'MULEDGER_DATABASE_CONNECTIONS_MAX',
    description: 'Connections to PostgreSQL of each pool',
    fallback: 10,
    min: 2,
    max: 1000,
  }),
  daysConfirmed: optionalDate({
    name: 'MULEDGER_DAYS_CONFIRMED',
    description:
      'A date, YYYY-MM-DD: the clock is right, and ledgers on the wall clock that are more than 40 days behind it may catch up',
  }),
  shutdownMs: integer({
    name: 'MULEDGER_SHUTDOWN_MS',
    description: 'Milliseconds an orderly shutdown may take',
    fallback: 20_000,
    min: 100,
    max: 600_000,
  }),
  clientUrl: optionalUrl({
    name: 'MULEDGER_URL',
    description: 'Server the command line talks to, when `--url` is not given',
    protocols: ['http:', 'https:'],
    isShown: true,
  }),
  clientToken: optionalText({
    name: 'MULEDGER_TOKEN',
    description: 'Token the command line sends, when `--token` is not given',
  }),
  environment: optionalText({
    name: 'NODE_ENV',
    description: '`test` allows `MULEDGER_EVENT_STORE=memory`',
  }),
};
