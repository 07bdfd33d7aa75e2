import { assertBreaks, withMutant } from '../mutants.js';
import { MUTANTS_BY_ITEM } from './mutants/index.js';
import { LAW_BROKEN, play } from './play.js';

/** The histories that the long run begins with, so that it would have found them. */
const RUNS = 60;
const SEED = 20170306;
/** Each copy of the rules takes a second: all of them are tried by `npm run soak:properties`. */
const OF_EACH = process.env.PROPERTY_MUTANTS === 'all' ? Infinity : 1;

it.each(MUTANTS_BY_ITEM)('$item the old code can be put into the rules of today', ({ mutants }) =>
  Promise.all(mutants.map(assertBreaks)),
);

describe.each(MUTANTS_BY_ITEM)('$item the old code is caught', ({ theme, mutants }) => {
  const tried = mutants.slice(0, OF_EACH).map((mutant) => [mutant.name, mutant] as const);
  it.each(tried)(
    '%s',
    async (_name, mutant) => {
      const caught = withMutant(mutant, (rules) =>
        play(rules, { seed: SEED, runs: RUNS, themes: [theme] }, { endOnFailure: true }),
      );
      await expect(caught).rejects.toThrow(
        new RegExp(`Property failed[^]*Got error: ${LAW_BROKEN}`),
      );
    },
    600_000,
  );
});
