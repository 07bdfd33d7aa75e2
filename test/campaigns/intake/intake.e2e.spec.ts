import { describeWithKafka } from '#testing/kafka';
import { playIntakeCampaign, type IntakeRound } from './campaign.js';

/** More rounds, and others, for a long run: `npm run soak:intake`. */
const rounds = Number(process.env['INTAKE_ROUNDS'] ?? 3);
const seed = Number(process.env['INTAKE_SEED'] ?? 20170320);
const commands = Number(process.env['INTAKE_COMMANDS'] ?? 240);
const isSoak = process.env['INTAKE_ROUNDS'] !== undefined;

const HOUR = 3_600_000;
const say = (line: string): void => void (isSoak && process.stdout.write(`${line}\n`));

const lineOf = (one: IntakeRound): string =>
  [
    `${one.victim} killed after ${one.answeredBefore} answers`,
    `${one.commands} commands so far, ${one.recorded} recorded, ${one.refused} refused`,
    `${one.repeated} told again, ${one.faults.length} faults`,
  ].join('; ');

describeWithKafka(
  `kill -9 of what takes commands in, ${rounds} rounds with seed ${seed}`,
  (kafka) => {
    it(
      'leaves every command answered, and each entry in the log once, at the place it was told',
      async () => {
        const played = await playIntakeCampaign({
          ...{ kafka: kafka(), rounds, seed, commands },
          onRound: (round) => say(lineOf(round)),
        });
        expect(played.flatMap(({ faults }) => faults)).toEqual([]);
        expect(played).toHaveLength(rounds);
        // Without load a kill shows nothing.
        expect(played.some((one) => one.answeredBefore > 0 && one.answeredBefore < commands)).toBe(
          true,
        );
        const last = played.at(-1);
        expect(last?.recorded).toBeGreaterThan(rounds * 150);
        expect(last?.refused).toBeGreaterThan(rounds * 5);
      },
      4 * HOUR,
    );
  },
);
