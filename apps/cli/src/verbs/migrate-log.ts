import { Option } from 'commander';
import { AppendOutcomeUnknown, AppendTooLarge, LogsDiffer, StoreUnavailable } from '#event-store';
import { LeftBehindLog, PostgresEventStore } from '#event-store/postgres';
import { printJson, type Context, type Verb } from '../context.js';
import { Failed, reasonOf, WrongUse } from '../failure.js';
import { openEventStoreDb, openInstallation } from '../local/installation.js';
import { moveLog, type Engine, type Moved } from '../migrate/move-log.js';
import { progressOn } from '../output/progress.js';

interface MigrateOptions {
  readonly to: Engine;
  readonly json?: boolean;
}

/** Moves the log from the database to EventStoreDB, or back, whatever was posted there. */
export const migrateLogVerb: Verb = (program, context) => {
  program
    .command('migrate-log')
    .description('move the log to another engine: copy, compare every byte, switch')
    .addOption(
      new Option('--to <engine>', 'where the log is to be kept')
        .choices(['eventstoredb', 'postgres'])
        .makeOptionMandatory(),
    )
    .option('--json', 'print the outcome as JSON, for machines')
    .addHelpText('after', HELP)
    .action(async (options: MigrateOptions) => {
      const { moved, seconds } = await migrate(options, context);
      tell(moved, seconds, options, context);
    });
};

const HELP = `
Stop every process first. EVENTSTORE_URL says where EventStoreDB is. Broken off, it is started again: what
stands there already is compared and not written twice. Only the last moment changes anything: from then on
no event is taken where the log was, and processes need MULEDGER_EVENT_STORE=<engine>. The read models build
themselves anew at the next start; what was published stays published.

It goes both ways, on any day: entries and refusals that were posted since the last move are copied, and no
others. A log that holds anything else is not written to; the first difference is named.

Examples:
  npx muledger migrate-log --to eventstoredb
  npx muledger migrate-log --to postgres`;

const PROGRESS_EVERY = 1_000;

const migrate = async (
  { to }: MigrateOptions,
  { config, terminal, signal }: Context,
): Promise<{ readonly moved: Moved; readonly seconds: number }> => {
  const known = config();
  if (known.eventStoreUrl === undefined)
    throw new WrongUse('EVENTSTORE_URL must say where EventStoreDB is');
  const engine = to === 'eventstoredb' ? 'postgres' : 'eventstoredb';
  // Opened as where the log is now, whatever is configured: that is what changes.
  const installation = await openInstallation({ ...known, eventStore: engine }, 'write');
  const { pool, store, place } = installation;
  const other =
    to === 'postgres' ? new PostgresEventStore({ pool }) : await openEventStoreDb(known);
  const client = await pool.connect();
  const target = to === 'postgres' ? new LeftBehindLog(client, other) : other;
  const progress = { end: (): void => undefined };
  const started = performance.now();
  try {
    const moved = await moveLog({
      ...{ client, from: { engine, store }, to: { engine: to, store: target } },
      onStep: (step) => {
        progress.end();
        const line = progressOn(terminal, `${step} ${place}`);
        progress.end = () => line.end();
        return {
          signal,
          onProgress: (events) => events % PROGRESS_EVERY === 0 && line.at(events, 0),
        };
      },
    });
    return { moved, seconds: (performance.now() - started) / 1000 };
  } catch (error) {
    throw inWords(error);
  } finally {
    progress.end();
    // Its locks, and a transaction that was broken off, end with its connection.
    client.release(true);
    await other.close();
    await installation.close();
  }
};

const inWords = (error: unknown): unknown => {
  if (error instanceof LogsDiffer)
    return new Failed(`the two logs are not the same, nothing was switched: ${error.message}`);
  if (error instanceof StoreUnavailable || error instanceof AppendOutcomeUnknown)
    return new Failed(
      `nothing was switched: ${error.message} (${reasonOf(error.cause)}). Start again.`,
    );
  if (error instanceof AppendTooLarge)
    return new Failed(
      `nothing was switched, an event is larger than the engine takes: ${error.message}`,
    );
  return error;
};

const tell = (
  { events, copied, followers }: Moved,
  seconds: number,
  { to, json }: MigrateOptions,
  { terminal }: Context,
): void => {
  if (json) return printJson(terminal, { engine: to, events, copied, followers, seconds });
  terminal.out(`${events} events stand in both logs byte for byte, ${copied} of them copied now, `);
  terminal.out(`in ${seconds.toFixed(1)} s\n`);
  terminal.out(`The log is kept by ${to} from now on: set MULEDGER_EVENT_STORE=${to}\n`);
};
