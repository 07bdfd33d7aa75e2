/** State ↔ snapshot. The first chunk is JSON, the others are columns of numbers as they lie in memory. */
import { endianness } from 'node:os';
import { LedgerState, refindMoves, type AccountPath, type FingerprintIndex } from '#domain';
import { atOnce, type Steps } from '#event-store';
import { KeyedFingerprints } from '../keyed-fingerprints.js';
import { fingerprintsFrom, laidUp } from './fingerprints.js';
import { listsOf, revisionListsFrom } from './lists.js';
import { jsonSteps, mapped, type Lazily } from './json-steps.js';
import { fillTables, tablesOf, type TablesStored } from './tables-codec.js';
import { timelinesFrom, timelinesOf } from './timelines-codec.js';

/**
 * A snapshot of another version is ignored and the log folded instead. Raise it with every change of the fold, of
 * LedgerState or of the chunks; a spec holds it to the digest of what a golden stream folds to.
 */
export const FOLD_VERSION = 'ledger-15';

interface Front {
  /** Of the machine that wrote the columns. */
  readonly endianness: string;
  /** Of the fingerprints: the columns mean nothing under another key. */
  readonly fingerprintKey: string;
  readonly tables: TablesStored;
  readonly accounts: readonly AccountPath[];
  readonly uses: readonly string[];
}

export function* snapshotLedger(state: LedgerState): Generator<Uint8Array> {
  for (const chunk of snapshotSteps(state)) if (chunk !== undefined) yield chunk;
}

/** The chunks, and in between steps that only prepare the next one: a ledger of twenty years takes a second in one go. */
export function* snapshotSteps(state: LedgerState): Generator<Uint8Array | undefined> {
  yield yield* jsonSteps(frontOf(state));
  for (const index of [state.entries, state.approvals, state.closedReservations, state.corrections])
    for (const column of yield* laidUp(index)) yield bytesOf(column);
  const { lengths, revisions } = yield* listsOf(state.uses);
  const { sizes, days, balances } = yield* timelinesOf(state);
  for (const column of [lengths, revisions, sizes, days, balances]) yield bytesOf(column);
}

const frontOf = (state: LedgerState): Lazily<Front> => ({
  endianness: endianness(),
  fingerprintKey: state.fingerprinting.key,
  tables: tablesOf(state),
  accounts: mapped(state.accounts.entries(), ([path]) => path),
  uses: mapped(state.uses.entries(), ([lot]) => lot),
});

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** The state; it may keep the memory of the chunks. @throws {Error} they are no snapshot of this version */
export const restoreLedger = (chunks: readonly Uint8Array[]): LedgerState =>
  atOnce(restoreSteps(chunks));

/** The same in small steps: a ledger of a million entries takes a second in one go. */
export function* restoreSteps(chunks: readonly Uint8Array[]): Steps<LedgerState> {
  let next = 0;
  const take = (): Uint8Array => {
    const chunk = chunks[next];
    if (chunk === undefined) throw new Error(`a snapshot has no more than ${next} chunks`);
    next += 1;
    return chunk;
  };
  const int32 = (): Int32Array => {
    const { buffer, byteOffset, byteLength } = aligned(take());
    return new Int32Array(buffer, byteOffset, byteLength / Int32Array.BYTES_PER_ELEMENT);
  };
  const bigInt64 = (): BigInt64Array => {
    const { buffer, byteOffset, byteLength } = aligned(take());
    return new BigInt64Array(buffer, byteOffset, byteLength / BigInt64Array.BYTES_PER_ELEMENT);
  };

  const front = JSON.parse(Buffer.from(take()).toString()) as Front;
  if (front.endianness !== endianness()) throw new Error('the snapshot is of another byte order');
  const fingerprinting = new KeyedFingerprints(front.fingerprintKey);
  const index = (): Steps<FingerprintIndex> => fingerprintsFrom(take(), int32(), fingerprinting);
  const state = LedgerState.restored({
    fingerprinting,
    entries: yield* index(),
    approvals: yield* index(),
    closedReservations: yield* index(),
    corrections: yield* index(),
    uses: yield* revisionListsFrom(front.uses, { lengths: int32(), revisions: int32() }),
  });
  yield* fillTables(state, front.tables);
  const timelines = timelinesFrom({ sizes: int32(), days: int32(), balances: bigInt64() });
  for (const account of front.accounts) {
    const timeline = timelines.next();
    if (timeline.done === true) throw new Error('the snapshot holds fewer timelines than accounts');
    state.accounts.set(account, timeline.value);
    refindMoves(state, account, timeline.value);
    yield;
  }
  return state;
}

/** Stores give chunks alone in their memory; one from elsewhere may begin anywhere. */
const aligned = (chunk: Uint8Array): Uint8Array =>
  chunk.byteOffset % BigInt64Array.BYTES_PER_ELEMENT === 0 ? chunk : Uint8Array.from(chunk);
