import { CAMPAIGN_MS_MAX, campaignLength } from '../crash/length.js';
import { hidingLosses, memoryLog, standInLog, type LostLog } from './lost-logs.js';
import { lostRounds } from './lost-rounds.js';

const { rounds, seed, say } = campaignLength('LOST', {
  ...{ rounds: 5, seed: 20_261_129, commandsMax: 0 },
});
/** Rounds within which a process that does not see losses is seen. */
const MUTANT_ROUNDS = 10;

const LOGS: readonly (readonly [string, () => Promise<LostLog>])[] = [
  ['in memory', memoryLog],
  ['of the EventStoreDB stand-in', standInLog],
];

describe.each(LOGS)('L-01 a log %s that goes back again and again, under load', (_, openLog) => {
  let log: LostLog;
  beforeEach(async () => {
    log = await openLog();
  });
  afterEach(() => log.close());

  it(
    'is never built upon where it is gone, and every loss is told',
    async () => {
      expect(await lostRounds({ log, rounds, seed, say })).toEqual([]);
    },
    CAMPAIGN_MS_MAX,
  );

  it('is seen to be built upon by a process from which losses are hidden', async () => {
    const faults = await lostRounds({
      ...{ log, rounds: MUTANT_ROUNDS, seed, say, first: hidingLosses },
    });
    expect(faults).not.toEqual([]);
  }, 120_000);
});
