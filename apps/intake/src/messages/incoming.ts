import type { KafkaMessage } from 'kafkajs';

/** A message as it came. */
export type IncomingMessage = Pick<
  KafkaMessage,
  'key' | 'value' | 'headers' | 'offset' | 'timestamp'
>;

/** A message to be sent, of one key or none. */
export interface OutgoingMessage {
  readonly key: Buffer | null;
  readonly value: Buffer | string | null;
  readonly headers: Readonly<Record<string, Buffer | string>>;
}

/** The first header of a name, whatever its case. */
export const headerOf = ({ headers = {} }: IncomingMessage, name: string): string | undefined => {
  for (const [key, value] of Object.entries(headers)) {
    if (key.toLowerCase() !== name) continue;
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined) return String(first);
  }
  return undefined;
};
