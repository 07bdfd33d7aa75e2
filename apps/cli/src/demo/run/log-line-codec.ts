import { decodeEntry, type JsonObject, type LedgerEvent } from '#domain';

/** One line of the raw log, as the server sends it to auditors. */
interface LogLine {
  readonly stream: string;
  readonly revision: string;
  readonly type: string;
  readonly metadata: { readonly schemaVersion: number };
  readonly data: JsonObject;
}

/** @throws {UnreadableEntry} */
export const decodeLogLine = (line: string): LedgerEvent => {
  const { stream, revision, type, metadata, data } = JSON.parse(line) as LogLine;
  const { schemaVersion } = metadata;
  return decodeEntry({ type, schemaVersion, data }, { stream, revision: BigInt(revision) });
};
