import { playCampaign } from '../crash/campaign.js';
import { CAMPAIGN_MS_MAX, campaignLength } from '../crash/length.js';
import { FAULTS_OF_HOSTS } from '../crash/plans.js';
import { tableHead, tableLine, tableSummary } from '../crash/table.js';
import { FaultSite } from './fault-site.js';

/** More rounds, and others, for a long run: `npm run soak:faults`. */
const { rounds, seed, commandsMax, isSoak, say } = campaignLength('FAULTS', {
  ...{ rounds: 4, seed: 20210416, commandsMax: 20 },
});
/** Milliseconds until everything works again; short runs share their machine with other tests. */
const LIVE_MS_MAX = isSoak ? 15_000 : 60_000;

describe(`H-05 faults of hosts under load, ${rounds} rounds with seed ${seed}`, () => {
  it(
    'lose nothing, record nothing twice, and everything works again by itself',
    async () => {
      const sites: FaultSite[] = [];
      say(tableHead);
      try {
        const figures = await playCampaign({
          ...{ plan: FAULTS_OF_HOSTS, rounds, seed, commandsMax },
          openSite: async (postgres) => {
            const site = await FaultSite.openOn(postgres, LIVE_MS_MAX);
            sites.push(site);
            return site;
          },
          onRound: (round) => say(tableLine(round)),
        });
        const took = sites.flatMap((site) => site.took);
        say(tableSummary(figures));
        say(`everything but posts worked again after at most ${Math.round(Math.max(...took))} ms`);
        expect(figures.faults).toEqual([]);
        expect(figures.rounds).toHaveLength(rounds);
        expect(took.length).toBeGreaterThanOrEqual(rounds);
        // Without load a fault shows nothing.
        expect(figures.acknowledged).toBeGreaterThan(rounds * 20);
      } finally {
        await Promise.all(sites.map((site) => site.close()));
      }
    },
    CAMPAIGN_MS_MAX,
  );
});
