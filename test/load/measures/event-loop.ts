import type { BenchLog } from '../bench-database.js';
import type { Figure } from '../figure.js';
import { BenchClient } from '../http/bench-client.js';
import { longRequests, prepareLongRequests, type LongRequest } from '../http/long-requests.js';
import { runServer, type RunningServer } from '../http/run-server.js';

/** Each request is repeated for so long, that a hundredth of its turns is more than one. */
const REPEATED_MS = 3_000;
const REPEATED_MAX = 50;
const P99_MS_MAX = 50;
const MAX_MS_MAX = 200;
const CAUGHT_UP_MS = 600_000;
const SETTLED_MS = 5_000;
const SETTLED_TRIES = 60;
/** Twice the resolution of the measurement, and a little. */
const SETTLED_P99_MS = 25;

/** How long the event loop of the server is held while each of the long requests runs, on the log that is there. */
export const eventLoopDelays = async (
  log: BenchLog,
  tell: (line: string) => void,
  named = '',
): Promise<readonly Figure[]> => {
  const server = await runServer({ databaseUrl: log.ownerUrl, followers: true });
  try {
    const client = new BenchClient(server);
    await caughtUp(client);
    await settled(server);
    const figures: Figure[] = [];
    const measured = async (request: LongRequest): Promise<void> => {
      await server.loopDelays();
      const startedAt = performance.now();
      let times = 0;
      do {
        await request.run(client);
        times += 1;
      } while (performance.now() - startedAt < REPEATED_MS && times < REPEATED_MAX);
      const { p99, max } = await server.loopDelays();
      tell(`  ${request.name}: p99 ${p99.toFixed(1)} ms, longest ${max.toFixed(1)} ms`);
      figures.push(
        delayed(`event loop, p99: ${request.name}`, p99, P99_MS_MAX, times),
        delayed(`event loop, longest: ${request.name}`, max, MAX_MS_MAX, times),
      );
    };
    await prepareLongRequests(client);
    const chosen = longRequests.filter(({ name }) =>
      named.split(',').some((part) => name.includes(part)),
    );
    for (const request of chosen) await measured(request);
    return figures;
  } finally {
    await server.stop();
  }
};

const delayed = (name: string, value: number, atMost: number, times: number): Figure => ({
  ...{ name, value, unit: 'ms', judged: value, limit: { atMost } },
  note: `${times} times`,
});

/**
 * Waits until what a first start does beside, as the first snapshot of a long log, is over: only the requests are measured.
 * @throws when it never is
 */
const settled = async (server: RunningServer): Promise<void> => {
  for (let tries = 0; tries < SETTLED_TRIES; tries += 1) {
    await server.loopDelays();
    await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
    if ((await server.loopDelays()).p99 < SETTLED_P99_MS) return;
  }
  throw new Error('the event loop does not come to rest');
};

/** Waits until the read models have the log, which a first start builds. */
const caughtUp = async (client: BenchClient): Promise<void> => {
  const until = performance.now() + CAUGHT_UP_MS;
  const { revision } = await client.post('/330000/annotations', {
    ...{ entry: 'open', field: 'note', is: '压测', reason: '压测' },
  });
  for (;;) {
    const answer = await client.ask(`/330000/balances?unit=330000&minRevision=${revision}`);
    if (answer.ok) return;
    const said = await answer.text();
    if (answer.status !== 503 || performance.now() > until) throw new Error(said);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
};
