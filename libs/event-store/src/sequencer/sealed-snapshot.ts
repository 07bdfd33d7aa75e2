import type { Ground } from '../event-store.js';
import { createHash } from 'node:crypto';
import { readGroundNote } from '../ground.js';
import { Slice } from '../slices.js';
import type { Snapshot } from '../snapshot-store.js';

/** Why a snapshot is not used; the log is folded instead. */
export class SnapshotIgnored extends Error {
  override readonly name = 'SnapshotIgnored';
}

interface Seal {
  readonly stream: string;
  /** Decimal, because JSON has no 64 bits. */
  readonly revision: string;
  readonly id: string;
  readonly digest: string;
}

/**
 * The chunks of a snapshot between a first one that says which event of which stream it was made at, and a last one
 * that says how many there are and their SHA-256.
 * @param steps as the model writes them: some of them make a chunk
 */
export function* sealed(
  { stream, revision, id, digest }: Ground,
  steps: Iterable<Uint8Array | undefined>,
): Generator<Uint8Array | undefined> {
  const seal: Seal = { stream, revision: String(revision), id, digest };
  yield encoded(seal);
  const sum = createHash('sha256');
  let count = 0;
  for (const chunk of steps) {
    if (chunk !== undefined) {
      sum.update(chunk);
      count += 1;
    }
    yield chunk;
  }
  yield encoded({ count, sum: sum.digest('hex') });
}

/** @throws {SnapshotIgnored} it was not written by `sealed`, not whole, or for another stream or revision */
export const unsealed = async (
  stream: string,
  { revision, chunks }: Snapshot,
): Promise<{ readonly ground: Ground; readonly chunks: readonly Uint8Array[] }> => {
  const [first, ...rest] = chunks;
  const last = rest.pop();
  const ground = groundIn(stream, first);
  if (ground?.revision !== revision)
    throw new SnapshotIgnored(`the snapshot at ${revision} is not one of ${stream}`);
  const sum = createHash('sha256');
  const slice = new Slice();
  for (const chunk of rest)
    for (let at = 0; at < chunk.length; at += HASHED) {
      const pause = slice.next();
      if (pause !== undefined) await pause;
      sum.update(chunk.subarray(at, at + HASHED));
    }
  const end = parsed(last);
  if (end?.['count'] !== rest.length || end['sum'] !== sum.digest('hex'))
    throw new SnapshotIgnored(`the snapshot of ${stream} at ${revision} is not whole`);
  return { ground, chunks: rest };
};

/** Bytes of a step. */
const HASHED = 1024 * 1024;

/** Which event a snapshot says it was made at; nothing where it is of another stream or says none. */
export const groundIn = (stream: string, first: Uint8Array | undefined): Ground | undefined => {
  const seal = parsed(first);
  if (seal?.['stream'] !== stream) return undefined;
  return readGroundNote(seal);
};

const encoded = (value: object): Uint8Array => Buffer.from(JSON.stringify(value));

const parsed = (chunk: Uint8Array | undefined): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(Buffer.from(chunk ?? []).toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
};
