/**
 * Numbers that stand for words in the tables. The order is what is stored: extend at the end only, or
 * raise the version of the projection, which rebuilds the tables.
 */
import { BUCKETS, OUTSIDE, type Bucket, type LedgerEventType, type Outside } from '#domain';
import { INFLOWS, OUTFLOWS, type Flow } from './classification/flows.js';

/** Every kind of entry; its code is its place, counted from 1. */
export const ENTRY_KINDS = [
  'LedgerOpened',
  'IndicatorDefined',
  'PlanKindDefined',
  'UnitsRegistered',
  'PolicyAdopted',
  'QuotaIssued',
  'BalanceBroughtForward',
  'QuotaSplit',
  'QuotaAllocated',
  'QuotaTransferred',
  'QuotaReclaimed',
  'QuotaReserved',
  'ReservationAmended',
  'ReservationReleased',
  'ReservationsExpired',
  'QuotaConsumed',
  'QuotaAdvanced',
  'AdvanceConfirmed',
  'OverUseRecorded',
  'QuotaDeducted',
  'ConsumptionVoided',
  'QuotaCarriedOver',
  'QuotaLapsed',
  'QuotaFrozen',
  'QuotaUnfrozen',
  'EntryReversed',
  'EntryAnnotated',
  'UnitsReorganised',
  'BooksClosed',
  'PlanYearClosed',
  'PlanYearReopened',
  'DayAdvanced',
  'PostingSuspended',
  'PostingResumed',
] as const satisfies readonly LedgerEventType[];

// A kind that is missing above does not compile here.
const kindCodes: Readonly<Record<LedgerEventType, number>> = codesOf(ENTRY_KINDS);
export const kindCode = (kind: LedgerEventType): number => kindCodes[kind];
export const kindOf = (code: number): LedgerEventType => known(ENTRY_KINDS[code - 1], code);

const BUCKET_WORDS: readonly (Bucket | Outside)[] = [...BUCKETS, ...OUTSIDE];
export const bucketCode = (bucket: Bucket | Outside): number => BUCKET_WORDS.indexOf(bucket);
export const bucketOf = (code: number): Bucket | Outside => known(BUCKET_WORDS[code], code);

const FLOW_WORDS: readonly Flow[] = ['internal', 'outside', ...INFLOWS, ...OUTFLOWS];
export const flowCode = (flow: Flow): number => FLOW_WORDS.indexOf(flow);
export const flowOf = (code: number): Flow => known(FLOW_WORDS[code], code);

/** Inflow sorts before outflow: the order of the effective clock within a day. */
export const IN = 0;
export const OUT = 1;

function codesOf<const Word extends string>(words: readonly Word[]): Readonly<Record<Word, number>>;
function codesOf(words: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(words.map((word, i) => [word, i + 1]));
}

const known = <T>(word: T | undefined, code: number): T => {
  if (word === undefined) throw new RangeError(`no word has the code ${code}`);
  return word;
};
