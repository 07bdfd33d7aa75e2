import { playCampaign } from './campaign.js';
import { CAMPAIGN_MS_MAX, campaignLength } from './length.js';
import { CRASHES } from './plans.js';
import { tableHead, tableLine, tableSummary } from './table.js';

/** More rounds, and others, for a long run: `npm run soak:crash`. */
const { rounds, seed, commandsMax, say } = campaignLength('CRASH', {
  ...{ rounds: CRASHES.victims.length, seed: 20170320, commandsMax: 30 },
});

describe(`kill -9 under load, ${rounds} rounds with seed ${seed}`, () => {
  it(
    'loses nothing that was acknowledged and records nothing twice',
    async () => {
      say(tableHead);
      const figures = await playCampaign({
        ...{ plan: CRASHES, rounds, seed, commandsMax },
        onRound: (round) => say(tableLine(round)),
      });
      say(tableSummary(figures));
      expect(figures.faults).toEqual([]);
      expect(figures.rounds).toHaveLength(rounds);
      const { server, database, backend } = figures.kills;
      expect(Math.min(server, database, backend)).toBeGreaterThan(0);
      // Without load a kill shows nothing.
      expect(figures.acknowledged).toBeGreaterThan(rounds * 20);
      expect(figures.rounds.reduce((sum, { unanswered }) => sum + unanswered, 0)).toBeGreaterThan(
        0,
      );
    },
    CAMPAIGN_MS_MAX,
  );
});
