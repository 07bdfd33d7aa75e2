import type { Mutant } from '../../mutants.js';
import { APPROVALS } from './approvals.js';
import { NAMES } from './names.js';
import { OWING } from './owing.js';
import { TIME } from './time.js';
import { UNITS } from './units.js';

/** The old code of each kind of fault that was found, by the number of its kind. */
export const MUTANTS_BY_ITEM: Readonly<Record<string, readonly Mutant[]>> = {
  'H-09': NAMES,
  'H-10': APPROVALS,
  'H-12': UNITS,
  'H-13': TIME,
  'H-15': OWING,
};
