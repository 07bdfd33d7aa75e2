import { Kafka, logLevel } from 'kafkajs';
import type { RecordedEvent } from '#event-store';
import { readTopic } from '#testing/kafka';
import { ENTRIES_TOPIC } from '../../../apps/publisher/src/entries/envelope.js';

export interface ReadTopic {
  readonly messages: number;
  /** Messages that came before under the same id. */
  readonly repeated: number;
  readonly faults: readonly string[];
}

interface Envelope {
  readonly id: string;
  readonly sequence: string;
}

/**
 * Holds the topic, as it lies on the broker, against the log: every entry is there under its own id, the first time in its
 * order, and nothing else is.
 */
export const examineTopic = async (
  broker: string,
  log: readonly RecordedEvent[],
): Promise<ReadTopic> => {
  const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });
  const messages = await readTopic(kafka, ENTRIES_TOPIC);
  const faults: string[] = [];
  const seen = new Set<string>();
  for (const { key, value } of messages) {
    const { id, sequence } = JSON.parse(value) as Envelope;
    const entry = log[Number(sequence)];
    if (key !== '330000' || entry?.id !== id)
      faults.push(`message ${id} at ${sequence} of ${key}: the log has ${entry?.id}`);
    if (seen.has(id)) continue;
    if (Number(sequence) !== seen.size)
      faults.push(`message ${sequence} came first when ${seen.size} was due`);
    seen.add(id);
  }
  if (seen.size !== log.length)
    faults.push(`${seen.size} entries in the topic, ${log.length} in the log`);
  return { messages: messages.length, repeated: messages.length - seen.size, faults };
};
