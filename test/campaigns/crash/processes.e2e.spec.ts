import { playCampaign, PROCESSES } from './campaign.js';
import { tableHead, tableLine, tableSummary } from './table.js';

/** More rounds, and others, for a long run: `npm run soak:processes`. */
const rounds = Number(process.env['PROCESSES_ROUNDS'] ?? PROCESSES.victims.length);
const seed = Number(process.env['PROCESSES_SEED'] ?? 20170630);
const commandsMax = Number(process.env['PROCESSES_COMMANDS'] ?? 60);
const isSoak = process.env['PROCESSES_ROUNDS'] !== undefined;

const HOUR = 3_600_000;
const say = (line: string): void => void (isSoak && process.stdout.write(`${line}\n`));

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
    4 * HOUR,
  );
});
