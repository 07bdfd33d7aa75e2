import type { RecordedEvent } from '#event-store';
import { traceparentOf } from '#ledger-stream';
import type { Told } from '../message-writer.js';
import type { PublishedEntry } from './published-entry.js';

/** CloudEvents 1.0 in structured mode: the value of a message is the whole envelope. */
export interface CloudEvent<Data> {
  readonly specversion: '1.0';
  /** Of the message, and of the stored event: the same however often it is delivered. */
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly dataschema: string;
  /** Contiguous within `source`, from 0; padded, because the extension wants it in the order of its letters. */
  readonly sequence: string;
  readonly data: Data;
}

export const ENTRIES_TOPIC = 'muledger.entries.v1';
export const ENTRY_TYPE = 'muledger.entry.recorded.v1';
export const ENTRIES_SCHEMA = `urn:muledger:schema:${ENTRIES_TOPIC}`;
const SEQUENCE_DIGITS = 20;

/** A message as it goes to the broker. */
export interface OutgoingMessage {
  /** Messages of one key keep their order. */
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
  /** When what it tells of was recorded. */
  readonly time: string;
}

/** Where the log was when it told of the entry: for whoever asks the publisher's checkpoint. Opaque. */
export const POSITION_HEADER = 'muledger-position';

/** W3C trace context in which the entry was asked for. A guest that traces goes on from it; absent on most. */
export const TRACE_HEADER = 'traceparent';

/** Reads what a message of this topic tells of an entry; undefined of one that is none of ours. */
export const toldIn = (key: string, value: string): Told | undefined => {
  const event = parsed(value);
  if (typeof event !== 'object' || event === null) return undefined;
  const { id, sequence, time }: Record<string, unknown> = { ...event };
  if (typeof id !== 'string' || typeof time !== 'string') return undefined;
  if (typeof sequence !== 'string' || !/^\d+$/.test(sequence)) return undefined;
  return { ledger: key, revision: BigInt(sequence), id, recordedAt: time };
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export const entryMessage = (
  entry: PublishedEntry,
  recorded: Pick<RecordedEvent, 'id' | 'position' | 'metadata'>,
): OutgoingMessage => {
  const { id, position } = recorded;
  const traceparent = traceparentOf(recorded);
  const { ledger, revision, entryId, recordedAt } = entry;
  const event: CloudEvent<PublishedEntry> = {
    specversion: '1.0',
    id,
    source: `/ledgers/${ledger}`,
    type: ENTRY_TYPE,
    subject: entryId,
    time: recordedAt,
    datacontenttype: 'application/json',
    dataschema: ENTRIES_SCHEMA,
    sequence: revision.padStart(SEQUENCE_DIGITS, '0'),
    data: entry,
  };
  return {
    key: ledger,
    value: JSON.stringify(event),
    headers: {
      'content-type': 'application/cloudevents+json; charset=UTF-8',
      [POSITION_HEADER]: position,
      ...(traceparent === undefined ? {} : { [TRACE_HEADER]: traceparent }),
    },
    time: recordedAt,
  };
};
