import type { Pool, PoolClient } from 'pg';
import {
  isOurs,
  withConnection,
  type EventStore,
  type Position,
  type RecordedEvent,
} from '#event-store';
import type { Decode } from '../projection/batch.js';
import { CONTROL, NEXT, OLD, PROJECTION_VERSION, REBUILD_LOCK } from '../schema/names.js';
import { createTableSet, switchTableSets } from '../schema/table-set.js';
import { checkBounds } from '../writing/sums.js';
import { compareSets } from './compare-sets.js';
import { installSet, liveSet } from './control.js';
import { finishLoad } from './finish-load.js';
import { CarefulLoader, FastLoader, type Loader } from './loader.js';
import type { SetAside } from './set-aside.js';

export interface RebuildProgress {
  readonly phase: 'load' | 'index' | 'catch-up' | 'compare' | 'switched';
  readonly events: number;
  /** How many there were when the tables that are replaced were last written. */
  readonly ofAbout?: number;
}

export interface RebuildOptions {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly decode: Decode;
  readonly onProgress?: (progress: RebuildProgress) => void;
  readonly signal?: AbortSignal;
}

export interface Rebuilt {
  readonly events: number;
  /** False when there was nothing of this version to compare with. */
  readonly compared: boolean;
  /** Ledgers that it did not come to the end of. */
  readonly setAside: readonly SetAside[];
}

/** The live tables were made by a newer version of this program, which has to be the one that goes on. */
export class TablesNewer extends Error {
  override readonly name = 'TablesNewer';
}

/** Another rebuild is under way in this installation. */
export class RebuildRunning extends Error {
  override readonly name = 'RebuildRunning';
}

/**
 * Events written together: so many that the few turns of a copy are no wait beside the decoding that goes
 * on meanwhile, so few that two of them fit into memory.
 */
const LOAD_BATCH = 20_000;
/** When so few events are missing, the rest is done while the live follower waits. */
const CLOSE_ENOUGH = 500;
const CATCH_UPS_MAX = 100;
/** Instead of a position: as far as the log goes when it is read. */
const TO_HEAD = Symbol('head of the log');

/**
 * Builds the table set anew from the first event beside the live one, compares the two and switches.
 * The live set goes on being read and written meanwhile; its follower notices the switch and goes on
 * from there. May run in any process.
 * @throws {RebuildRunning}
 * @throws {SetsDiffer} the live set stays
 * @throws {TablesNewer}
 */
export const rebuild = async (options: RebuildOptions): Promise<Rebuilt> => {
  // Closing the connection gives the lock back, whatever state the session is in.
  return withConnection(
    options.pool,
    async (lock) => {
      const { rows } = await lock.query<{ got: boolean }>(
        `select pg_try_advisory_lock(${REBUILD_LOCK}) as got`,
      );
      if (rows[0]?.got !== true) throw new RebuildRunning('a rebuild is under way');
      return build(options, lock);
    },
    'close',
  );
};

/** No parallel workers: two connections work side by side, and helpers of each would only share their processors. */
const LOAD_SETTINGS = `set synchronous_commit = off; set maintenance_work_mem = '256MB';
  set work_mem = '128MB'; set max_parallel_workers_per_gather = 0; set max_parallel_maintenance_workers = 0`;

/** Fast as long as every entry can be taken; otherwise once more, ledger by ledger. */
const build = async (options: RebuildOptions, client: PoolClient): Promise<Rebuilt> => {
  const { decode } = options;
  try {
    return await new Build(options, client, new FastLoader(client, decode)).run();
  } catch (error) {
    if (!isOurs(error)) throw error;
    await client.query('rollback');
    return new Build(options, client, new CarefulLoader(client, decode)).run();
  }
};

/** `load`: in the transaction that made the tables. `each`: each write in one of its own. `within`: in that of the caller. */
type Writing = 'load' | 'each' | 'within';

class Build {
  private last: RecordedEvent | undefined;
  private events = 0;
  private about: number | undefined;

  constructor(
    private readonly options: RebuildOptions,
    private readonly client: PoolClient,
    private readonly loader: Loader,
  ) {}

