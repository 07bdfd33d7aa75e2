import type { ClientBase } from 'pg';
import { isOurs, type RecordedEvent } from '#event-store';
import { projectBatch, type Decode } from '../projection/batch.js';
import type { Directory } from '../projection/directory.js';
import { loadDirectory } from '../projection/load-directory.js';
import { writeBatch } from '../writing/write-batch.js';
import { keepSetAside, ledgerOf, withoutSetAside, type SetAside } from './set-aside.js';

/** Within a transaction of the caller. */
export interface CarefulWrite {
  readonly client: ClientBase;
  readonly schema: string;
  readonly decode: Decode;
  readonly aside: ReadonlyMap<string, SetAside>;
}

export interface Careful {
  /** Ledgers that are set aside from now on, and those that were and have more behind them. */
  readonly aside: readonly SetAside[];
  readonly directory: Directory;
}

/**
 * Writes events ledger by ledger, as far as each one goes. One that has an entry that cannot be taken is set aside before
 * it and the others go on: events of different ledgers know nothing of each other. Slow; for events that could not be
 * written together.
 */
export const writeCarefully = async (
  write: CarefulWrite,
  events: readonly RecordedEvent[],
): Promise<Careful> => {
  const { client, schema } = write;
  const { ready, passed } = withoutSetAside(events, write.aside);
  const aside = [...passed];
  const tries = new Tries(write, await loadDirectory(client, schema));
  for (const [ledger, own] of byLedger(ready)) {
    const failed = ledger === '' ? undefined : await tries.writeAll(own);
    if (failed !== undefined) aside.push({ ledger, ...failed });
  }
  for (const one of aside) await keepSetAside(client, schema, one);
  return { aside, directory: tries.directory };
};

class Tries {
  constructor(
    private readonly write: CarefulWrite,
    public directory: Directory,
  ) {}

  /** Events of one ledger. Halves what failed until it is one event, which is the one. */
  async writeAll(events: readonly RecordedEvent[]): Promise<Omit<SetAside, 'ledger'> | undefined> {
    let size = events.length;
    for (let at = 0; at < events.length;) {
      const run = events.slice(at, at + size);
      const error = await this.tryOnce(run);
      if (error === undefined) at += run.length;
      else if (run.length > 1) size = Math.ceil(run.length / 2);
      else {
        const [first] = run;
        const passed = events.at(-1)?.revision ?? 0n;
        const reason = error instanceof Error ? `${error.name}: ${error.message}` : 'no reason';
        return { revision: first?.revision ?? 0n, passed, reason };
      }
    }
    return undefined;
  }

  /** The error when it is ours; the transaction is then as before. */
  private async tryOnce(events: readonly RecordedEvent[]): Promise<unknown> {
    const { client, schema, decode } = this.write;
    await client.query('savepoint one_ledger');
    try {
      await writeBatch(client, schema, await projectBatch(this.directory, events, decode));
      await client.query('release savepoint one_ledger');
      return undefined;
    } catch (error) {
      if (!isOurs(error)) throw error;
      await client.query('rollback to savepoint one_ledger');
      // It knows names that are not stored now.
      this.directory = await loadDirectory(client, schema);
      return error;
    }
  }
}

const byLedger = (events: readonly RecordedEvent[]): Map<string, RecordedEvent[]> => {
  const groups = new Map<string, RecordedEvent[]>();
  for (const event of events) {
    const ledger = ledgerOf(event.stream);
    const group = groups.get(ledger);
    if (group === undefined) groups.set(ledger, [event]);
    else group.push(event);
  }
  return groups;
};
