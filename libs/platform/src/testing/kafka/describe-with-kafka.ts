import { findKafka, type KafkaInstallation } from './kafka-installation.js';

/** Who imports this beside a test, as the benchmark does, does not ask for it. */
const found = 'describe' in globalThis ? await findKafka() : { missing: 'nobody looked for it' };

/**
 * A suite on a real broker. Where that cannot run the suite says why and is counted as skipped, which CI takes for a
 * failure.
 */
export const describeWithKafka = (
  name: string,
  suite: (kafka: () => KafkaInstallation) => void,
): void => {
  if ('missing' in found) {
    process.stderr.write(`Skipped, because ${found.missing}: ${name}\n`);
    describe(name, () => {
      const { skip } = it;
      skip(`needs Apache Kafka: ${found.missing}`, () => undefined);
    });
    return;
  }
  describe(name, () => suite(() => found));
};
