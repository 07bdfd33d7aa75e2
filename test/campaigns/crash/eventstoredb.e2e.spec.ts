import { playCampaign } from './campaign.js';
import { CAMPAIGN_MS_MAX, campaignLength } from './length.js';
import { CRASHES_ON_EVENTSTOREDB, onRealServer, PROCESSES_ON_EVENTSTOREDB } from './plans.js';
import { tableHead, tableLine, tableSummary } from './table.js';

/**
 * More rounds, and others, for a long run: `npm run soak:eventstoredb`. With EVENTSTORE_URL the long one plays on that
 * server, without the faults that only a stand-in can have. It must be empty, and one campaign is all it is good for.
 */
const { rounds, seed, commandsMax, isSoak, say } = campaignLength('EVENTSTOREDB', {
  ...{ rounds: 4, seed: 20171010, commandsMax: 30 },
});
const eventStoreUrl = isSoak ? process.env['EVENTSTORE_URL'] : undefined;

const short = [['one process, then two', CRASHES_ON_EVENTSTOREDB]] as const;
const long = [...short, ['two doors and two workers', PROCESSES_ON_EVENTSTOREDB]] as const;
const onReal = [['two doors and two workers', onRealServer(PROCESSES_ON_EVENTSTOREDB)]] as const;
const plans = eventStoreUrl === undefined ? (isSoak ? long : short) : onReal;

describe.each(plans)(
  `kill -9 and cuts under load with the log in EventStoreDB, seed ${seed}: %s`,
  (_, plan) => {
    it(
      `loses nothing that was acknowledged in ${rounds} rounds and records nothing twice`,
      async () => {
        say(tableHead);
        const figures = await playCampaign({
          ...{ plan, eventStoreUrl, rounds, seed, commandsMax },
          onRound: (round) => say(tableLine(round)),
        });
        say(tableSummary(figures));
        expect(figures.faults).toEqual([]);
        expect(figures.rounds).toHaveLength(rounds);
        const { kills } = figures;
        for (const victim of plan.victims.slice(0, rounds))
          if (victim !== 'both')
            expect({ victim, kills: kills[victim] }).not.toEqual({ victim, kills: 0 });
        // Without load a kill shows nothing, and a log that is away must have been missed.
        expect(figures.acknowledged).toBeGreaterThan(rounds * 20);
        for (const { victim, unanswered } of figures.rounds)
          if (victim === 'log') expect(unanswered).toBeGreaterThan(0);
      },
      CAMPAIGN_MS_MAX,
    );
  },
);
