import { connect } from 'node:net';
import { benchUnits } from '../workload/commands.js';
import { quantity, type BenchClient } from './bench-client.js';

/** A request that takes the server long, whatever it is answered. */
export interface LongRequest {
  readonly name: string;
  /** @throws when the answer is not the one that makes it long */
  run(client: BenchClient): Promise<void>;
}

const LEDGER = '/330000';
const COUNTIES = benchUnits(98).filter(({ level }) => level === 'county');
const LOTS_PER_COUNTY = 20;
const MU_PER_LOT = 1_000_000;
/** What the requests draw on: `<code> <lot>` of many small lots, some thousand of them frozen. */
const lots: { readonly unit: string; readonly lot: string }[] = [];
let today = '';
let serial = 0;

/** Issues quota of its own on the newest day of the ledger, hands it out in many lots, and freezes most of them. */
export const prepareLongRequests = async (client: BenchClient): Promise<void> => {
  const balances = await client.ask(`${LEDGER}/balances?unit=330000`);
  ({ asOf: today } = (await balances.json()) as { readonly asOf: string });
  const total = COUNTIES.length * LOTS_PER_COUNTY * MU_PER_LOT;
  const planYear = Number(today.slice(0, 4));
  await client.post(`${LEDGER}/issuances`, {
    ...common(),
    ...{ indicator: 'annual', planYear, planKind: 'pool', quantity: quantity(total) },
  });
  const to = COUNTIES.flatMap(({ unitId }) =>
    Array.from({ length: LOTS_PER_COUNTY }, () => ({
      unit: unitId,
      quantity: quantity(MU_PER_LOT),
    })),
  );
  const lot = 'open-330000-issuances.1';
  await client.post(`${LEDGER}/allocations`, { ...common(), fromUnit: '330000', lot, to });
  to.forEach(({ unit }, i) => lots.push({ unit, lot: `open-330000-allocations.${i + 1}` }));
  const frozen = lots.filter((_, i) => i % LOTS_PER_COUNTY >= LOTS_PER_COUNTY / 2);
  await posted(client, {
    atomic: false,
    ...common(),
    entries: frozen.map((at) => ({ kind: 'freezes', lot: at.lot, reason: '压测' })),
  });
};

const common = () => ({
  effectiveOn: today,
  document: { number: '压测〔2020〕2号', issuer: '压测', date: today },
});

const key = (): string => `long-${(serial += 1)}`;

const members = (count: number): string =>
  Array.from({ length: count }, (_, i) => `"k${i.toString(36)}":1`).join();

const reservation = (n: number) => {
  const { unit = '', lot = '' } = lots[(n % COUNTIES.length) * LOTS_PER_COUNTY] ?? {};
  return {
    kind: 'reservations',
    unit,
    draws: [{ lot, quantity: quantity(2) }],
    project: `2020-330402-41-03-${String(n).padStart(6, '0')}-000`,
    expiresOn: `${today.slice(0, 4)}-12-31`,
    ...common(),
  };
};

const answered = async (answer: Response, status: number): Promise<string> => {
  const text = await answer.text();
  if (answer.status !== status) throw new Error(`${answer.status} ${text.slice(0, 500)}`);
  return text;
};

const posted = async (client: BenchClient, body: unknown, query = ''): Promise<void> => {
  const asked = { key: key(), body: JSON.stringify(body) };
  const text = await answered(await client.ask(`${LEDGER}/batches${query}`, asked), 200);
  if (!text.includes('"failed":0')) throw new Error(text.slice(0, 1_000));
};

const refusedBody = (name: string, body: () => string): LongRequest => {
  let made: string | undefined;
  return {
    name,
    run: async (client) => {
      made ??= body();
      await answered(await client.ask(`${LEDGER}/reservations`, { key: key(), body: made }), 400);
    },
  };
};

/** Rows, lines of a table or events; as many as make it long. */
const read = (route: string, rowsMin: number, accept?: string): LongRequest => ({
  name: `GET ${route}${accept === undefined ? '' : ` as ${accept}`}`,
  run: async (client) => {
    const answer = await client.ask(`${LEDGER}${route}`, accept === undefined ? {} : { accept });
    if (answer.status !== 200) await answered(answer, 200);
    const { lines, end } = await linesOf(answer);
    const isJson = answer.headers.get('content-type')?.startsWith('application/json;') === true;
    const rows = isJson ? rowsIn(end) : lines;
    if (rows < rowsMin) throw new Error(`${route}: ${rows} rows, ${end.slice(0, 500)}`);
    if (accept === 'text/csv' && !end.includes('合计')) throw new Error(`${route}: no total`);
  },
});

/** Lines of an answer, which may be longer than a string, and its end from the last whole line but one on. */
const linesOf = async (answer: Response): Promise<{ lines: number; end: string }> => {
  let lines = 0;
  let end = '';
  for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const parts = chunk.split('\n');
    lines += parts.length - 1;
    end =
      parts.length === 1
        ? end + chunk
        : `${(end + (parts[0] ?? '')).slice(-10_000)}\n${parts.slice(1).join('\n')}`;
  }
  return { lines, end };
};

const rowsIn = (json: string): number => {
  const lists = Object.values(JSON.parse(json) as Readonly<Record<string, unknown>>);
  return Math.max(...lists.map((list) => (Array.isArray(list) ? list.length : 0)));
};

const batch = (name: string, query: string, body: () => unknown): LongRequest => ({
  name,
  run: (client) => posted(client, body(), query),
});

const reservations = (count: number) =>
  Array.from({ length: count }, () => reservation((serial += 1)));

