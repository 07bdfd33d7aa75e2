import type { ClientBase } from 'pg';
import type { RecordedEvent } from '#event-store';
import { Batch, type Decode } from '../projection/batch.js';
import { Directory } from '../projection/directory.js';
import { NEXT } from '../schema/names.js';
import { copyRows } from '../writing/copy-rows.js';
import { moveHeads } from '../writing/heads.js';
import { writeBatch } from '../writing/write-batch.js';
import type { SetAside } from './set-aside.js';
import { writeCarefully } from './write-carefully.js';

/** `frozen`: in the transaction that made the tables, and before they have indexes. */
export type WriteAs = 'frozen' | 'usual';

/** Takes events and puts them into the new set. */
export interface Loader {
  /** Events that were added and not taken yet. */
  readonly waiting: number;
  readonly setAside: readonly SetAside[];
  add(event: RecordedEvent): void;
  /** What waits, as a write to be done in its turn; more may be added meanwhile. */
  take(): (as: WriteAs) => Promise<void>;
}

/** Projects while it reads and copies whole batches. Fast; fails at the first entry that cannot be taken. */
export class FastLoader implements Loader {
  readonly setAside = [];
  private readonly directory = new Directory();
  private batch: Batch;

  constructor(
    private readonly client: ClientBase,
    private readonly decode: Decode,
  ) {
    this.batch = new Batch(this.directory, decode);
  }

  get waiting(): number {
    return this.batch.events;
  }

  add(event: RecordedEvent): void {
    this.batch.add(event);
  }

  take(): (as: WriteAs) => Promise<void> {
    const projected = this.batch.projected();
    this.batch = new Batch(this.directory, this.decode);
    return async (as) => {
      if (as === 'usual') return writeBatch(this.client, NEXT, projected);
      await moveHeads(this.client, NEXT, projected.heads);
      await copyRows(this.client, NEXT, projected.rows, 'frozen');
    };
  }
}

/** Sets ledgers aside that have entries that cannot be taken. The tables must have their indexes. */
export class CarefulLoader implements Loader {
  private readonly aside = new Map<string, SetAside>();
  private events: RecordedEvent[] = [];

  constructor(
    private readonly client: ClientBase,
    private readonly decode: Decode,
  ) {}

  get waiting(): number {
    return this.events.length;
  }

  get setAside(): readonly SetAside[] {
    return [...this.aside.values()];
  }

  add(event: RecordedEvent): void {
    this.events.push(event);
  }

  take(): () => Promise<void> {
    const { events } = this;
    this.events = [];
    return async () => {
      const write = { client: this.client, schema: NEXT, decode: this.decode, aside: this.aside };
      const { aside } = await writeCarefully(write, events);
      for (const one of aside) this.aside.set(one.ledger, one);
    };
  }
}
