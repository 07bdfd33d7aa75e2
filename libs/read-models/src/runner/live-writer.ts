import type { Pool } from 'pg';
import type { RecordedEvent } from '#event-store';
import { projectBatch, type Projected, type Decode } from '../projection/batch.js';
import type { Directory } from '../projection/directory.js';
import { loadDirectory } from '../projection/load-directory.js';
import { LIVE } from '../schema/names.js';
import { writeBatch } from '../writing/write-batch.js';
import { liveSet, moveCheckpoint, type LiveSet } from './control.js';
import { inTransaction } from './transaction.js';

/** Another follower moved the checkpoint, or a rebuild was switched in: start again from what is there. */
export class CheckpointMoved extends Error {
  override readonly name = 'CheckpointMoved';
}

/** Adds batches of the log to the live table set, each in one transaction with the checkpoint. */
export class LiveWriter {
  private constructor(
    private readonly pool: Pool,
    private readonly decode: Decode,
    private readonly directory: Directory,
    private set: LiveSet,
  ) {}

  static async open(pool: Pool, decode: Decode): Promise<LiveWriter> {
    return inTransaction(pool, async (client) => {
      const set = await liveSet(client, 'lock');
      if (set === undefined) throw new CheckpointMoved('there is no live table set');
      return new LiveWriter(pool, decode, await loadDirectory(client, LIVE), set);
    });
  }

  get position(): LiveSet['position'] {
    return this.set.position;
  }

  /**
   * After any error the writer is of no use any more; open another one.
   * @throws {PoisonEvent} what precedes the event is written, the event and what follows is not
   * @throws {CheckpointMoved}
   */
  async apply(events: readonly RecordedEvent[]): Promise<Projected | undefined> {
    const last = events.at(-1);
    if (last === undefined) return undefined;
    const batch = projectBatch(this.directory, events, this.decode);
    await inTransaction(this.pool, async (client) => {
      const now = await liveSet(client, 'lock');
      if (now?.generation !== this.set.generation || now.position !== this.set.position) {
        throw new CheckpointMoved('the live table set is not where this follower left it');
      }
      await writeBatch(client, LIVE, batch);
      await moveCheckpoint(client, last.position, events.length);
    });
    const total = this.set.events + BigInt(events.length);
    this.set = { ...this.set, position: last.position, events: total };
    return batch;
  }
}
