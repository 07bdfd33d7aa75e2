import type { Mutant } from '../../mutants.js';
import { decision, fold, ledger } from './files.js';

/** H-15: out of a freeze, beside a debt, outside the days of a lot. */
export const OWING: readonly Mutant[] = [
  {
    name: 'a frozen reservation is used',
    file: decision('consume-quota.ts'),
    from: 'else checkNotFrozen(this.state, this.unit, lot, use);',
    to: '',
  },
  {
    name: 'a frozen lot is split',
    file: decision('split-quota.ts'),
    from: 'checkLotNotFrozen(state, unit, lot);',
    to: '',
  },
  {
    name: 'an advance is covered from a frozen lot',
    file: decision('advance-quota.ts'),
    from: 'checkLotNotFrozen(state, unit, lot);',
    to: '',
  },
  {
    name: 'a frozen unit is advanced something',
    file: decision('advance-quota.ts'),
    from: 'checkUnitNotFrozen(state, unit, data);',
    to: '',
  },
  {
    name: 'a freeze with all below it leaves out the lots below',
    file: ledger('freezes.ts'),
    from: 'yield { group: frozenLotKey(id), needsSubtree: true };',
    to: '',
  },
  {
    name: 'a freeze with all below it leaves out the units below',
    file: ledger('freezes.ts'),
    from: 'yield { group: frozenUnitKey(above), needsSubtree: true };',
    to: '',
  },
  {
    name: 'a freeze does not follow a unit to its successors',
    file: fold('reorganisation.ts'),
    from: 'moveFreezes(state, unit, successors);',
    to: '',
  },
  {
    name: 'a county that is registered under another city leaves a freeze',
    file: decision('register-units.ts'),
    from: '    data: { ...entryData(command, state, actorUnit), units, ...stays },',
    to: '    data: { ...entryData(command, state, actorUnit), units, ...(stays ? {} : {}) },',
  },
  {
    name: 'a county that comes under another city on a day to come leaves a freeze',
    file: decision('close-books.ts'),
    from: '...staysFrozen(state, { units: state.units, day: date }),',
    to: '',
  },
  {
    name: 'a county that ends into another city leaves a freeze',
    file: decision('reorganise-units.ts'),
    from: '...staysFrozen(state, { units: plan.registry, day: state.head.day, ended: plan.endings }),',
    to: '',
  },
  {
    name: 'what is released does not pay',
    file: ledger('debt-payments.ts'),
    from: "const isOwn = from.unit === to.unit && from.bucket === 'available';",
    to: 'const isOwn = from.unit === to.unit;',
  },
  {
    name: 'nothing pays by itself',
    file: ledger('debt-payments.ts'),
    from: '  pay(): void {\n',
    to: '  pay(): void {\n    if (this.hands.size > 0) return;\n',
  },
  {
    name: 'who owes transfers all the same',
    file: decision('transfer-quota.ts'),
    from: 'checkOwesNothing(state, fromUnit, lot.indicator);',
    to: '',
  },
  {
    name: 'who owes allocates all the same',
    file: decision('allocate-quota.ts'),
    from: 'checkOwesNothing(state, fromUnit, lot.indicator);',
    to: '',
  },
  {
    name: 'an advance is consumed outside the days of its lot',
    file: decision('advance-quota.ts'),
    from: 'checkDayWithin(on, from, until, { planYear: data.planYear });',
    to: '',
  },
  {
    name: 'over-use is booked to any year',
    file: decision('record-over-use.ts'),
    from: 'checkDayWithin(on, firstDayOf(planYear), lastDayOf(planYear), { planYear });',
    to: '',
  },
  {
    name: 'anybody may say that an entry settles something',
    file: ledger('entry.ts'),
    from: "if (settles.length > 0) refuse('settles-closed');",
    to: '',
  },
];
