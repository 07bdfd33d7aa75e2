import { setTimeout as delay } from 'node:timers/promises';
import { forgetTables, rebuild, RebuildRunning, type Rebuilt } from '#read-models';
import type { RecordedEvent } from '#event-store';
import { ledgerModel } from '#ledger-stream';
import type { BenchLog } from '../bench-database.js';
import { percentile, seconds, type Figure } from '../figure.js';
import { BenchClient } from '../http/bench-client.js';
import { runServer, type RunningServer } from '../http/run-server.js';

/** Milliseconds after which a build that does not end is given up. */
const BUILT_MS_MAX = 1_200_000;
/** Milliseconds between two posts. */
const PACE = 100;
const ENDED_MS_MAX = 60_000;
const KILLS = 5;
/** Milliseconds that a build goes on before its session is ended. */
const KILLED_AFTER = 3_000;

/**
 * A start on a log of which there are neither tables nor snapshots: what posts and the event loop bear while the ledger
 * is folded and its tables are built, how long that takes, and that a build whose session is ended again and again comes
 * to the same tables.
 */
export const firstStart = async (
  log: BenchLog,
  tell: (line: string) => void,
): Promise<readonly Figure[]> => {
  const undisturbed = await onServer(log, (server) => built(log, server, tell));
  await log.owner.query('delete from event_store.snapshots');
  await forget(log);
  const killed = await onServer(log, async (server) => {
    const kills = killBuilds(log, tell);
    const figures = await built(log, server, tell);
    await kills;
    return figures;
  });
  tell('comparing with tables that are built anew ...');
  const startedAt = performance.now();
  const { events, compared } = await comparedWithNew(log);
  if (!compared) throw new Error('there were no tables to compare with');
  tell(`  ${events} events, equal, in ${seconds(startedAt).toFixed(0)} s`);
  return [
    ...figuresOf(undisturbed, ''),
    ...figuresOf(killed, `, its session ended ${KILLS} times`).filter(
      ({ name }) => !name.startsWith('build'),
    ),
  ];
};

/** The session of a build that was broken off with its server may live on for a while. */
const comparedWithNew = async ({ owner, store }: BenchLog): Promise<Rebuilt> => {
  const until = performance.now() + ENDED_MS_MAX;
  for (;;)
    try {
      const decode = (recorded: RecordedEvent) => ledgerModel.decode(recorded);
      return await rebuild({ pool: owner, store, decode });
    } catch (error) {
      if (!(error instanceof RebuildRunning) || performance.now() > until) throw error;
      await delay(250);
    }
};

interface Built {
  readonly events: number;
  readonly builtIn: number;
  readonly foldedIn: number;
  /** Milliseconds of each post. */
  readonly posts: readonly number[];
  readonly refused: number;
  readonly loop: { readonly p99: number; readonly max: number };
  readonly peakMemory: number;
}

const figuresOf = (built: Built, how: string): readonly Figure[] => {
  const { events, builtIn, foldedIn, posts, refused, loop, peakMemory } = built;
  const figure = (
    name: string,
    value: number,
    unit: string,
    limit: Figure['limit'],
    note?: string,
  ): Figure => ({
    ...{ name: `${name}${how}`, value, unit, judged: value, limit },
    ...(note === undefined ? {} : { note }),
  });
  return [
    figure('build of the read models', events / builtIn, 'events/s', { atLeast: 20_000 }),
    figure('ledger in memory', foldedIn, 's', { atMost: 120 }),
    figure(
      ...(['posts, p99', percentile(posts, 0.99), 'ms', { atMost: 1_000 }] as const),
      `${posts.length} posts, ${refused} told that the ledger is loading`,
    ),
    figure('event loop, longest', loop.max, 'ms', { atMost: 200 }, `p99 ${loop.p99.toFixed(0)} ms`),
    figure('peak memory', peakMemory, 'MiB', { atMost: 1_024 }),
  ];
};

const onServer = async <Result>(
  log: BenchLog,
  measure: (server: RunningServer) => Promise<Result>,
): Promise<Result> => {
  const server = await runServer({ databaseUrl: log.ownerUrl, followers: true });
  try {
    return await measure(server);
  } finally {
    await server.stop();
  }
};

/** Posts until the tables are there. @throws what is neither an entry nor a word that it cannot be taken yet */
const built = async (
  log: BenchLog,
  server: RunningServer,
  tell: (line: string) => void,
): Promise<Built> => {
  const client = new BenchClient(server);
  const startedAt = performance.now();
  await server.loopDelays();
  const posts: number[] = [];
  let [refused, foldedIn] = [0, 0];
  for (let n = 0; ; n += 1) {
    const askedAt = performance.now();
    const { status, text } = await annotate(client, `build-${startedAt}-${n}`);
    posts.push(performance.now() - askedAt);
    if (status === 201) foldedIn ||= seconds(startedAt);
    else if (status === 503 && text.includes('"code":"ledger-loading"')) refused += 1;
    else throw new Error(`a post was answered ${status} ${text}`);
    const read = await client.ask('/330000/balances?unit=330000');
    if (read.ok && foldedIn > 0) break;
    const said = await read.text();
    if (!read.ok && read.status !== 503) throw new Error(`a read was answered ${said}`);
    if (n % 100 === 0)
      tell(`  ${seconds(startedAt).toFixed(0)} s: ${status}, ${said.slice(0, 160)}`);
    if (performance.now() - startedAt > BUILT_MS_MAX) throw new Error('the build does not end');
    await delay(PACE);
  }
  const { rows } = await log.owner.query<{ events: string; took: string }>(
    'select count(*) as events from event_store.events',
  );
  return {
    ...{ events: Number(rows[0]?.events), builtIn: seconds(startedAt), foldedIn },
    ...{ posts, refused, loop: await server.loopDelays() },
    peakMemory: await server.peakMemory(),
  };
};

const annotate = async (client: BenchClient, key: string) => {
  const body = { entry: 'open', field: 'note', is: key, reason: '压测' };
  const answer = await client.ask('/330000/annotations', { key, body: JSON.stringify(body) });
  return { status: answer.status, text: await answer.text() };
};

/** As before the first start. */
const forget = async (log: BenchLog): Promise<void> => {
  const client = await log.owner.connect();
  try {
    await forgetTables(client);
  } finally {
    client.release();
  }
};

/** Ends the session of the build, again and again, each time when it has gone on for a while. */
const killBuilds = async ({ owner }: BenchLog, tell: (line: string) => void): Promise<void> => {
  const until = performance.now() + BUILT_MS_MAX;
  for (let kills = 0; kills < KILLS && performance.now() < until;) {
    const { rowCount } = await owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'muledger rebuild' and backend_start < now() - $1 * interval '1 ms'
          and datname = current_database()`,
      [KILLED_AFTER],
    );
    if (rowCount) tell(`  session of the build ended (${(kills += 1)})`);
    await delay(250);
  }
};
