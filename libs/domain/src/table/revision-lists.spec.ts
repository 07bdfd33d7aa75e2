import { RevisionLists } from './revision-lists.js';

const lists = (...revisions: number[]): RevisionLists => {
  const root = RevisionLists.root();
  for (const revision of revisions) root.add('lot', revision);
  return root;
};

describe('RevisionLists', () => {
  it('tells the newest first, each once, as many as asked', () => {
    const root = lists(1, 2, 2, 5);
    expect(root.newest('lot', 9)).toEqual([5, 2, 1]);
    expect(root.newest('lot', 2)).toEqual([5, 2]);
    expect(root.newest('other', 2)).toEqual([]);
  });

  it('takes away what is undone, and keeps no empty list', () => {
    const root = lists(1, 2);
    root.remove('lot', 1);
    root.remove('lot', 9);
    root.remove('other', 1);
    expect(root.newest('lot', 9)).toEqual([2]);
    root.remove('lot', 2);
    expect([...root.entries()]).toEqual([]);
    root.merge();
  });

  it('comes back from its entries', () => {
    const back = RevisionLists.fromEntries([['lot', [3, 4]]]);
    back.add('lot', 6);
    expect(back.newest('lot', 9)).toEqual([6, 4, 3]);
  });
});

describe('an overlay of them', () => {
  it('adds and takes away above the lists below', () => {
    const below = lists(1, 2, 3);
    const over = below.overlay();
    over.add('lot', 7);
    over.remove('lot', 2);
    over.remove('lot', 3);
    expect(over.newest('lot', 9)).toEqual([7, 1]);
    expect(over.newest('lot', 2)).toEqual([7, 1]);
    expect(over.newest('lot', 1)).toEqual([7]);
    over.remove('lot', 7);
    expect(over.newest('lot', 1)).toEqual([1]);
    expect(below.newest('lot', 9)).toEqual([3, 2, 1]);
    over.add('lot', 8);
    over.merge();
    expect(below.newest('lot', 9)).toEqual([8, 1]);
    over.merge();
    expect(over.newest('lot', 9)).toEqual([8, 1]);
  });
});
