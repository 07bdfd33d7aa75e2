import { playCampaign } from '../crash/campaign.js';
import { CAMPAIGN_MS_MAX, campaignLength } from '../crash/length.js';
import { FAULTS_OF_HOSTS } from '../crash/plans.js';
import { tableHead, tableLine, tableSummary } from '../crash/table.js';
import { FaultSite } from './fault-site.js';

const { victims } = FAULTS_OF_HOSTS;
/** More rounds, and others, for a long run: `npm run soak:faults`. A short one has each fault once. */
const { rounds, seed, commandsMax, isSoak, say } = campaignLength('FAULTS', {
  ...{ rounds: victims.length, seed: 20210416, commandsMax: 8 },
});
/** Only these, for whoever looks into one: `FAULTS_ONLY=silence,cut`. */
const only = process.env['FAULTS_ONLY']?.split(',');
/** Milliseconds until everything works again; short runs share their machine with other tests. */
const LIVE_MS_MAX = isSoak ? 15_000 : 60_000;
const ROUND_MS_MAX = 120_000;
const LASTS = isSoak ? { min: 2_000, max: 5_000 } : { min: 500, max: 1_000 };

describe(`H-05 faults of hosts under load, ${rounds} rounds with seed ${seed}`, () => {
  it(
    'lose nothing, record nothing twice, and everything works again by itself',
    async () => {
      const sites: FaultSite[] = [];
      say(tableHead);
      try {
        const figures = await playCampaign({
          plan: {
            ...FAULTS_OF_HOSTS,
            victims: victims.filter((victim) => only === undefined || only.includes(victim)),
          },
          ...{ rounds, seed, commandsMax, roundMsMax: ROUND_MS_MAX },
          openSite: async (postgres) => {
            const options = { liveMsMax: LIVE_MS_MAX, lasts: LASTS, seed, say };
            const site = await FaultSite.openOn(postgres, options);
            say(site.hasDisk ? 'disks are full' : 'disks are only called full: no right to mount');
            sites.push(site);
            return site;
          },
          onRound: (round) => say(tableLine(round)),
        });
        const slowest = sites.flatMap((site) => site.slowest).toSorted((a, b) => b.ms - a.ms);
        say(tableSummary(figures));
        for (const { part, ms, after } of slowest.slice(0, 5))
          say(`${part} worked again ${Math.round(ms)} ms after ${after}`);
        expect(figures.faults).toEqual([]);
        expect(figures.rounds).toHaveLength(rounds);
        expect(slowest).toHaveLength(rounds);
        // Without load a fault shows nothing.
        expect(figures.acknowledged).toBeGreaterThan(rounds * 20);
      } finally {
        await Promise.all(sites.map((site) => site.close()));
      }
    },
    CAMPAIGN_MS_MAX,
  );
});
