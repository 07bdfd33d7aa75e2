import type { BenchDatabase } from '../bench-database.js';
import { median, ratioFigure, seconds, type Figure } from '../figure.js';
import { BenchClient } from '../http/bench-client.js';
import { openHotLedger, reservation } from '../http/hot-ledger.js';
import { postLoad } from '../http/load.js';
import { runServer } from '../http/run-server.js';

const ROUNDS = 3;
const SECONDS = 6;
const BEHIND_SECONDS_MAX = 2;
const WAITED_SECONDS_MAX = 60;

/** Durable reservations over HTTP on one hot ledger, against a route of the same server that checks and does nothing. */
export const httpRate = async (
  database: BenchDatabase,
  { followers }: { readonly followers: boolean },
): Promise<readonly Figure[]> => {
  const log = await database.newLog();
  const server = await runServer({ databaseUrl: log.ownerUrl, followers });
  try {
    const client = new BenchClient(server);
    const lots = await openHotLedger(client);
    const rates = { noOp: [] as number[], reserve: [] as number[], bare: [] as number[] };
    const load = (url: string): Promise<number> =>
      postLoad({ url, token: server.token, seconds: SECONDS, body: (n) => reservation(lots, n) });
    await load(`${server.url}/v1/ledgers/330000/no-op`);
    for (let round = 0; round < ROUNDS; round += 1) {
      rates.bare.push(await load(server.bareUrl));
      rates.noOp.push(await load(`${server.url}/v1/ledgers/330000/no-op`));
      rates.reserve.push(await load(`${server.url}/v1/ledgers/330000/reservations`));
    }
    const behind = followers ? await secondsBehind(client, lots) : undefined;
    return [
      ratioFigure({
        name: followers
          ? 'POST reservations/s, 64 connections, all followers live'
          : 'POST reservations/s, 64 connections, followers stopped',
        value: median(rates.reserve),
        unit: 'requests/s',
        calibration: {
          name: `no-op route; a bare Fastify route: ${Math.round(median(rates.bare))}/s`,
          value: median(rates.noOp),
          unit: 'requests/s',
        },
        limit: { atLeast: followers ? 0.2 : 0.4 },
      }),
      ...(behind === undefined ? [] : [behind]),
    ];
  } finally {
    await server.stop();
    await log.close();
  }
};

/** How long after the load ends the read models have its last entry. @throws when they never do */
const secondsBehind = async (client: BenchClient, lots: readonly string[]): Promise<Figure> => {
  const endedAt = performance.now();
  const last = await client.ask('/330000/reservations', {
    key: 'last',
    body: reservation(lots, 0),
  });
  const { revision } = (await last.json()) as { readonly revision: string };
  const route = `/330000/balances?minRevision=${revision}&unit=330000`;
  while (!(await client.ask(route)).ok) {
    if (seconds(endedAt) > WAITED_SECONDS_MAX)
      throw new Error(`nobody can read revision ${revision}`);
  }
  const behind = seconds(endedAt);
  return {
    name: 'read models behind when that load ends',
    value: behind,
    unit: 's',
    judged: behind,
    limit: { atMost: BEHIND_SECONDS_MAX },
  };
};
