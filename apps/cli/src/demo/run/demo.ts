import type { Context } from '../../context.js';
import { ENDS_ON } from '../play/months.js';
import { writePlay } from '../play/play.js';
import { clerksTable } from './clerks-table.js';
import { countyRows, type CountyRow } from './county-table.js';
import type { DemoServer } from './demo-server.js';
import { Figures, type Figure } from './figures.js';
import { playThrough, type Played } from './play-through.js';
import { readLog } from './raw-log.js';
import { Tally } from './tally.js';

/** All the demonstration has to tell. */
export interface Told {
  readonly server: Pick<DemoServer, 'url' | 'temporaryData'>;
  readonly played: Played;
  readonly counties: readonly CountyRow[];
  readonly figures: readonly Figure[];
  readonly tally: Tally;
  /** Units whose row in the server's table is not what the log adds up to. */
  readonly differing: readonly string[];
  readonly seconds: number;
}

/** Plays, then reads back what came of it: from the tables, and from the log itself. */
export const demonstrate = async (server: DemoServer, context: Context): Promise<Told> => {
  const startedAt = performance.now();
  const { terminal, signal } = context;
  const played = await playThrough(server, writePlay(), terminal, signal);
  const query = { asOf: ENDS_ON, groupBy: 'unit' };
  const rows = await clerksTable(server.province, played.revision, query);
  const tally = new Tally();
  for await (const event of readLog(server)) tally.add(event);
  const figures = await new Figures(server.province, played.revision).all(played, tally);
  const differing = new Set<string>();
  for (const place of ['available', 'reserved', 'consumed'] as const) {
    const added = tally.byUnit(place);
    for (const row of rows)
      if (row.total(place) !== (added.get(row.unit)?.[0] ?? 0n)) differing.add(row.unit);
  }
  return {
    ...{ server, played, figures, tally, differing: [...differing] },
    counties: countyRows(rows),
    seconds: (performance.now() - startedAt) / 1_000,
  };
};
