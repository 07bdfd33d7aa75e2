import type { Mutant } from '../../mutants.js';
import { decision, fold, ledger } from './files.js';

/** H-12: quota beyond reach, debts that are forgotten, codes that are not read, after units changed. */
export const UNITS: readonly Mutant[] = [
  {
    name: 'a unit that holds some is told to hold none',
    file: decision('register-units.ts'),
    from: 'if (accounts.length > 0) refuse(',
    to: 'if (accounts.length > 1_000) refuse(',
  },
  {
    name: 'holdings are handed to units without accounts',
    file: decision('reorganise-units.ts'),
    from: 'if (ended.has(unit) || registry.holdsFrom(unit, draft.on)) continue;',
    to: 'continue;',
  },
  {
    name: 'a void makes good what the old unit owes, and it owes nothing any more',
    file: decision('void-consumption.ts'),
    from: 'for (const debtor of state.units.heirs(unit)) {',
    to: 'for (const debtor of [unit]) {',
  },
  {
    name: 'a unit that ends is its own successor',
    file: decision('reorganisation-plan.ts'),
    from: 'if (ending.has(unitId)) refuseOwnSuccessor(unitId, code, on);',
    to: '',
    also: [
      {
        file: decision('reorganisation-plan.ts'),
        from: 'for (const unit of ending.keys()) known.end(unit, on, []);',
        to: 'for (const unit of ending.keys()) if (!data.units.some((one) => one.unitId === unit)) known.end(unit, on, []);',
      },
      {
        file: decision('reorganisation-plan.ts'),
        from: 'if (unit === ended) return refuseOwnSuccessor(ended, undefined, on);',
        to: '',
      },
    ],
  },
  {
    name: 'holdings are handed to a unit that has ended since',
    file: decision('reorganisation-plan.ts'),
    from: 'if (unit === undefined || endedOn !== undefined || registry.on(unit, on) === undefined) {',
    to: 'if (unit === undefined || registry.on(unit, on) === undefined) {',
    also: [
      {
        file: decision('reorganise-units.ts'),
        from: 'if (ended.has(unit) || registry.holdsFrom(unit, draft.on)) continue;',
        to: 'if (registry.endedOn(unit) !== undefined || registry.holdsFrom(unit, draft.on)) continue;',
      },
    ],
  },
  {
    name: 'an entry is dated before a unit ended and gives it something',
    file: ledger('guards.ts'),
    from: 'if (ended === undefined) return unit;',
    to: 'if (unit !== "" || ended === undefined) return unit;',
    also: [
      {
        file: ledger('guards.ts'),
        from: "if (!state.units.holdsFrom(unit, on)) return refuse('unit-holds-no-quota', { unit: ref });",
        to: '',
      },
    ],
  },
  {
    name: 'what moved after the switch does not stand in the way of dividing',
    file: decision('moves-after.ts'),
    from: 'if (moved.length === 0) return;',
    to: 'if (moved.length < 1_000) return;',
  },
  {
    name: 'units below one that ends stay where they are',
    file: decision('reorganisation-plan.ts'),
    from: 'const moved = inferiorsOf(registry, endings, on);',
    to: 'const moved: ReturnType<typeof inferiorsOf> = [];',
    also: [
      {
        file: decision('reclaim-quota.ts'),
        from: 'if (state.units.holdsFrom(one, on) && state.units.isBelow(unit, one, on)) return one;',
        to: 'if (state.units.isBelow(unit, one, on)) return one;',
      },
    ],
  },
  {
    name: 'an ended city acts for the units below it',
    file: ledger('rights.ts'),
    from: 'const level = state.units.on(unit, state.head.day)?.level;',
    to: 'const level = state.units.latest(unit)?.level;',
    also: [
      {
        file: decision('reorganisation-plan.ts'),
        from: 'const moved = inferiorsOf(registry, endings, on);',
        to: 'const moved: ReturnType<typeof inferiorsOf> = [];',
      },
    ],
  },
  {
    name: 'debts are paid in the order they came to the unit',
    file: ledger('debts.ts'),
    from: '.sort(oldestFirst);',
    to: ';',
    also: [
      {
        file: ledger('debt-payments.ts'),
        from: 'return [...all.values()].sort(oldestFirst);',
        to: 'return [...all.values()];',
      },
    ],
  },
  {
    name: 'what a successor owes is not known to be owed',
    file: fold('reorganisation.ts'),
    from: "if (debtor.bucket === 'debt') {",
    to: "if (debtor.bucket === 'reserved') {",
  },
  {
    name: 'a successor does not take back what the unit before it gave',
    file: decision('reclaim-quota.ts'),
    from: 'for (const one of holder === undefined ? [] : state.units.heirs(holder)) {',
    to: 'for (const one of holder === undefined ? [] : [holder]) {',
  },
  {
    name: 'successors cannot be named by code',
    file: decision('reorganisation-plan.ts'),
    from: 'const unit = registry.resolve(ref, on);\n  if (unit === ended)',
    to: 'const unit = registry.has(ref) ? ref : undefined;\n  if (unit === ended)',
  },
  {
    name: 'divisions cannot name by code',
    file: decision('reorganisation-plan.ts'),
    from: 'const to = registry.resolve(division.to, on);',
    to: 'const to = registry.has(division.to) ? division.to : undefined;',
  },
  {
    name: 'reservations are carried on by codes',
    file: decision('reorganisation-plan.ts'),
    from: 'assigned.set(id, registry.resolve(ref, on) ?? ref);',
    to: 'assigned.set(id, ref);',
  },
  {
    name: 'what is withdrawn returns to a unit that is no more',
    file: decision('void-consumption.ts'),
    from: 'if (state.units.holdsFrom(holder, on)) return { unit: holder, lot: target };',
    to: 'return { unit: holder, lot: target };',
  },
  {
    name: 'reservations stay with the unit that ended',
    file: fold('reorganisation.ts'),
    from: 'for (const [id, successor] of Object.entries(data.reservations)) handOver(state, id, successor);',
    to: '',
  },
];
