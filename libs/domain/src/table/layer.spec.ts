import { FingerprintIndex, IdGroups, RevisionLists, Table } from './index.js';
import { plainFingerprints } from './testing/index.js';

/** A base, an overlay of it, one on top of that, and what is merged in the order in which rounds become durable. */
const inTurns = <L extends { overlay(): L; merge(): void }>(
  base: L,
  changes: readonly ((layer: L) => void)[],
): L => {
  let newest = base;
  const waiting: L[] = [];
  for (const change of changes) {
    newest = newest.overlay();
    change(newest);
    waiting.push(newest);
    // One is on its way while the next is decided on top of it.
    if (waiting.length > 1) waiting.shift()?.merge();
  }
  for (const left of waiting) left.merge();
  return base;
};

describe('overlays, each made on the one before it and merged before it is itself', () => {
  it('bring the changes of a table to its root, in order', () => {
    const root = inTurns(
      Table.root((row: { n: number }) => ({ ...row })),
      [
        (table) => table.set('a', { n: 1 }),
        (table) => {
          const row = table.edit('a');
          if (row !== undefined) row.n += 10;
          table.set('b', { n: 2 });
        },
        (table) => table.delete('a'),
        (table) => table.set('c', { n: table.get('b')?.n ?? 0 }),
      ],
    );
    expect([...root.entries()]).toEqual([
      ['b', { n: 2 }],
      ['c', { n: 2 }],
    ]);
  });

  it('bring fingerprints, groups and lists to their roots', () => {
    const index = inTurns(FingerprintIndex.root(plainFingerprints), [
      (one) => one.set('a', 1),
      (one) => one.set('b', (one.candidates('a')[0] ?? 0) + 1),
      (one) => one.delete('a', 1),
    ]);
    expect([index.candidates('a'), index.candidates('b')]).toEqual([[], [2]]);

    const groups = inTurns(IdGroups.root(), [
      (one) => one.add('g', '1'),
      (one) => one.add('g', '2'),
      (one) => one.remove('g', '1'),
    ]);
    expect([...groups.entries()]).toEqual([['g', { ids: ['2'] }]]);

    const lists = inTurns(RevisionLists.root(), [
      (one) => one.add('k', 1),
      (one) => one.add('k', 2),
      (one) => one.remove('k', 1),
      (one) => one.add('k', 3),
    ]);
    expect(lists.newest('k', 9)).toEqual([3, 2]);
  });

  it('do not grow into a tower that every reading has to climb', () => {
    const root = Table.root((row: { n: number }) => ({ ...row }));
    root.set('at the bottom', { n: 7 });
    let read = 0;
    const counted = new Proxy(root, {
      get: (target, name) => {
        if (name === 'get') read += 1;
        return Reflect.get(target, name, target) as unknown;
      },
    });
    let newest = counted.overlay();
    for (let round = 0; round < 50_000; round += 1) {
      const next = newest.overlay();
      newest.merge();
      newest = next;
    }
    expect(newest.get('at the bottom')).toEqual({ n: 7 });
    expect(read).toBeLessThanOrEqual(1);
  });
});
