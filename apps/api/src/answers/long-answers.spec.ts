import fc from 'fast-check';
import { SLICE_ITEMS } from '#event-store';
import { mostInTurn } from '../../../../libs/event-store/src/testing/turns.js';
import { isLong, jsonParts, LongList } from './long-answers.js';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
const written = async (value: unknown): Promise<string> =>
  Buffer.concat(await jsonParts(value)).toString();

describe('H-04 the JSON of an answer', () => {
  it('is what the engine writes, whatever is long of it', async () => {
    const leaf = fc.oneof(fc.string({ unit: 'grapheme' }), fc.double(), fc.constant(undefined));
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.string(), tie('tree'), { maxKeys: 3 }),
        fc
          .tuple(tie('tree'), fc.integer({ min: 45, max: 55 }))
          .map(([one, n]) => Array(n).fill(one)),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(tree, async (value) => {
        expect(await written({ value })).toBe(JSON.stringify({ value }));
      }),
      { numRuns: 200, seed: 4 },
    );
  });

  it('is made row by row, and in slices', async () => {
    const most = await mostInTurn(async (count) => {
      const rows = new LongList(numbers(2_000), (n) => {
        count();
        return { n, name: '南湖区' };
      });
      const text = await written({ ledger: '330000', rows, cursor: undefined });
      const all = numbers(2_000).map((n) => ({ n, name: '南湖区' }));
      expect(text).toBe(JSON.stringify({ ledger: '330000', rows: all }));
    });
    expect(most).toBeLessThanOrEqual(SLICE_ITEMS);
  });

  it('comes in parts that are sent one after the other', async () => {
    const parts = await jsonParts({ rows: numbers(100_000) });
    expect(parts.length).toBeGreaterThan(4);
    expect(Math.max(...parts.map(({ length }) => length))).toBeLessThan(70_000);
  });

  it('is written at once where it is short', () => {
    expect(isLong({ entryId: 'x', lots: [], balances: [{ quantity: { total: {} } }] })).toBe(false);
    expect(isLong({ rows: numbers(51) })).toBe(true);
    expect(isLong({ entry: { data: { postings: numbers(51) } } })).toBe(true);
  });
});
