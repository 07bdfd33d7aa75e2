import { Table } from './table.js';

interface Row {
  n: number;
}
const filled = (): Table<Row> => {
  const table = Table.root<Row>((row) => ({ ...row }));
  table.set('a', { n: 1 });
  table.set('b', { n: 2 });
  return table;
};
const rows = (table: Table<Row>) => [...table.entries()].map(([key, { n }]) => `${key}${n}`);

describe('a root table', () => {
  it('is changed in place', () => {
    const table = filled();
    const row = table.edit('a');
    if (row !== undefined) row.n = 5;
    table.delete('b');
    table.merge();
    expect(rows(table)).toEqual(['a5']);
    expect(table.edit('b')).toBeUndefined();
    expect(table.has('b')).toBe(false);
  });
});

describe('an overlay', () => {
  it('shows the table below, with its own changes above it', () => {
    const below = filled();
    const over = below.overlay();
    over.set('c', { n: 3 });
    over.delete('b');
    const copied = over.edit('a');
    if (copied !== undefined) copied.n = 9;
    expect(over.edit('a')).toBe(copied);
    expect(rows(over).sort()).toEqual(['a9', 'c3']);
    expect([over.get('b'), over.has('b'), over.edit('b'), over.get('x'), over.edit('x')]).toEqual([
      undefined,
      false,
      undefined,
      undefined,
      undefined,
    ]);
    expect(rows(below)).toEqual(['a1', 'b2']);
  });

  it('that is dropped has changed nothing', () => {
    const below = filled();
    const over = below.overlay();
    over.set('a', { n: 0 });
    over.delete('b');
    expect(rows(below)).toEqual(['a1', 'b2']);
  });

  it('moves its changes down when it is merged, once', () => {
    const below = filled();
    const over = below.overlay();
    over.delete('a');
    over.set('a', { n: 7 });
    over.delete('b');
    over.set('c', { n: 3 });
    over.merge();
    expect(rows(below).sort()).toEqual(['a7', 'c3']);
    below.set('c', { n: 4 });
    over.merge();
    expect(rows(below).sort()).toEqual(['a7', 'c4']);
    expect(over.get('c')).toEqual({ n: 4 });
  });

  it('of an overlay merges one level at a time', () => {
    const below = filled();
    const middle = below.overlay();
    const top = middle.overlay();
    top.delete('a');
    top.merge();
    expect([middle.has('a'), below.has('a')]).toEqual([false, true]);
    middle.merge();
    expect(below.has('a')).toBe(false);
  });
});
