import { properties } from './properties.js';
import { ownRules } from './rules.js';

/** A history nobody is allowed to do anything in proves nothing. */
const ACCEPTED_MIN = 0.55;

/** More histories, and others, for a long run: `npm run soak:properties`. */
const runs = Number(process.env.PROPERTY_RUNS ?? 60);
const seed = Number(process.env.PROPERTY_SEED ?? 20170306);

describe('every history', () => {
  it.each(Object.entries(properties))(
    '%s',
    async (_name, hold) => {
      const { asked, accepted } = await hold(await ownRules(), { seed, runs });
      expect(asked).toBeGreaterThan(1_000);
      expect(accepted / asked).toBeGreaterThan(ACCEPTED_MIN);
    },
    3_600_000,
  );
});
