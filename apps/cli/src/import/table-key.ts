import { createHash } from 'node:crypto';
import { parseAmount } from '#domain';
import { dimensionOf } from './amounts.js';
import type { OpeningEntry } from './opening-entry.js';
import type { OpeningBody } from './row.js';

/**
 * The key of a table is made from what its rows say. The same table saved again, in another encoding, in another order
 * or with other figures for the same amount, has the same one.
 */
export const tableKey = (entries: readonly OpeningEntry[]): string => {
  const rows = entries.flatMap((entry) => entry.rows.map(saidBy)).sort();
  const digest = createHash('sha256').update(rows.join('\n')).digest('hex');
  return `opening:${digest.slice(0, 32)}`;
};

const saidBy = ({ available, reserved, consumed, ...facts }: OpeningBody): string =>
  JSON.stringify([
    ...Object.entries(facts).sort(byName),
    ...[available, reserved, consumed].map(unitsOf),
  ]);

const unitsOf = (amounts: OpeningBody['available'] = {}): (readonly [string, string])[] =>
  Object.entries(amounts)
    .map(([component, text]): [string, string] => {
      const read = parseAmount(text, dimensionOf(component));
      return [component, read.ok ? String(read.amount) : text];
    })
    .filter(([, amount]) => amount !== '0')
    .sort(byName);

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : 1;
