import type { BenchDatabase } from '../bench-database.js';
import { median, ratioFigure, seconds, type Figure } from '../figure.js';
import { BenchClient, quantity } from '../http/bench-client.js';
import { postLoad } from '../http/load.js';
import { runServer } from '../http/run-server.js';
import { benchUnits, OPENS_ON } from '../workload/commands.js';

const ROUNDS = 3;
const SECONDS = 6;
const COUNTIES = 8;
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
    const lots = await openLedger(client);
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

const document = { number: '压测〔2001〕1号', issuer: '压测', date: OPENS_ON };
const ISSUED_MU = 400_000_000;

/** A ledger whose counties hold more than a load can reserve. Tells their lots. */
const openLedger = async (client: BenchClient): Promise<readonly string[]> => {
  const counties = benchUnits(98)
    .filter(({ level }) => level === 'county')
    .slice(0, COUNTIES);
  await client.post('', { unit: '330000', name: '压测省', opensOn: OPENS_ON, clock: 'driven' });
  await client.post('/330000/units', { units: benchUnits(98) });
  await client.post('/330000/issuances', {
    indicator: 'annual',
    planYear: 2001,
    planKind: 'pool',
    quantity: quantity(ISSUED_MU),
    effectiveOn: OPENS_ON,
    document,
  });
  await client.post('/330000/allocations', {
    fromUnit: '330000',
    lot: 'open-330000-issuances.1',
    to: counties.map(({ unitId }) => ({ unit: unitId, quantity: quantity(ISSUED_MU / COUNTIES) })),
    effectiveOn: OPENS_ON,
    document,
  });
  return counties.map(({ unitId }, i) => `${unitId} open-330000-allocations.${i + 1}`);
};

const reservation = (lots: readonly string[], n: number): string => {
  const [unit, lot] = (lots[n % lots.length] ?? '').split(' ');
  return JSON.stringify({
    unit,
    draws: [{ lot, quantity: quantity(2) }],
    project: `2001-330402-41-03-${String(n % 1_000_000).padStart(6, '0')}-000`,
    expiresOn: '2001-12-31',
    effectiveOn: OPENS_ON,
    document,
  });
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
