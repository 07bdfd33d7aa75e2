import { playCampaign } from './campaign.js';
import { CAMPAIGN_MS_MAX, campaignLength } from './length.js';
import { PROCESSES } from './plans.js';
import { tableHead, tableLine, tableSummary } from './table.js';

/** More rounds, and others, for a long run: `npm run soak:processes`. */
const { rounds, seed, commandsMax, say } = campaignLength('PROCESSES', {
  ...{ rounds: PROCESSES.victims.length, seed: 20170630, commandsMax: 60 },
});

describe(`two doors and two workers, one killed in each of ${rounds} rounds with seed ${seed}`, () => {
  it(
    'go on: nothing that was acknowledged is lost, nothing stands twice',
    async () => {
      say(tableHead);
      const figures = await playCampaign({
        ...{ plan: PROCESSES, rounds, seed, commandsMax },
        onRound: (round) => say(tableLine(round)),
      });
      say(tableSummary(figures));
      expect(figures.faults).toEqual([]);
      expect(figures.rounds).toHaveLength(rounds);
      const { server, worker, database } = figures.kills;
      expect([Math.min(server, worker) > 0, database]).toEqual([true, 0]);
      // The door that still stands answered while the other one was down.
      expect(figures.acknowledged).toBeGreaterThan(rounds * 100);
    },
    CAMPAIGN_MS_MAX,
  );
});
