import type { Pool, PoolClient } from 'pg';
import { groundOf, isOurs, type EventStore, type RecordedEvent } from '#event-store';
import { LEDGER_STREAM, projectBatch, type Decode } from '../projection/batch.js';
import type { Directory } from '../projection/directory.js';
import { loadDirectory } from '../projection/load-directory.js';
import { LIVE } from '../schema/names.js';
import { writeBatch } from '../writing/write-batch.js';
import { liveSet, moveCheckpoint, type LiveSet } from './control.js';
import {
  keepSetAside,
  ledgersSetAside,
  takeBack,
  withoutSetAside,
  type SetAside,
} from './set-aside.js';
import { inTransaction } from './transaction.js';
import { writeCarefully } from './write-carefully.js';

/** Another follower moved the checkpoint, or a rebuild was switched in: start again from what is there. */
export class CheckpointMoved extends Error {
  override readonly name = 'CheckpointMoved';
}

/** What a batch did. */
export interface Written {
  /** Of the last entry; absent when none of a ledger was written. */
  readonly recordedAt: string | undefined;
  /** Ledgers that were set aside by it. */
  readonly setAside: readonly SetAside[];
}

/** Events of a ledger that is taken back, in one transaction. */
const TAKE_BACK = 1_000;

/** Adds batches of the log to the live table set, each in one transaction with the checkpoint. */
export class LiveWriter {
  private constructor(
    private readonly pool: Pool,
    private readonly decode: Decode,
    private directory: Directory,
    private set: LiveSet,
    private readonly aside: Map<string, SetAside>,
  ) {}

  static async open(pool: Pool, decode: Decode): Promise<LiveWriter> {
    return inTransaction(pool, async (client) => {
      const set = await liveSet(client, 'lock');
      if (set === undefined) throw new CheckpointMoved('there is no live table set');
      const aside = await ledgersSetAside(client, LIVE);
      const directory = await loadDirectory(client, LIVE);
      return new LiveWriter(pool, decode, directory, set, byName(aside));
    });
  }

  get position(): LiveSet['position'] {
    return this.set.position;
  }

  get ground(): LiveSet['ground'] {
    return this.set.ground;
  }

  get setAside(): readonly SetAside[] {
    return [...this.aside.values()];
  }

  /**
   * After any error the writer is of no use any more; open another one.
   * @throws {CheckpointMoved}
   */
  async apply(events: readonly RecordedEvent[]): Promise<Written> {
    const last = events.at(-1);
    if (last === undefined) return { recordedAt: undefined, setAside: [] };
    const written = await this.applyTogether(events, last).catch((error: unknown) => {
      if (!isOurs(error)) throw error;
      return this.applyCarefully(events, last);
    });
    const total = this.set.events + BigInt(events.length);
    this.set = { ...this.set, position: last.position, ground: groundOf(last), events: total };
    return written;
  }

  /**
   * Reads what was passed over of a ledger that was set aside, as far as it can be taken now.
   * @returns whether the ledger is set aside no more
   */
  async takeBack({ ledger, revision, passed }: SetAside, store: EventStore): Promise<boolean> {
    let next = revision;
    while (next <= passed) {
      const events: RecordedEvent[] = [];
      const limit = Number(passed - next) + 1;
      const stream = `${LEDGER_STREAM}${ledger}`;
      for await (const event of store.readStream(
        stream,
        next,
        'forwards',
        Math.min(TAKE_BACK, limit),
      ))
        events.push(event);
      const last = events.at(-1);
      if (last === undefined) return false;
      const isOver = last.revision >= passed;
      const failed = await this.takeRun(ledger, events, { ...last, isOver, passed });
      if (failed !== undefined) {
        this.aside.set(ledger, failed);
        return false;
      }
      next = last.revision + 1n;
    }
    this.aside.delete(ledger);
    return true;
  }

  private takeRun(
    ledger: string,
    events: readonly RecordedEvent[],
    { revision, isOver, passed }: { revision: bigint; isOver: boolean; passed: bigint },
  ): Promise<SetAside | undefined> {
    return this.transaction(async (client) => {
      const write = { client, schema: LIVE, decode: this.decode, aside: new Map() };
      const careful = await writeCarefully(write, events);
      this.directory = careful.directory;
      const [failed] = careful.aside;
      if (failed !== undefined) return { ...failed, passed };
      if (isOver) await takeBack(client, LIVE, ledger);
      else
        await keepSetAside(client, LIVE, {
          ...{ ledger, passed, revision: revision + 1n },
          reason: this.aside.get(ledger)?.reason ?? '',
        });
      return undefined;
    });
  }

  private async applyTogether(
    events: readonly RecordedEvent[],
    last: RecordedEvent,
  ): Promise<Written> {
    const { ready, passed } = withoutSetAside(events, this.aside);
    const batch = await projectBatch(this.directory, ready, this.decode);
    await this.transaction(async (client) => {
      await writeBatch(client, LIVE, batch);
      for (const one of passed) await keepSetAside(client, LIVE, one);
      await moveCheckpoint(client, last, events.length);
    });
    this.remember(passed);
    return { recordedAt: batch.heads.at(-1)?.recordedAt, setAside: [] };
  }

  private async applyCarefully(
    events: readonly RecordedEvent[],
    last: RecordedEvent,
  ): Promise<Written> {
    const before = new Set(this.aside.keys());
    const { aside, directory } = await this.transaction(async (client) => {
      const write = { client, schema: LIVE, decode: this.decode, aside: this.aside };
      const careful = await writeCarefully(write, events);
      await moveCheckpoint(client, last, events.length);
      return careful;
    });
    this.directory = directory;
    this.remember(aside);
    return { recordedAt: undefined, setAside: aside.filter(({ ledger }) => !before.has(ledger)) };
  }

  private remember(aside: readonly SetAside[]): void {
    for (const one of aside) this.aside.set(one.ledger, one);
  }

  /** Fenced: nothing is written when the tables are not where this writer left them. */
  private transaction<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result> {
    return inTransaction(this.pool, async (client) => {
      const now = await liveSet(client, 'lock');
      const { generation, position, ground } = this.set;
      const isHere = now?.generation === generation && now.position === position;
      // The same number may be that of another event, when the database went back and another process went on.
      if (!isHere || now.ground?.digest !== ground?.digest)
        throw new CheckpointMoved('the live table set is not where this follower left it');
      return work(client);
    });
  }
}

const byName = (aside: readonly SetAside[]): Map<string, SetAside> =>
  new Map(aside.map((one) => [one.ledger, one]));
