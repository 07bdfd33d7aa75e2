/** Event ↔ stored record: the canonical text of its data, and beside it who asked for it and in which shape it is. */
import { decodeEntry, schemaVersionOf, type JsonObject, type LedgerEvent } from '#domain';
import { eventId, LogDamaged, type NewEvent, type RecordedEvent, type Stamp } from '#event-store';
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

/** @throws {LogDamaged} it is no entry, or of a shape that these rules do not know */
export const decodeRecorded = (recorded: RecordedEvent): LedgerEvent => {
  try {
    const schemaVersion = schemaVersionIn(recorded.metadata);
    const data = JSON.parse(recorded.body) as JsonObject;
    const event = decodeEntry({ type: recorded.type, schemaVersion, data }, recorded);
    if (typeof event.data.entryId !== 'string' || typeof event.data.recordedAt !== 'string')
      throw new TypeError('it has no entry id, or does not say when it was recorded');
    return event;
  } catch (cause) {
    throw LogDamaged.unreadable(recorded, cause);
  }
};

/** In canonical text the member stands last unless there is a trace; a replay need not parse the rest. */
const schemaVersionIn = (metadata: string): number =>
  metadata.endsWith('"schemaVersion":1}') ? 1 : (JSON.parse(metadata) as Metadata).schemaVersion;

/** Every shape of every type has its entry id at the same place. @throws {LogDamaged} */
export const identityOf = (
  recorded: RecordedEvent,
): { readonly key: string; readonly digest: string } => {
  try {
    return {
      key: (JSON.parse(recorded.body) as { readonly entryId: string }).entryId,
      digest: (JSON.parse(recorded.metadata) as Metadata).commandDigest,
    };
  } catch (cause) {
    throw LogDamaged.unreadable(recorded, cause);
  }
};

/**
 * When an entry was recorded, without reading what else it says; undefined where it does not say it. For figures and
 * traces, which must not fail on what only those who need the entry have to report.
 */
export const recordedAtOf = ({ body }: RecordedEvent): string | undefined => {
  try {
    return (JSON.parse(body) as { readonly recordedAt?: string }).recordedAt;
  } catch {
    return undefined;
  }
};

/** The trace in which an event was asked for, if it was. Metadata that cannot be read name none: a trace stops nobody. */
export const traceparentOf = ({ metadata }: Pick<NewEvent, 'metadata'>): string | undefined => {
  if (!metadata.includes('"traceparent"')) return undefined;
  try {
    return (JSON.parse(metadata) as Metadata).traceparent;
  } catch {
    return undefined;
  }
};
