// `npm run kafka`: an Apache Kafka on 127.0.0.1:9092 to try things with, data in .cache/kafka; Ctrl-C stops it. The tests
// start theirs by the same code.
import './lib/node-version.mjs';
import path from 'node:path';
import { build } from './lib/compile.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { root } from './lib/root.mjs';

const PORT = Number(process.argv[2] ?? 9092);

ensureInstalled('complete');
await build();
const { findKafka, KafkaBroker } = await import('../dist/libs/platform/src/testing/kafka/index.js');
const kafka = await findKafka(root);
if ('missing' in kafka) {
  console.error(`Apache Kafka cannot be run: ${kafka.missing}.`);
  process.exit(1);
}
const dataDir = path.join(root, '.cache/kafka');
const broker = await KafkaBroker.start(kafka, { port: PORT, dataDir });
console.log(`Apache Kafka listens on ${broker.address}; data in ${dataDir}. Ctrl-C stops it.`);
let stopping;
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    stopping ??= broker.stop();
  });
