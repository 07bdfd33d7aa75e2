import { ownRules } from '../rules.js';
import { play } from './play.js';
import type { Theme } from './steps.js';

/** Where callers choose names of their own, most of what they ask is refused. */
const ACCEPTED_MIN = 0.3;

/** More histories, and others, for a long run: `npm run soak:properties`. */
const runs = Number(process.env.PROPERTY_RUNS ?? 20);
const seed = Number(process.env.PROPERTY_SEED ?? 20170306);

const THEMES: readonly (readonly [title: string, theme: Theme])[] = [
  ['of everyday work', 'plain'],
  ['H-09 in which anything is called anything', 'names'],
  ['H-10 in which few approvals, parcels and projects are used again and again', 'approvals'],
  ['H-12 in which units end, merge, split and take codes over', 'units'],
  ['H-13 in which days pass, and what they brought is undone', 'time'],
  ['H-15 in which units owe and are frozen', 'owing'],
];

describe('every law holds on histories', () => {
  it.each(THEMES)(
    '%s',
    async (_title, theme) => {
      const { asked, accepted } = await play(await ownRules(), { seed, runs, themes: [theme] });
      expect(accepted / asked).toBeGreaterThan(ACCEPTED_MIN);
    },
    3_600_000,
  );
});
