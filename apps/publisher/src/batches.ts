import type { RecordedEvent } from '#event-store';
import { ledgerModel, ledgerStream } from '#ledger-stream';
import { entryMessage, type OutgoingMessage } from './entries/envelope.js';
import { publishEntry } from './entries/publish-entry.js';
import { PoisonEntry } from './errors.js';
import { withhold, type WithheldLedgers } from './withheld.js';

export interface Batch {
  readonly messages: readonly OutgoingMessage[];
  /** The event that each message tells of. */
  readonly events: readonly RecordedEvent[];
  /** The last event that the batch is done with, which may have no message; none before the first. */
  readonly last: RecordedEvent | undefined;
  /** Ledgers that are withheld from their first entry on that cannot be published, as of the end of the batch. */
  readonly withheld: WithheldLedgers;
  /** What has made them more. */
  readonly poison: readonly PoisonEntry[];
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
  before: WithheldLedgers = new Map(),
): Generator<Batch> {
  let withheld = before;
  let poison: PoisonEntry[] = [];
  let messages: OutgoingMessage[] = [];
  let told: RecordedEvent[] = [];
  let bytes = 0;
  let last: RecordedEvent | undefined;
  for (const event of events) {
    const isWithheld = withheld.has(event.stream);
    const message = isWithheld ? undefined : messageOf(event);
    const size = message === undefined || message instanceof PoisonEntry ? 0 : sizeOf(message);
    const isFull = messages.length >= messagesMax || bytes + size > bytesMax;
    if (isFull && messages.length > 0) {
      yield { messages, events: told, last, withheld, poison };
      [messages, told, poison] = [[], [], []];
      bytes = 0;
    }
    if (message instanceof PoisonEntry) poison.push(message);
    else if (message !== undefined) {
      messages.push(message);
      told.push(event);
      bytes += size;
    }
    if (isWithheld || message instanceof PoisonEntry)
      withheld = withhold(withheld, event, message instanceof PoisonEntry ? message.message : '');
    last = event;
  }
  if (last !== undefined) yield { messages, events: told, last, withheld, poison };
}

const sizeOf = ({ value }: OutgoingMessage): number => Buffer.byteLength(value);

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
