import type { ClientBase } from 'pg';
import { completeTable } from '../schema/table-set.js';
import { TABLES } from '../schema/tables.js';
import { sumsOfAll } from '../writing/sums.js';

/**
 * Makes a loaded set whole: sums, indexes and statistics. Each connection takes the next part when it is
 * done with one, so that every one of them keeps a processor busy to the end.
 */
export const finishLoad = async (clients: readonly ClientBase[], schema: string): Promise<void> => {
  const parts = partsOf(schema);
  const work = async (client: ClientBase): Promise<void> => {
    try {
      for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
        for (const statement of part) await client.query(statement);
      }
    } catch (error) {
      // The others need not go on.
      parts.length = 0;
      throw error;
    }
  };
  // All have ended before the caller gives the connections back.
  const ended = await Promise.allSettled(clients.map(work));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
};

/** The longest first. Statistics last, because they wait for the indexes of their table. */
const partsOf = (schema: string): (readonly string[])[] => {
  const sums = sumsOfAll(schema);
  const ofSums = [...sums].map(([table, statements]) => {
    const { indexes, statistics } = completeTable(schema, table);
    return [...statements, ...indexes, statistics];
  });
  const others = TABLES.filter((table) => !sums.has(table)).map((table) =>
    completeTable(schema, table),
  );
  return [
    ...ofSums,
    ...others.flatMap(({ indexes }) => indexes.map((index) => [index])),
    ...others.map(({ statistics }) => [statistics]),
  ];
};
