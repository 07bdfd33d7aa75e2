import { once } from 'node:events';
import http from 'node:http';
import type { BenchDatabase } from '../bench-database.js';
import { median, ratioFigure, type Figure } from '../figure.js';
import { BenchClient } from '../http/bench-client.js';
import { openHotLedger, reservation } from '../http/hot-ledger.js';
import { postLoad } from '../http/load.js';
import { runServer, type RunningServer } from '../http/run-server.js';
import { benchUnits } from '../workload/commands.js';

const ROUNDS = 3;
const SECONDS = 6;
const READERS = 1_000;

/** Posting with a thousand readers of the stream of entries, those of all counties, against posting with none. */
export const streamReaders = async (database: BenchDatabase): Promise<readonly Figure[]> => {
  const log = await database.newLog();
  const server = await runServer({ databaseUrl: log.ownerUrl, followers: true });
  try {
    const client = new BenchClient(server);
    const lots = await openHotLedger(client);
    const tokens = await Promise.all(
      benchUnits(98)
        .filter(({ level }) => level === 'county')
        .map(({ unitId }) => server.countyToken(unitId)),
    );
    const url = `${server.url}/v1/ledgers/330000/reservations`;
    const load = (): Promise<number> =>
      postLoad({ url, token: server.token, seconds: SECONDS, body: (n) => reservation(lots, n) });
    const [alone, read]: [number[], number[]] = [[], []];
    let told = 0;
    await load();
    for (let round = 0; round < ROUNDS; round += 1) {
      alone.push(await load());
      const readers = await Readers.open(server, tokens);
      read.push(await load());
      told += readers.close();
    }
    if (told === 0) throw new Error('no reader was told anything');
    return [
      ratioFigure({
        name: `POST reservations/s, ${READERS} readers of the stream`,
        value: median(read),
        unit: 'requests/s',
        calibration: { name: 'without readers', value: median(alone), unit: 'requests/s' },
        limit: { atLeast: 0.7 },
        note: `${told} entries told`,
      }),
    ];
  } finally {
    await server.stop();
    await log.close();
  }
};

/** Connections that read the stream and count what they are told. */
class Readers {
  private told = 0;
  private readonly agent = new http.Agent({ keepAlive: false, maxSockets: Infinity });
  private readonly requests: http.ClientRequest[] = [];

  static async open(server: RunningServer, tokens: readonly string[]): Promise<Readers> {
    const readers = new Readers();
    // So many at once as a server takes from its queue of connections.
    for (let from = 0; from < READERS; from += 100)
      await Promise.all(
        Array.from({ length: 100 }, (_, n) =>
          readers.read(server, tokens[(from + n) % tokens.length] ?? ''),
        ),
      );
    return readers;
  }

  /** How many entries they were told. */
  close(): number {
    for (const request of this.requests) request.destroy();
    this.agent.destroy();
    return this.told;
  }

  private async read({ url }: RunningServer, token: string): Promise<void> {
    const request = http.get(`${url}/v1/ledgers/330000/stream`, {
      agent: this.agent,
      headers: { authorization: `Bearer ${token}` },
    });
    this.requests.push(request);
    const [answer]: http.IncomingMessage[] = await once(request, 'response');
    if (answer?.statusCode !== 200) throw new Error(`a reader got ${answer?.statusCode}`);
    // Closed in the middle, both say so.
    for (const end of [request, answer]) end.on('error', () => undefined);
    answer.on('data', (chunk: Buffer) => {
      for (let at = chunk.indexOf('\nid: '); at >= 0; at = chunk.indexOf('\nid: ', at + 1))
        this.told += 1;
    });
  }
}
