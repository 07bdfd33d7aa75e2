import type { Pool, PoolClient } from 'pg';
import { isOurs, StoreUnavailable, withConnection } from '#event-store';
import { isMissingTable } from '../missing-tables.js';
import { ReadModelNotReady } from './errors.js';

/** A row as PostgreSQL writes it: every cell is its text, or null. */
export type TextRow = readonly (string | null)[];

const AS_TEXT = {
  getTypeParser:
    () =>
    (value: string): string =>
      value,
};

/**
 * A question takes a millisecond or a few; starting parallel workers or a compiler for it takes ten.
 * PostgreSQL would, because the plan of a prepared statement reckons with any day and revision.
 */
const FOR_SHORT_QUESTIONS = 'set max_parallel_workers_per_gather = 0; set jit = off';
const prepared = new WeakSet<PoolClient>();

/**
 * Name of a statement that is planned for its values each time. A plan for any values would read an open range, such
 * as the legs after a day, as if it held a third of them all.
 */
export const PLANNED_ANEW = '';

/**
 * Runs a statement that is prepared once per connection. `name` must be another one for every text, or `PLANNED_ANEW`.
 * @throws {ReadModelNotReady} there is no table set
 * @throws {StoreUnavailable} whatever keeps the database from answering, by the one list of what is ours
 */
export const select = async (
  pool: Pool,
  name: string,
  text: string,
  values: readonly unknown[],
): Promise<readonly TextRow[]> => {
  try {
    return await withConnection(pool, async (client) => {
      if (!prepared.has(client)) {
        await client.query(FOR_SHORT_QUESTIONS);
        prepared.add(client);
      }
      const query = { name, text, values: [...values], rowMode: 'array' as const, types: AS_TEXT };
      return (await client.query<(string | null)[]>(query)).rows;
    });
  } catch (error) {
    if (isMissingTable(error)) {
      throw new ReadModelNotReady('there is no table set to read', { cause: error });
    }
    if (isOurs(error) || error instanceof StoreUnavailable) throw error;
    throw new StoreUnavailable('the read models cannot be read', { cause: error });
  }
};

/** Reads a row from left to right; what is missing or null where it must not be is a defect. */
export class RowReader {
  private at = 0;

  constructor(private readonly row: TextRow) {}

  optional(): string | undefined {
    return this.row[this.at++] ?? undefined;
  }

  text(): string {
    const cell = this.optional();
    if (cell === undefined) throw new TypeError(`cell ${this.at} of a row is empty`);
    return cell;
  }

  int(): number {
    return Number(this.text());
  }

  big(): bigint {
    return BigInt(this.text());
  }

  flag(): boolean {
    return this.text() === 't';
  }

  /** The instant as it was recorded: ISO 8601 in UTC. */
  instant(): string {
    return new Date(this.text()).toISOString();
  }

  optionalInstant(): string | undefined {
    const cell = this.optional();
    return cell === undefined ? undefined : new Date(cell).toISOString();
  }

  /** Of a `text[]`, selected through `to_json`. */
  list(): string[] {
    const list: unknown = JSON.parse(this.optional() ?? '[]');
    return Array.isArray(list) ? list.map(String) : [];
  }

  /** The components c1…c4 as the indicator has them. */
  vector(width: number): bigint[] {
    const all = [this.big(), this.big(), this.big(), this.big()];
    return all.slice(0, width);
  }
}
