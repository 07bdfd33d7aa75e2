/** `npm run bench`: measures what the design asks for, prints a table with its calibration and writes JSON. */
import { Command, InvalidArgumentError } from 'commander';
import { findKafka } from '#testing/kafka';
import { closingAfter } from './closing.js';
import { startBenchDatabase, type BenchDatabase, type BenchLog } from './bench-database.js';
import type { Figure } from './figure.js';
import { isReached } from './figure.js';
import { eventStoreDbRate, memoryRate } from './measures/adapter-rate.js';
import { appendRate, loadLog } from './measures/append-rate.js';
import { asOfLatency } from './measures/as-of-latency.js';
import { commandCost } from './measures/command-cost.js';
import { eventLoopDelays } from './measures/event-loop.js';
import { firstStart } from './measures/first-start.js';
import { httpRate } from './measures/http-rate.js';
import { kafkaRate } from './measures/kafka-rate.js';
import { rebuildRate } from './measures/rebuild-rate.js';
import { replayRate } from './measures/replay-rate.js';
import { startTime } from './measures/start-time.js';
import { streamReaders } from './measures/stream-readers.js';
import { renderTable, writeJson } from './report.js';
import { unitsWithCounties } from './workload/commands.js';
import { WORKLOAD_NAME } from './workload/workload.js';

interface Options {
  readonly entries: number;
  readonly only?: string;
  readonly requests: string;
  readonly out: string;
}

const whole = (text: string): number => {
  const n = Number(text);
  if (!Number.isSafeInteger(n) || n < 2_000) throw new InvalidArgumentError('at least 2000');
  return n;
};

const program = new Command()
  .name('npm run bench --')
  .option('--entries <n>', 'entries of the big log', whole, 1_000_000)
  .option('--only <part>', 'append, adapters, http, live, kafka, log, streams, build or event-loop')
  .option(
    '--requests <text>',
    'event loop: only long requests with one of these in their name, split by commas',
    '',
  )
  .option('--out <folder>', 'where the JSON goes', 'bench-results')
  .parse();
const { entries, only, requests, out } = program.opts<Options>();
/** Counties of the log that is built. */
const COUNTIES = 890;
const startedAt = new Date();
const figures: Figure[] = [];
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const measure = async (name: string, run: () => Promise<Figure | readonly Figure[]>) => {
  say(`measuring: ${name} ...`);
  const measured = [await run()].flat();
  // Told at once: a later measure that fails must not take the earlier ones with it.
  for (const figure of measured) say(`  ${JSON.stringify(figure)}`);
  figures.push(...measured);
};

/** Tells how the workload goes on. */
const writeLog = async (log: BenchLog, units?: number) => {
  say(`writing a log of ${entries} entries ...`);
  const tellOf = (written: number): void => {
    if (written % 100_000 === 0) say(`  ${written}`);
  };
  const { commands } = await loadLog(log, entries, tellOf, { units });
  await log.owner.query('analyze event_store.events');
  return commands;
};

/** What is measured on a long log, which is written once. */
const measureLog = async (log: BenchLog): Promise<void> => {
  const commands = await writeLog(log);
  await measure('fold and check', () => replayRate(log));
  await measure('start from a snapshot', () => startTime(log));
  await measure('rebuild', () => rebuildRate(log));
  await measure('balances at any day and revision', () => asOfLatency(log));
  await measure('cost of a command', () => commandCost(log, commands));
};

const measureEventLoop = async (log: BenchLog): Promise<void> => {
  await writeLog(log);
  await measure('event loop', () => eventLoopDelays(log, say, requests));
};

const measureBuild = async (log: BenchLog): Promise<void> => {
  await writeLog(log, unitsWithCounties(COUNTIES));
  await measure('first start without tables and snapshots', () => firstStart(log, say));
};

const measureAll = async (database: BenchDatabase): Promise<void> => {
  const appended = { entries: Math.min(entries, 120_000) };
  if (only === undefined || only === 'append' || only === 'adapters') {
    await measure('appends', () => appendRate(database, appended));
  }
  if (only === undefined || only === 'adapters') {
    await measure('appends in memory', () => memoryRate(appended));
    await measure('appends to EventStoreDB', () =>
      eventStoreDbRate({ ...appended, url: process.env['EVENTSTORE_URL'] }),
    );
  }
  if (only === undefined || only === 'http') {
    await measure('HTTP', () => httpRate(database, { followers: false }));
  }
  if (only === undefined || only === 'live') {
    await measure('HTTP with followers', () => httpRate(database, { followers: true }));
  }
  if (only === undefined || only === 'kafka') {
    // Where there is no Java, or no way to fetch Kafka, nothing else is to fail for it.
    const kafka = await findKafka();
    if ('missing' in kafka) {
      say(`Kafka is not measured: ${kafka.missing}`);
      if (only === 'kafka') process.exitCode = 1;
    } else await measure('Kafka', () => kafkaRate(database, kafka));
  }
  if (only === undefined || only === 'log') await onNewLog(database, measureLog);
  if (only === 'streams') await measure('readers of the stream', () => streamReaders(database));
  if (only === 'build') await onNewLog(database, measureBuild);
  if (only === 'event-loop') await onNewLog(database, measureEventLoop);
};

const onNewLog = async (
  database: BenchDatabase,
  run: (log: BenchLog) => Promise<void>,
): Promise<void> => {
  const log = await database.newLog();
  await closingAfter(
    () => run(log),
    () => log.close(),
    { tell: say },
  );
};

const database = await startBenchDatabase();
await closingAfter(
  () => measureAll(database),
  () => database.stop(),
  { tell: say },
);
console.log(`${WORKLOAD_NAME}; fsync on\n${renderTable(figures)}`);
const file = await writeJson(out, { entries, workload: WORKLOAD_NAME, startedAt }, figures);
console.log(`written to ${file}`);
if (!figures.every(isReached)) process.exitCode = 1;
