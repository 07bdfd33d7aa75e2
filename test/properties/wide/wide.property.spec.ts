import { ownRules } from '../rules.js';
import { play } from './play.js';
import { DEEDS, type Theme } from './steps.js';

const runs = Number(process.env.PROPERTY_RUNS ?? 60);
const seed = Number(process.env.PROPERTY_SEED ?? 20170306);

describe('every law holds on every history', () => {
  it.each(Object.keys(DEEDS) as Theme[])(
    'of %s',
    async (theme) => {
      const played = await play(await ownRules(), { seed, runs, themes: [theme] });
      if (process.env.SHOW) console.log(theme, played.asked, played.accepted, [...played.kinds].map(([k, v]) => `${k} ${v.accepted}/${v.asked}`).join(', '));
      expect(played.accepted / played.asked).toBeGreaterThan(0.3);
    },
    3_600_000,
  );
});
