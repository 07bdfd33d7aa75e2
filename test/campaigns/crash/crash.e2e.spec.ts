import { CRASHES, playCampaign } from './campaign.js';
import { tableHead, tableLine, tableSummary } from './table.js';

/** More rounds, and others, for a long run: `npm run soak:crash`. */
const rounds = Number(process.env['CRASH_ROUNDS'] ?? CRASHES.victims.length);
const seed = Number(process.env['CRASH_SEED'] ?? 20170320);
const commandsMax = Number(process.env['CRASH_COMMANDS'] ?? 30);
const isSoak = process.env['CRASH_ROUNDS'] !== undefined;

const HOUR = 3_600_000;
const say = (line: string): void => void (isSoak && process.stdout.write(`${line}\n`));

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
    4 * HOUR,
  );
});