  async run(): Promise<Rebuilt> {
    const { client } = this;
    // Nobody reads the new set before the switch, which is durable again.
    await client.query(LOAD_SETTINGS);
    const live = await liveSet(client);
    if (live !== undefined && live.version > PROJECTION_VERSION)
      throw new TablesNewer(`the tables are of version ${live.version}`);
    if (live !== undefined) this.about = Number(live.events);
    const compared = live?.version === PROJECTION_VERSION && live.position !== null;
    await this.loadAll(compared ? live.position : TO_HEAD);
    if (compared) await this.catchUp();
    await this.switchOver(compared);
    this.report('switched');
    // Waits for whoever still reads the old tables.
    await client.query(`drop schema if exists ${OLD} cascade`);
    return { events: this.events, compared, setAside: this.loader.setAside };
  }

  private get position(): Position | null {
    return this.last?.position ?? null;
  }

  private report(phase: RebuildProgress['phase']): void {
    const { events, about } = this;
    this.options.onProgress?.({
      phase,
      events,
      ...(about === undefined ? {} : { ofAbout: about }),
    });
  }

  /** Reads on to an event, or to the head as it is now. Positions only tell whether they are the same. */
  private async advance(to: Position | typeof TO_HEAD, how: Writing): Promise<number> {
    if (to === this.position) return 0;
    const { loader } = this;
    const before = this.events;
    let writing = Promise.resolve();
    const flush = async (): Promise<void> => {
      this.options.signal?.throwIfAborted();
      this.events += loader.waiting;
      const write = loader.take();
      // The next batch is read and projected while this one is on its way.
      await writing;
      writing = this.write(write, how);
      writing.catch(() => undefined);
    };
    try {
      for await (const event of this.options.store.readAll(this.position)) {
        loader.add(event);
        this.last = event;
        if (loader.waiting >= LOAD_BATCH) await flush();
        if (event.position === to) break;
      }
      if (loader.waiting > 0) await flush();
    } finally {
      // Whatever failed, the connection must not be in use any more.
      await writing;
    }
    return this.events - before;
  }

  private async write(write: ReturnType<Loader['take']>, how: Writing): Promise<void> {
    if (how === 'load') {
      await write('frozen');
      return this.report('load');
    }
    if (how === 'each') await this.client.query('begin');
    await write('usual');
    if (how === 'each') await this.client.query('commit');
  }

  /**
   * In the transaction that makes the tables, because only there PostgreSQL takes rows as frozen: seen by
   * everybody from the first look on, so that no later one has to mark them. A broken load leaves nothing.
   */
  private async loadAll(to: Position | typeof TO_HEAD): Promise<void> {
    const { client } = this;
    const isCareful = this.loader instanceof CarefulLoader;
    await client.query('begin');
    await createTableSet(client, NEXT);
    if (!isCareful) await this.advance(to, 'load');
    await client.query('commit');
    await this.finishLoad();
    if (isCareful) await this.advance(to, 'each');
  }

  private async finishLoad(): Promise<void> {
    this.report('index');
    // Closed afterwards: its settings are not those that the pool expects.
    await withConnection(
      this.options.pool,
      async (second) => {
        await second.query(LOAD_SETTINGS);
        await finishLoad([this.client, second], NEXT);
      },
      'close',
    );
    await checkBounds(this.client, NEXT, 'all');
  }

  /** Comes close to the live set while it moves on. */
  private async catchUp(): Promise<void> {
    for (let tries = 0; tries < CATCH_UPS_MAX; tries += 1) {
      const live = await liveSet(this.client);
      const read = await this.advance(live?.position ?? this.position ?? TO_HEAD, 'each');
      this.report('catch-up');
      if (read <= CLOSE_ENOUGH) return;
    }
  }

  /** The lock on the live set's row keeps its follower waiting until the new set has taken its place. */
  private async switchOver(compared: boolean): Promise<void> {
    const { client } = this;
    await client.query('begin');
    try {
      await client.query(`set local synchronous_commit = on`);
      await client.query(`lock table ${CONTROL}.table_sets in exclusive mode`);
      const live = await liveSet(client, 'lock');
      if (compared) {
        await this.advance(live?.position ?? TO_HEAD, 'within');
        this.report('compare');
        await compareSets(client);
        // A follower that stopped would otherwise leave the new set where the old one ended.
        await this.advance(TO_HEAD, 'within');
      }
      await switchTableSets(client);
      await installSet(client, this.last, BigInt(this.events));
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    }
  }
}