/** Dry run of an entry: everything but the append. */
const dryRun = (name: string, route: string, body: () => unknown, status = 200): LongRequest => ({
  name,
  run: async (client) => {
    const asked = { key: key(), body: JSON.stringify(body()) };
    await answered(await client.ask(`${LEDGER}/${route}?dryRun=true`, asked), status);
  },
});

const OPENING_KINDS = ['base', 'pool', 'project'];
const OPENING_YEARS = 10;

/** No two for the same unit, year and kind, which would be refused. */
const openingRow = (i: number) => {
  const round = Math.floor(i / COUNTIES.length);
  return {
    unit: COUNTIES[i % COUNTIES.length]?.unitId,
    indicator: 'annual',
    planYear: 2000 - (round % OPENING_YEARS),
    planKind: OPENING_KINDS[Math.floor(round / OPENING_YEARS)],
    available: quantity(2),
  };
};

const openingTerms = () => ({
  ...common(),
  document: { ...common().document, sha256: '0'.repeat(64) },
});

export const longRequests: readonly LongRequest[] = [
  { name: 'no request at all', run: () => new Promise((resolve) => setTimeout(resolve, 5_000)) },
  refusedBody('40 000 unknown members', () => `{${members(40_000)}}`),
  refusedBody('400 000 unknown members', () => `{${members(400_000)}}`),
  refusedBody('8 MB of brackets', () => `{"note":${'['.repeat(4e6)}${']'.repeat(4e6)}}`),
  batch('dry run of 10 000 lines', '?dryRun=true', () => ({
    atomic: false,
    entries: reservations(10_000),
  })),
  batch('batch of 10 000 lines', '', () => ({ atomic: false, entries: reservations(10_000) })),
  batch('atomic batch of 2 000 lines', '', () => ({ atomic: true, entries: reservations(2_000) })),
  {
    name: 'batch of 6 000 lines with a hundred errors each',
    run: async (client) => {
      const line = `{"kind":"reservations",${members(100)}}`;
      const body = `{"atomic":false,"entries":[${Array.from({ length: 6_000 }, () => line).join()}]}`;
      const text = await answered(await client.ask(`${LEDGER}/batches`, { key: key(), body }), 200);
      if (!text.includes('"failed":6000')) throw new Error(text.slice(0, 500));
    },
  },
  dryRun(
    'opening balances of 2 000 rows with 2 000 totals',
    'opening-balances',
    () => ({
      rows: Array.from({ length: 2_000 }, (_, i) => openingRow(i)),
      totals: Array.from({ length: 2_000 }, () => ({ component: 'total', stated: '4000.0000 mu' })),
      ...openingTerms(),
    }),
    409,
  ),
  {
    name: 'dry run of 20 lines with 2 000 opening balances each',
    run: async (client) => {
      const rows = Array.from({ length: 2_000 }, (_, i) => openingRow(i));
      const line = { kind: 'opening-balances', rows, ...openingTerms() };
      const body = JSON.stringify({
        atomic: false,
        entries: Array.from({ length: 20 }, () => line),
      });
      const asked = { key: key(), body };
      await answered(await client.ask(`${LEDGER}/batches?dryRun=true`, asked), 200);
    },
  },
  dryRun('a draw on ten lots of a unit with frozen ones', 'reservations', () => ({
    ...reservation(0),
    kind: undefined,
    draws: lots.slice(0, LOTS_PER_COUNTY / 2).map(({ lot }) => ({ lot, quantity: quantity(2) })),
  })),
  dryRun('reorganisation of a county', 'reorganisations', () => ({
    approvedOn: today,
    inForceOn: today,
    switchOn: today,
    documents: [{ number: '国函〔2020〕1号', issuer: '国务院', date: today }],
    ended: [{ unit: COUNTIES[0]?.unitId, successors: [COUNTIES[1]?.unitId] }],
  })),
  dryRun('closing the books', 'books-closings', () => ({ through: today })),
  // Something is always left open in it, which is what it looks for.
  dryRun('closing a year', 'year-closings', () => ({ planYear: Number(today.slice(0, 4)) }), 409),
  {
    name: 'bodies of 100 callers without a token, half sent',
    run: async ({ server }) => {
      const { hostname, port } = new URL(server.url);
      const part = 'x'.repeat(1024 * 1024);
      let refused = 0;
      const sockets = Array.from({ length: 100 }, () => {
        const socket = connect({ host: hostname, port: Number(port) });
        socket.on('error', () => undefined);
        socket.once('data', (text) => (refused += Number(String(text).startsWith('HTTP/1.1 401'))));
        socket.write(
          `POST /v1/ledgers/330000/batches HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 8000000\r\n\r\n${part}`,
        );
        return socket;
      });
      for (let waits = 1; waits <= 20 && (waits === 1 || refused < sockets.length); waits += 1)
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      for (const socket of sockets) socket.destroy();
      if (refused < sockets.length)
        throw new Error(`only ${refused} were told that they lack a token`);
    },
  },
  read('/balances?unit=330000&subtree=true&groupBy=unit,lot', COUNTIES.length * LOTS_PER_COUNTY),
  read('/reservations?limit=1000', 1_000),
  read('/journal?limit=1000', 1_000),
  read(`/documents/${encodeURIComponent('压测〔2020〕2号')}?limit=1000`, 1_000),
  read('/journal?unit=330211&from=2001-01-01', 100, 'text/csv'),
  read('/balances?unit=330000&subtree=true', COUNTIES.length, 'text/csv'),
  read('/reservations?unit=330211', 100, 'text/csv'),
  read('/statements/330211?from=2001-01-01', 3),
  read('/lots/open-330000-issuances.1/lineage', 1),
  read('/entries/open-330000-allocations', 0),
  read('/events?after=0', 5_000),
];
