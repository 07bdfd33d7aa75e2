import { randomHistory } from '../testing/random-history.js';
import { append, LEDGER } from '../testing/recorded.js';
import { LedgerViews } from '../queries/ledger-views.js';
import { openBench, startRunner, startTestPostgres } from '../testing/read-model-under-test.js';
import { RevisionWaiter } from './wait-for.js';

const PATIENCE = 25_000;

it('H-05 the follower takes connections only in the way that leaves silent ones out', async () => {
  const server = await startTestPostgres();
  const bench = await openBench(server);
  const { events } = randomHistory(7, 40);
  const reach = (revision: number): Promise<void> =>
    new RevisionWaiter(new LedgerViews(bench.pool), 5).waitFor(LEDGER, BigInt(revision), PATIENCE);
  try {
    await append(bench.store, events.slice(0, 20));
    // What a pool has idle may be silent: asked directly it does not answer.
    Object.assign(bench.pool, { query: () => new Promise(() => undefined) });
    const one = startRunner(bench, { takeoverPollMs: 100 });
    await reach(19);
    await one.stop();
    const next = startRunner(bench, { takeoverPollMs: 100 });
    await append(bench.store, events.slice(20));
    await reach(events.length - 1);
    await next.stop();
  } finally {
    await bench.close();
    await server.stop();
  }
}, 120_000);
