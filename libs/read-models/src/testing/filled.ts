import type { LedgerEvent } from '#domain';
import { LedgerViews } from '../queries/ledger-views.js';
import type { LedgerView } from '../queries/view.js';
import { rebuild } from '../runner/rebuild.js';
import { openBench, type Bench, type startTestPostgres } from './read-model-under-test.js';
import { append, decode, LEDGER } from './recorded.js';

/** Tables that were filled from a history, and views on them. */
export interface Filled extends Bench {
  readonly views: LedgerViews;
  /** At the head unless a revision is given. */
  view(asOf: string, atRevision?: bigint | number): Promise<LedgerView>;
}

export const fill = async (
  server: Awaited<ReturnType<typeof startTestPostgres>>,
  events: readonly LedgerEvent[],
): Promise<Filled> => {
  const bench = await openBench(server);
  const { pool, store } = bench;
  await append(store, events);
  await rebuild({ pool, store, decode });
  const views = new LedgerViews(pool);
  const view: Filled['view'] = (asOf, atRevision) =>
    views.open(LEDGER, {
      asOf,
      ...(atRevision === undefined ? {} : { atRevision: BigInt(atRevision) }),
    });
  return { ...bench, views, view };
};
