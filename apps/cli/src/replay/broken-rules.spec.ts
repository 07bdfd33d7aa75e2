import type { Broken } from '#read-models';
import { told } from './broken-rules.js';

const SOUND: Broken = {
  overdrawn: [],
  overResolved: [],
  approvalsTwice: [],
  parcelsTwice: [],
  beyondBounds: [],
};

describe('H-18 what replay and doctor say of broken rules', () => {
  it('is nothing of a sound ledger', () => expect(told(SOUND)).toEqual([]));

  it.each(Object.keys(SOUND))('names what breaks: %s', (rule) => {
    const [line = '', ...others] = told({ ...SOUND, [rule]: ['a', 'b'] });
    expect(line).toMatch(/^\w.*: a, b$/);
    expect(others).toEqual([]);
  });
});
