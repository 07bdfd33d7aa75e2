import { columnOf } from './columns.js';
import { indicatorId, planKindId } from './titles.js';

describe('H-09 cells that every object knows', () => {
  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('%s is a text', (cell) => {
    expect(indicatorId(cell)).toBe(cell.toLowerCase());
    expect(planKindId(cell)).toBe(cell.toLowerCase());
    expect(columnOf(`可用${cell}`)).toMatchObject({ kind: 'unknown' });
  });
});
