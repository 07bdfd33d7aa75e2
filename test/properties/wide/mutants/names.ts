import type { Mutant } from '../../mutants.js';
import { decision, fold, ledger } from './files.js';

/** H-09: names in one space, as they were. */
export const NAMES: readonly Mutant[] = [
  {
    name: 'names of the system can be taken by anybody',
    file: ledger('names.ts'),
    from: "if (prefix !== undefined && actor.role !== 'system' && !isOwnDay(command)) {",
    to: 'if (prefix === entryId) {',
  },
  {
    name: 'a day may have the name of any day',
    file: ledger('names.ts'),
    from: "kind === 'AdvanceDay' && data.entryId === `day:${data.date}`;",
    to: "data.entryId.startsWith('day:');",
  },
  {
    name: 'an opening reservation has the name of its lot',
    file: ledger('lot.ts'),
    from: '`${entryId}/${n}`;',
    to: '`${entryId}.${n}`;',
  },
  {
    name: 'an entry can be called like a lot that is there',
    file: ledger('names.ts'),
    from: "if (state.lots.has(entryId)) refuse('entry-id-taken', { entryId, lot: entryId });",
    to: '',
  },
  {
    name: 'a lot can be opened under the name of an entry',
    file: ledger('names.ts'),
    from: "if (state.entries.has(lot)) refuse('entry-id-taken', { entryId, lot });",
    to: '',
  },
  {
    name: 'a reservation called as objects call their parts is lost when its unit ends',
    file: decision('reorganise-units.ts'),
    from: 'reservations: Object.fromEntries(reservations),',
    to: 'reservations: [...reservations].reduce<Record<string, string>>((all, [id, to]) => { all[id] = to; return all; }, {}),',
  },
  {
    name: 'who carries a reservation on is not found where its name is one of objects',
    file: decision('reorganisation-plan.ts'),
    from: 'for (const [id, ref] of Object.entries(reservations)) {',
    to: 'for (const [id, ref] of Object.entries(Object.assign({}, reservations))) {',
    also: [
      {
        file: fold('reorganisation.ts'),
        from: 'for (const [id, successor] of Object.entries(data.reservations))',
        to: 'for (const [id, successor] of Object.entries(Object.assign({}, data.reservations)))',
      },
    ],
  },
];
