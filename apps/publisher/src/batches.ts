import type { Position, RecordedEvent } from '#event-store';
import { ledgerModel, ledgerStream } from '#ledger-stream';
import { entryMessage, type OutgoingMessage } from './entries/envelope.js';
import { publishEntry } from './entries/publish-entry.js';
import { PoisonEntry } from './errors.js';

export interface Batch {
  readonly messages: readonly OutgoingMessage[];
  /** The event that each message tells of. */
  readonly events: readonly RecordedEvent[];
  /** Of the last event that the batch is done with, which may have no message; none before the first. */
  readonly position: Position | undefined;
  /** What stands behind the batch and cannot be published. */
  readonly poison?: PoisonEntry;
}

export interface BatchLimits {
  readonly messagesMax: number;
  /** Of the values. A broker refuses a batch over its `max.message.bytes`, 1 MiB unless it is told otherwise. */
  readonly bytesMax: number;
}

const LEDGER_STREAM = ledgerStream('');

/** Cuts events into batches of messages, in their order. A message larger than a batch goes alone. */
export function* batchesOf(
  events: readonly RecordedEvent[],
  { messagesMax, bytesMax }: BatchLimits,
): Generator<Batch> {
  let messages: OutgoingMessage[] = [];
  let told: RecordedEvent[] = [];
  let bytes = 0;
  let position: Position | undefined;
  for (const event of events) {
    const message = messageOf(event);
    if (message instanceof PoisonEntry) {
      yield { messages, events: told, position, poison: message };
      return;
    }
    const size = message === undefined ? 0 : Buffer.byteLength(message.value);
    const isFull = messages.length >= messagesMax || bytes + size > bytesMax;
    if (isFull && messages.length > 0) {
      yield { messages, events: told, position };
      messages = [];
      told = [];
      bytes = 0;
    }
    if (message !== undefined) {
      messages.push(message);
      told.push(event);
      bytes += size;
    }
    ({ position } = event);
  }
  if (position !== undefined) yield { messages, events: told, position };
}

/** Nothing for what is no entry of a ledger. */
const messageOf = (recorded: RecordedEvent): OutgoingMessage | PoisonEntry | undefined => {
  const { stream, revision } = recorded;
  if (!stream.startsWith(LEDGER_STREAM)) return undefined;
  try {
    const ledger = stream.slice(LEDGER_STREAM.length);
    return entryMessage(publishEntry(ledgerModel.decode(recorded), { ledger, revision }), recorded);
  } catch (error) {
    return new PoisonEntry(recorded, error);
  }
};
