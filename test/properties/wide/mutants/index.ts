import type { Mutant } from '../../mutants.js';
import type { Theme } from '../steps.js';
import { APPROVALS } from './approvals.js';
import { NAMES } from './names.js';
import { OWING } from './owing.js';
import { TIME } from './time.js';
import { UNITS } from './units.js';

/** The old code of each kind of fault that was found, by the number of its kind, with the histories that look for it. */
export const MUTANTS_BY_ITEM: readonly {
  readonly item: string;
  readonly theme: Theme;
  readonly mutants: readonly Mutant[];
}[] = [
  { item: 'H-09', theme: 'names', mutants: NAMES },
  { item: 'H-10', theme: 'approvals', mutants: APPROVALS },
  { item: 'H-12', theme: 'units', mutants: UNITS },
  { item: 'H-13', theme: 'time', mutants: TIME },
  { item: 'H-15', theme: 'owing', mutants: OWING },
];
