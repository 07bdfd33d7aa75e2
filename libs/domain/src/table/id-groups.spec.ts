import { IdGroups } from './id-groups.js';

const read = (groups: IdGroups): Record<string, string[]> =>
  Object.fromEntries(Array.from(groups.entries(), ([group, { ids }]) => [group, ids.toSorted()]));

describe('ids by group', () => {
  it('forgets a group with its last id', () => {
    const groups = IdGroups.root();
    groups.add('g', 'a');
    groups.remove('g', 'a');
    groups.remove('g', 'never there');
    expect(read(groups)).toEqual({});
  });

  it('reads through an overlay and changes nothing below before it is merged', () => {
    const root = IdGroups.root();
    for (const id of ['a', 'b']) root.add('g', id);
    root.add('gone', 'x');
    const over = root.overlay();
    over.add('g', 'c');
    over.remove('g', 'a');
    over.remove('gone', 'x');
    over.add('new', 'n');
    const after = { g: ['b', 'c'], new: ['n'] };
    expect(read(over)).toEqual(after);
    expect(read(root)).toEqual({ g: ['a', 'b'], gone: ['x'] });
    over.merge();
    expect(read(root)).toEqual(after);
  });

  it('holds what an overlay of an overlay brings back', () => {
    const root = IdGroups.root();
    root.add('g', 'a');
    const first = root.overlay();
    first.remove('g', 'a');
    const second = first.overlay();
    second.add('g', 'a');
    expect([read(first), read(second)]).toEqual([{}, { g: ['a'] }]);
    second.merge();
    first.merge();
    expect(read(root)).toEqual({ g: ['a'] });
  });
});
