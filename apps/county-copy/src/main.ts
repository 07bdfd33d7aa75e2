/** `npm run county-copy`: an example of a guest. It knows the published messages, `libs/inbox` and nothing else of ours. */
import Table from 'cli-table3';
import { Command, Option } from 'commander';
import { Kafka, logLevel } from 'kafkajs';
import { Pool } from 'pg';
import { Inbox, migrateInbox, TopicReader } from '#inbox';
import { copiedBalances, CountyCopy } from './county-copy.js';
import { ENTRIES_TOPIC } from './entry-codec.js';

interface Options {
  readonly brokers: string;
  readonly database: string;
  readonly unit: readonly string[];
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const openPool = (connectionString: string): Pool => {
  const pool = new Pool({ connectionString, max: 4 });
  pool.on('error', (error) => say(`a connection broke: ${error.message}`));
  return pool;
};

const follow = async ({ brokers, database, unit }: Options): Promise<void> => {
  const pool = openPool(database);
  await migrateInbox(pool);
  await CountyCopy.migrate(pool);
  const copy = new CountyCopy(unit);
  const inbox = new Inbox({ pool, consumer: copy.consumer });
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());
  const reader = new TopicReader({
    kafka: new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }),
    topic: ENTRIES_TOPIC,
    groupId: copy.consumer,
    receive: async (messages) => {
      const { handled, repeated } = await inbox.receive(messages, (transaction, message) =>
        copy.apply(transaction, message),
      );
      const places = new Map(messages.map(({ source, sequence }) => [source, sequence]));
      const at = [...places].map(([source, sequence]) => `${source} at ${sequence}`).join(', ');
      say(`${at}: ${handled} entries, ${repeated} repeated`);
    },
    onAlarm: (error) => {
      say(`stopped: ${error.message}`);
      process.exitCode = 1;
    },
    onOutage: (error) => say(`waiting: ${error instanceof Error ? error.message : String(error)}`),
  });
  say(`following ${ENTRIES_TOPIC} of ${brokers}; Ctrl-C stops it`);
  await reader.run(stopping.signal);
  await pool.end();
};

const show = async ({ database }: Options): Promise<void> => {
  const pool = openPool(database);
  const table = new Table({
    head: ['unit', 'plan year', 'plan kind', 'lot', 'bucket', 'component', '亩'],
    style: { head: [], border: [] },
  });
  for (const one of await copiedBalances(pool)) {
    const { unit, planYear, planKind, lot, bucket, component, amount } = one;
    table.push([unit, planYear, planKind, lot, bucket, component, inMu(amount)]);
  }
  say(table.toString());
  await pool.end();
};

/** 200 000 units of 1/300 m² are one 亩; 20 of them its fourth decimal. */
const inMu = (amount: bigint): string => {
  const sign = amount < 0n ? '-' : '';
  const digits = String((amount < 0n ? -amount : amount) / 20n).padStart(5, '0');
  return `${sign}${digits.slice(0, -4)}.${digits.slice(-4)}`;
};

const database = new Option('--database <url>', 'PostgreSQL of the county')
  .env('COUNTY_DATABASE_URL')
  .makeOptionMandatory();
const program = new Command()
  .name('npm run county-copy --')
  .description('Keeps a county’s own copy of its balances from what muledger publishes');
program
  .command('follow', { isDefault: true })
  .description('follow the topic until stopped')
  .requiredOption('--unit <ids...>', 'the county by unit id, e.g. u-330402')
  .addOption(
    new Option('--brokers <list>', 'Kafka brokers').env('KAFKA_BROKERS').default('127.0.0.1:9092'),
  )
  .addOption(database)
  .action(follow);
program.command('show').description('print what the copy holds').addOption(database).action(show);
await program.parseAsync();
