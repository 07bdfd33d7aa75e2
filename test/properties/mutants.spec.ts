import { withMutant, type Mutant } from './mutants.js';
import { properties } from './properties.js';

const ledger = (file: string): string => `libs/domain/src/ledger/${file}`;

/** Ways to get a ledger wrong. A property that lets one of them live is decoration. */
const MUTANTS: readonly Mutant[] = [
  {
    name: 'a posting is booked on one side only',
    file: ledger('fold/postings.ts'),
    from: 'post(from.row, day, negate(moved));',
    to: '',
  },
  {
    name: 'one unit more than is held may be taken',
    file: ledger('timeline.ts'),
    from: 'after < 0n',
    to: 'after < -1n',
  },
  {
    name: 'a repeated entry is posted again',
    file: 'libs/ledger-stream/src/ledger-model.ts',
    from: 'revisionsOf(state.entries.candidates(key))',
    to: 'state.entries.candidates(`${key}?`).map(BigInt)',
  },
  {
    name: 'an entry may be reversed twice',
    file: ledger('decisions/cited-entry.ts'),
    from: 'if (reversal > 0) {',
    to: 'if (reversal > Infinity) {',
  },
  {
    name: 'backdating is judged by what is held today',
    file: ledger('timeline.ts'),
    from: 'for (let i = start; i < end || i === start; i += 1) {',
    to: 'for (let i = Math.max(start, end - 1); i < end || i === start; i += 1) {',
  },
  {
    name: 'a reversal leaves the reservation as it was',
    file: ledger('decisions/reverse-entry.ts'),
    from: 'draft.move(to, from, amount, reservation);',
    to: 'draft.move(to, from, amount);',
  },
  {
    name: 'what depends on an entry does not keep it from being reversed',
    file: ledger('decisions/reverse-entry.ts'),
    from: 'if (dependents.length === 0) return;',
    to: 'return;',
  },
  {
    name: 'a final consumption keeps the rest reserved',
    file: ledger('decisions/consume-quota.ts'),
    from: 'if (data.final === true) consumption.releaseRests();',
    to: '',
  },
  {
    name: 'an overlay that was merged forgets a component',
    file: ledger('timeline.ts'),
    from: 'days: days.slice(),',
    to: 'days: days.slice(0, -1),',
  },
  {
    name: 'more may be voided than was consumed',
    file: ledger('fold/facts.ts'),
    from: 'state.voidings.set(consumption, voiding);',
    to: '',
  },
  {
    name: 'an entry may take effect before the one it follows',
    file: ledger('decisions/reservations.ts'),
    from: 'if (on >= citedOn) return;',
    to: 'if (on >= citedOn - 30) return;',
  },
  {
    name: 'land need not nest',
    file: ledger('guards.ts'),
    from: 'const violation = nestingViolation(indicator, sum);',
    to: 'const violation = nestingViolation(indicator, sum.map(() => 0n));',
  },
];

/** The properties one after the other, until one of them fails. */
const firstToFail = (mutant: Mutant): Promise<string | undefined> =>
  withMutant(mutant, async (rules) => {
    for (const [name, hold] of Object.entries(properties)) {
      try {
        await hold(rules, { seed: 20170306, runs: 60 });
      } catch {
        return name;
      }
    }
    return undefined;
  });

it('the copy that is not broken passes: mutants are caught for what they are', async () => {
  const unbroken: Mutant = {
    name: 'nothing is broken',
    file: ledger('timeline.ts'),
    from: 'after < 0n',
    to: 'after < 0n',
  };
  expect(await firstToFail(unbroken)).toBeUndefined();
});

describe('a mutant is caught', () => {
  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))('%s', async (_name, mutant) => {
    expect(await firstToFail(mutant)).toBeDefined();
  });
});
