import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { RecordedEvent } from '#event-store';
import { ledgerStream, replay } from '#ledger-stream';
import { fingerprint, LedgerViews } from '#read-models';
import type { Random } from '../crash/random.js';
import { Neighbour, type Doors } from './neighbour.js';

/** With the one that the clerks work on they are twelve. */
const LEDGERS = [
  ...['130000', '140000', '210000', '220000', '230000', '320000'],
  ...['340000', '350000', '360000', '370000', '410000'],
];
/** Milliseconds between two commands for one of them. */
const PAUSE_MAX = 200;
const LOOK_MS = 50;
const LOOKS_MAX = 600;

interface Row {
  readonly id: string;
  readonly type: string;
  readonly stream: string;
  readonly revision: string;
  readonly position: string;
  readonly body: string;
  readonly metadata: string;
}

/** The ledgers beside the one that the clerks work on: what happens to one must never be seen in another. */
export class Neighbours {
  readonly all: readonly Neighbour[];

  constructor(private readonly doors: Doors) {
    this.all = LEDGERS.map((ledger) => new Neighbour(doors, ledger));
  }

  get faults(): string[] {
    return this.all.flatMap(({ faults }) => faults);
  }

  get acknowledged(): number {
    return this.all.reduce((sum, { recorded }) => sum + recorded.size, 0);
  }

  async open(): Promise<void> {
    for (const [n, one] of this.all.entries()) await one.open(n);
  }

  nth(n: number): Neighbour {
    const one = this.all[n % this.all.length];
    if (one === undefined) throw new RangeError('there is no neighbour');
    return one;
  }

  /** Each on its own until told to end, with what is then under way. */
  async work(random: Random, signal: AbortSignal): Promise<void> {
    const loads = Array.from({ length: 3 }, () => this.nth(random.below(LEDGERS.length)));
    const busy = new Set(loads);
    await Promise.all(
      [...busy].map(async (one, n) => {
        while (!signal.aborted) {
          await one.work(n + random.below(2), random);
          await pause(random.below(PAUSE_MAX));
        }
      }),
    );
  }

  /** Whether each ledger holds what was acknowledged, once, and its tables what a replay of it comes to. */
  async examine(): Promise<string[]> {
    const { installation } = this.doors;
    const pool = new pg.Pool({ connectionString: installation.databaseUrl, max: 2 });
    pool.on('error', () => undefined);
    try {
      const views = new LedgerViews(pool);
      const faults: string[] = [];
      for (const one of this.all) faults.push(...(await this.examineOne(one, pool, views)));
      return faults;
    } finally {
      await pool.end();
    }
  }

  private async examineOne(
    { ledger, recorded }: Neighbour,
    pool: pg.Pool,
    views: LedgerViews,
  ): Promise<string[]> {
    const { rows } = await pool.query<Row>(
      'select * from event_store.events where stream = $1 order by revision',
      [ledgerStream(ledger)],
    );
    const log = rows.map((row): RecordedEvent => ({ ...row, revision: BigInt(row.revision) }));
    const faults: string[] = [];
    const stands = new Map(log.map(({ body, revision }) => [idOf(body), String(revision)]));
    for (const [id, revision] of recorded)
      if (stands.get(id) !== revision)
        faults.push(`${ledger} ${id}: acknowledged at ${revision}, stands at ${stands.get(id)}`);
    for (const id of stands.keys())
      if (!recorded.has(id)) faults.push(`${ledger} ${id}: never acknowledged`);
    if (stands.size !== log.length) faults.push(`${ledger}: an entry stands twice`);
    const { digest } = await replay(eachOf(log));
    if (!(await tablesAt(views, ledger, BigInt(log.length) - 1n)))
      return [...faults, `${ledger}: the read models do not come to revision ${log.length - 1}`];
    const stated = await fingerprint(pool, await views.open(ledger, { asOf: '2099-12-31' }));
    if (stated.digest !== digest)
      faults.push(`${ledger}: fingerprints ${stated.digest} of the tables, ${digest} replayed`);
    return faults;
  }
}

const tablesAt = async (views: LedgerViews, ledger: string, due: bigint): Promise<boolean> => {
  for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
    const head = await views.head(ledger).catch(() => undefined);
    if (head?.revision === due) return true;
    await pause(LOOK_MS);
  }
  return false;
};

const idOf = (body: string): string => (JSON.parse(body) as { readonly entryId: string }).entryId;

async function* eachOf<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}
