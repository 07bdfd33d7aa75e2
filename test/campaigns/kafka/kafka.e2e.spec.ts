import { describeWithKafka } from '#testing/kafka';
import { playKafkaCampaign, type KafkaRound } from './campaign.js';

/** More rounds, and others, for a long run: `npm run soak:kafka`. */
const rounds = Number(process.env['KAFKA_ROUNDS'] ?? 3);
const seed = Number(process.env['KAFKA_SEED'] ?? 20170320);
const commandsMax = Number(process.env['KAFKA_COMMANDS'] ?? 40);
const isSoak = process.env['KAFKA_ROUNDS'] !== undefined;

const HOUR = 3_600_000;
const say = (line: string): void => void (isSoak && process.stdout.write(`${line}\n`));

const lineOf = (one: KafkaRound): string =>
  [
    `round ${one.round + 1}: ${one.victim} killed after ${one.killedAfter} answers`,
    `${one.entries} entries, ${one.messages} messages, ${one.repeated} of them repeated`,
    `caught up in ${Math.round(one.caughtUpMs)} ms`,
    `${one.balances} balances compared, ${one.faults.length} faults`,
  ].join('; ');

describeWithKafka(`kill -9 of what publishes, ${rounds} rounds with seed ${seed}`, (kafka) => {
  it(
    'leaves a guest with the balances of the read models, and a topic with every entry',
    async () => {
      const campaign = await playKafkaCampaign({
        ...{ kafka: kafka(), rounds, seed, commandsMax },
        onRound: (round) => say(lineOf(round)),
      });
      const { kills, passedOver, faults } = campaign;
      say(`kills: ${JSON.stringify(kills)}; ${passedOver} messages passed over by the guest`);
      expect(faults).toEqual([]);
      expect(campaign.rounds).toHaveLength(rounds);
      const { broker, publisher, guest } = kills;
      expect(Math.min(broker, publisher, guest)).toBeGreaterThan(0);
      // Without load a kill shows nothing.
      expect(campaign.rounds.at(-1)?.entries).toBeGreaterThan(rounds * 40);
      expect(campaign.rounds.at(-1)?.balances).toBeGreaterThan(10);
    },
    4 * HOUR,
  );
});
