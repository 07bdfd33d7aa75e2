import fc from 'fast-check';
import type { LedgerEvent } from '#domain';
import { text } from '../office.js';
import type { Rules } from '../rules.js';
import { House } from './house.js';
import { LawBroken } from './laws/law-broken.js';
import { sameStates } from './laws/states.js';
import { historyOf, type Theme } from './steps.js';

export interface Play {
  readonly seed: number;
  readonly runs: number;
  readonly themes?: readonly Theme[];
}

export interface Played {
  asked: number;
  accepted: number;
  readonly kinds: Map<string, { asked: number; accepted: number }>;
}

/** Plays histories and holds every law against them. @throws when one is broken, with the shortest history found */
export const play = async (
  rules: Rules,
  { seed, runs, themes }: Play,
  more: fc.Parameters<[unknown]> = {},
): Promise<Played> => {
  const played: Played = { asked: 0, accepted: 0, kinds: new Map() };
  await fc.assert(
    fc.asyncProperty(historyOf(themes), async ({ setting, steps }) => {
      const house = new House(rules, setting);
      try {
        await house.open();
        for (const step of steps) await house.take(step);
        // Some days more: what was set aside ends, and what the deadline takes is taken.
        for (let days = 0; days < 3; days += 1) await house.take(QUIET_DAY);
        house.everyDay();
        await sameStates(house, rules);
      } catch (error) {
        const what = error instanceof LawBroken ? LAW_BROKEN : 'this is no law:';
        const story = storyOf(house.book.events);
        throw new Error(`${what} ${messageOf(error)}\n${story}`, { cause: error });
      }
      played.asked += house.counts.asked;
      played.accepted += house.counts.accepted;
      for (const [kind, { asked, accepted }] of house.kinds) {
        const known = played.kinds.get(kind) ?? { asked: 0, accepted: 0 };
        played.kinds.set(kind, known);
        known.asked += asked;
        known.accepted += accepted;
      }
      await house.close();
    }),
    { seed, numRuns: runs, includeErrorInReport: true, ...more },
  );
  return played;
};

/** How a counterexample begins that a law was held against; anything else is a fault of the play. */
export const LAW_BROKEN = 'a law is broken:';

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : '');

/** What was posted after the set-up, one entry a line: a counterexample that can be read. */
const storyOf = (events: readonly LedgerEvent[]): string =>
  events
    .slice(SET_UP)
    .map(({ type, data: { entryId, effectiveOn, postings, ...data } }) => {
      const moved = postings.map(({ from, to, quantity, effectiveOn: on = '' }) =>
        [`${from} -> ${to}`, Object.values(quantity).join('/'), on].join(' ').trim(),
      );
      const facts = Object.entries(data).filter(([name]) => TOLD.includes(name));
      return `${entryId} ${type} ${effectiveOn} ${text(Object.fromEntries(facts))} ${moved.join('; ')}`;
    })
    .join('\n');
const SET_UP = 9;
const TOLD = [
  'entry',
  'consumption',
  'reservation',
  'approval',
  'project',
  'parcels',
  'ended',
  'units',
  'unit',
  'lot',
  'withSubtree',
  'is',
  'through',
];

const QUIET_DAY = {
  deed: 'next-day',
  picks: [0, 0, 0, 0],
  share: 'all',
  daysBack: 0,
  name: 0,
  spelling: 0,
} as const;
