import type { Pool, PoolClient } from 'pg';
import { withConnection, type EventStore, type Position } from '#event-store';
import { Batch, type Decode, type Projected } from '../projection/batch.js';
import { Directory } from '../projection/directory.js';
import { CONTROL, NEXT, OLD, PROJECTION_VERSION, REBUILD_LOCK } from '../schema/names.js';
import { createTableSet, switchTableSets } from '../schema/table-set.js';
import { copyRows } from '../writing/copy-rows.js';
import { moveHeads } from '../writing/heads.js';
import { checkBounds } from '../writing/sums.js';
import { writeBatch } from '../writing/write-batch.js';
import { compareSets } from './compare-sets.js';
import { installSet, liveSet } from './control.js';
import { finishLoad } from './finish-load.js';

export interface RebuildProgress {
  readonly phase: 'load' | 'index' | 'catch-up' | 'compare' | 'switched';
  readonly events: number;
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
      return new Build(options, lock).run();
    },
    'close',
  );
};

/** No parallel workers: two connections work side by side, and helpers of each would only share their processors. */
const LOAD_SETTINGS = `set synchronous_commit = off; set maintenance_work_mem = '256MB';
  set work_mem = '128MB'; set max_parallel_workers_per_gather = 0; set max_parallel_maintenance_workers = 0`;

class Build {
  private readonly directory = new Directory();
  private position: Position | null = null;
  private events = 0;

  constructor(
    private readonly options: RebuildOptions,
    private readonly client: PoolClient,
  ) {}

  async run(): Promise<Rebuilt> {
    const { client } = this;
    // Nobody reads the new set before the switch, which is durable again.
    await client.query(LOAD_SETTINGS);
    const live = await liveSet(client);
    const compared = live?.version === PROJECTION_VERSION && live.position !== null;
    await this.loadAll(compared ? live.position : TO_HEAD);
    await this.finishLoad();
    if (compared) await this.catchUp();
    await this.switchOver(compared);
    this.report('switched');
    // Waits for whoever still reads the old tables.
    await client.query(`drop schema if exists ${OLD} cascade`);
    return { events: this.events, compared };
  }

  private report(phase: RebuildProgress['phase']): void {
    this.options.onProgress?.({ phase, events: this.events });
  }

  /** Reads on to an event, or to the head as it is now. Positions only tell whether they are the same. */
  private async advance(
    to: Position | typeof TO_HEAD,
    write: (batch: Projected) => Promise<void>,
  ): Promise<number> {
    if (to === this.position) return 0;
    const before = this.events;
    let batch = new Batch(this.directory, this.options.decode);
    let writing = Promise.resolve();
    const flush = async (): Promise<void> => {
      this.options.signal?.throwIfAborted();
      const projected = batch.projected();
      this.events += batch.events;
      batch = new Batch(this.directory, this.options.decode);
      // The next batch is read and projected while this one is on its way.
      await writing;
      writing = write(projected);
      writing.catch(() => undefined);
    };
    for await (const event of this.options.store.readAll(this.position)) {
      batch.add(event);
      this.position = event.position;
      if (batch.events >= LOAD_BATCH) await flush();
      if (event.position === to) break;
    }
    if (batch.events > 0) await flush();
    await writing;
    return this.events - before;
  }

  /**
   * In the transaction that makes the tables, because only there PostgreSQL takes rows as frozen: seen by
   * everybody from the first look on, so that no later one has to mark them. A broken load leaves nothing.
   */
  private async loadAll(to: Position | typeof TO_HEAD): Promise<void> {
    await this.client.query('begin');
    await createTableSet(this.client, NEXT);
    await this.advance(to, async ({ rows, heads }) => {
      await moveHeads(this.client, NEXT, heads);
      await copyRows(this.client, NEXT, rows, 'frozen');
      this.report('load');
    });
    await this.client.query('commit');
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
      const read = await this.advance(live?.position ?? this.position ?? TO_HEAD, (batch) =>
        this.append(batch),
      );
      this.report('catch-up');
      if (read <= CLOSE_ENOUGH) return;
    }
  }

  private async append(batch: Projected): Promise<void> {
    await this.client.query('begin');
    await writeBatch(this.client, NEXT, batch);
    await this.client.query('commit');
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
        await this.advance(live?.position ?? TO_HEAD, (batch) => writeBatch(client, NEXT, batch));
        this.report('compare');
        await compareSets(client);
      }
      await switchTableSets(client);
      await installSet(client, this.position, BigInt(this.events));
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    }
  }
}
