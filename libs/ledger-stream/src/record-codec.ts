/** Event ↔ stored record: the canonical text of its data, and beside it who asked for it and in which shape it is. */
import { decodeEntry, schemaVersionOf, type JsonObject, type LedgerEvent } from '#domain';
import { eventId, type NewEvent, type RecordedEvent, type Stamp } from '#event-store';
import { canonicalText } from './canonical.js';

interface Metadata {
  readonly commandDigest: string;
  readonly schemaVersion: number;
  /** Only of what was asked for under a trace that is kept. */
  readonly traceparent?: string;
}

export const encodeRecord = (
  event: LedgerEvent,
  { commandDigest, traceparent }: Stamp,
): NewEvent => {
  const { type, data } = event;
  const schemaVersion = schemaVersionOf(type);
  return {
    // The digest names the ledger, so equal entries of two ledgers have two ids.
    id: eventId('ledger', data.entryId, commandDigest),
    type,
    body: canonicalText(data),
    // Canonical as it stands: the members are in order, and hex digits and a number need no escape.
    metadata:
      traceparent === undefined
        ? `{"commandDigest":"${commandDigest}","schemaVersion":${schemaVersion}}`
        : canonicalText({ commandDigest, schemaVersion, traceparent }),
  };
};

/** @throws {UnreadableEntry} */
export const decodeRecorded = (recorded: RecordedEvent): LedgerEvent => {
  const schemaVersion = schemaVersionIn(recorded.metadata);
  const data = JSON.parse(recorded.body) as JsonObject;
  return decodeEntry({ type: recorded.type, schemaVersion, data }, recorded);
};

/** In canonical text the member stands last unless there is a trace; a replay need not parse the rest. */
const schemaVersionIn = (metadata: string): number =>
  metadata.endsWith('"schemaVersion":1}') ? 1 : (JSON.parse(metadata) as Metadata).schemaVersion;

/** Every shape of every type has its entry id at the same place. */
export const identityOf = ({
  body,
  metadata,
}: RecordedEvent): { readonly key: string; readonly digest: string } => ({
  key: (JSON.parse(body) as { readonly entryId: string }).entryId,
  digest: (JSON.parse(metadata) as Metadata).commandDigest,
});

/** When an entry was recorded, without reading what else it says. */
export const recordedAtOf = ({ body }: RecordedEvent): string =>
  (JSON.parse(body) as { readonly recordedAt: string }).recordedAt;

/** The trace in which an event was asked for, if it was. */
export const traceparentOf = ({ metadata }: Pick<NewEvent, 'metadata'>): string | undefined =>
  metadata.includes('"traceparent"') ? (JSON.parse(metadata) as Metadata).traceparent : undefined;
