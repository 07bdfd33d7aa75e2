import {
  decide,
  fold,
  LedgerState,
  needs,
  recordedAs,
  type LedgerCommand,
  type LedgerEvent,
  type Refusal,
} from '#domain';
import type { Cited, Decision, StreamModel, Submission } from '#event-store';
import { balancesLeft } from './balances-left.js';
import { digestedCommand, digestUnderOtherName } from './command-digest.js';
import { balancesOf, digestOfBalances } from './digest-of-balances.js';
import { newFingerprints } from './keyed-fingerprints.js';
import { decodeRecorded, encodeRecord, identityOf } from './record-codec.js';
import {
  FOLD_VERSION,
  restoreLedger,
  restoreSteps,
  snapshotLedger,
  snapshotSteps,
} from './snapshot/snapshot-codec.js';

export type LedgerModel = StreamModel<LedgerCommand, LedgerEvent, LedgerState, Refusal>;

/** Stream of a province's ledger; the province by its national code. */
export const ledgerStream = (province: string): string => `ledger-${province}`;

/** A command for the ledger of a province, under the entry id that makes it idempotent. */
export const submissionOf = (
  province: string,
  command: LedgerCommand,
): Submission<LedgerCommand> => {
  const { digest, length } = digestedCommand(province, command);
  const isAlsoKnownAs = (other: string): boolean =>
    other === digestUnderOtherName(province, command);
  return { key: command.data.entryId, digest, isAlsoKnownAs, command, length };
};

/** The quota ledger as a stream: the rules of the domain with what they may not do themselves, hash and serialise. */
export const ledgerModel: LedgerModel = {
  foldVersion: FOLD_VERSION,
  initialState: () => LedgerState.initial(newFingerprints()),
  overlay: (base) => base.overlay(),
  merge: (overlay) => overlay.merge(),
  fold: (state, event, revision) => fold(state, event, Number(revision)),
  candidates: (state, key) => revisionsOf(state.entries.candidates(key)),
  needs: (state, command) => revisionsOf(needs(command, state)),
  decide: (state, command, cited) => digested(state, decide(command, state, numbered(cited))),
  keyReused: (entryId, { type, data }) => ({
    code: 'entry-id-reused',
    facts: { entryId, entryType: type, recordedAt: data.recordedAt },
  }),
  left: balancesLeft,
  stamp: (event, { recordedAt }) => recordedAs(event, recordedAt),
  recordedAt: ({ data }) => data.recordedAt,
  encode: encodeRecord,
  decode: decodeRecorded,
  identity: identityOf,
  snapshot: snapshotLedger,
  snapshotSteps,
  restore: restoreLedger,
  restoreSteps,
};

const revisionsOf = (revisions: readonly number[]): readonly bigint[] =>
  revisions.length === 0 ? NO_REVISIONS : revisions.map(BigInt);
const NO_REVISIONS: readonly bigint[] = [];

const numbered = (cited: Cited<LedgerEvent>): ReadonlyMap<number, LedgerEvent> =>
  cited.size === 0
    ? NOTHING_CITED
    : new Map(Array.from(cited, ([revision, event]) => [Number(revision), event]));
const NOTHING_CITED: ReadonlyMap<number, LedgerEvent> = new Map();

/** The close of a plan year states the balances it closes over, so that a replay may start there. */
const digested = (
  state: LedgerState,
  decision: Decision<LedgerEvent, Refusal>,
): Decision<LedgerEvent, Refusal> => {
  if (!('accepted' in decision) || decision.accepted.type !== 'PlanYearClosed') return decision;
  const { type, data } = decision.accepted;
  return {
    accepted: { type, data: { ...data, stateDigest: digestOfBalances(balancesOf(state)) } },
  };
};
