/**
 * What is stored. These shapes stay for ever: a change needs a schema version, an upcaster and a golden stream.
 * Dates are YYYY-MM-DD in Asia/Shanghai, instants ISO 8601 in UTC. Quantities are whole units; in the stored text they
 * are decimal strings.
 */
import type { Indicator } from '../quantity/index.js';
import type { UnitVersion } from '../units/index.js';
import type {
  BooksClosed,
  DayAdvanced,
  PlanYearClosed,
  PlanYearReopened,
  PostingResumed,
  PostingSuspended,
  StaysFrozen,
} from './closing-events.js';
import type {
  Approval,
  Claims,
  Document,
  LandStated,
  PlanKind,
  ReservationOpened,
  Settlement,
  StatedTotal,
  Stored,
} from './entry-data.js';
import type { PolicyRow, VoidFate } from './policy.js';
import type { Quantity } from './quantity-of.js';

export type * from './closing-events.js';
export type * from './entry-data.js';

export type LedgerOpened = Stored<
  'LedgerOpened',
  {
    readonly province: UnitVersion;
    readonly opensOn: string;
    readonly clock: 'wall' | 'driven';
    readonly timeZone: 'Asia/Shanghai';
    readonly indicators: readonly Indicator[];
    readonly planKinds: readonly PlanKind[];
  }
>;
export type IndicatorDefined = Stored<'IndicatorDefined', { readonly indicator: Indicator }>;
export type PlanKindDefined = Stored<'PlanKindDefined', { readonly planKind: PlanKind }>;
export type UnitsRegistered = Stored<
  'UnitsRegistered',
  { readonly units: readonly UnitVersion[]; readonly staysFrozen?: readonly StaysFrozen[] }
>;
export type PolicyAdopted = Stored<
  'PolicyAdopted',
  {
    readonly version: string;
    readonly digest: string;
    readonly from: string;
    readonly rows: readonly PolicyRow[];
  }
>;
export type QuotaIssued = Stored<'QuotaIssued', { readonly unit: string }>;
export type BalanceBroughtForward = Stored<
  'BalanceBroughtForward',
  {
    readonly units: readonly string[];
    readonly reservations: readonly ReservationOpened[];
    readonly totals?: readonly StatedTotal[];
  }
>;
export type QuotaSplit = Stored<'QuotaSplit', { readonly unit: string; readonly lot: string }>;
export type QuotaAllocated = Stored<
  'QuotaAllocated',
  { readonly fromUnit: string; readonly lot: string }
>;
export type QuotaTransferred = Stored<
  'QuotaTransferred',
  {
    readonly fromUnit: string;
    readonly toUnit: string;
    readonly lot: string;
    readonly price?: string;
    readonly agreement?: string;
  }
>;
export type QuotaReclaimed = Stored<
  'QuotaReclaimed',
  { readonly unit: string; readonly toUnit: string; readonly automatic?: true }
>;
export type QuotaReserved = Stored<'QuotaReserved', { readonly reservation: ReservationOpened }>;
export type ReservationAmended = Stored<
  'ReservationAmended',
  {
    readonly reservation: string;
    readonly unit: string;
    readonly was: { readonly expiresOn: string; readonly project?: string };
    readonly expiresOn: string;
    readonly project?: string;
  }
>;
export type ReservationReleased = Stored<
  'ReservationReleased',
  { readonly reservation: string; readonly unit: string }
>;
export type ReservationsExpired = Stored<
  'ReservationsExpired',
  { readonly reservations: readonly string[] }
>;
export type QuotaConsumed = Stored<
  'QuotaConsumed',
  {
    readonly unit: string;
    readonly approval: Approval;
    readonly project?: string;
    readonly projectClass?: string;
    readonly parcels?: readonly string[];
    readonly land?: LandStated;
    readonly final?: true;
  }
>;
export type QuotaAdvanced = Stored<
  'QuotaAdvanced',
  {
    readonly unit: string;
    readonly use: 'available' | 'consumed';
    readonly approval?: Approval;
    readonly project?: string;
    readonly parcels?: readonly string[];
  }
>;
export type AdvanceConfirmed = Stored<
  'AdvanceConfirmed',
  { readonly unit: string; readonly advance: string }
>;
export type OverUseRecorded = Stored<
  'OverUseRecorded',
  {
    readonly unit: string;
    /** The lot that holds what this unit over-used of an indicator and a plan year. */
    readonly overUse: string;
    readonly approval: Approval;
    readonly project?: string;
    readonly parcels?: readonly string[];
  }
>;
export type QuotaDeducted = Stored<
  'QuotaDeducted',
  {
    readonly unit: string;
    readonly reason: 'over-use' | 'sanction';
    readonly indicator: string;
    /** Whole units by component, as all that follows. Absent from entries of before. */
    readonly asked?: Readonly<Record<string, string>>;
    /** What of it could not be taken on the day: it stays over-used, or is a debt. */
    readonly notHeld?: Readonly<Record<string, string>>;
  }
>;
export type ConsumptionVoided = Stored<
  'ConsumptionVoided',
  {
    readonly unit: string;
    readonly consumption: string;
    readonly reason: string;
    /** By lot: what the policy said. */
    readonly fates: Readonly<Record<string, VoidFate>>;
    /** When nothing is left of the consumption: its approval and parcels may be granted again. */
    readonly frees?: Claims;
  }
>;
export type QuotaCarriedOver = Stored<
  'QuotaCarriedOver',
  { readonly unit: string; readonly lot: string; readonly toPlanYear: number }
>;
export type QuotaLapsed = Stored<
  'QuotaLapsed',
  { readonly unit: string; readonly automatic?: true }
>;
export type QuotaFrozen = Stored<
  'QuotaFrozen',
  {
    readonly unit?: string;
    readonly lot?: string;
    readonly withSubtree: boolean;
    readonly reason: string;
    readonly exceptions: readonly string[];
  }
>;
export type QuotaUnfrozen = Stored<
  'QuotaUnfrozen',
  { readonly freeze: string; readonly reason: string }
>;
export type EntryReversed = Stored<
  'EntryReversed',
  {
    readonly entry: string;
    readonly entryType: LedgerEvent['type'];
    readonly revision: string;
    readonly reason: string;
    /** Lots that end because their entry is undone. */
    readonly endedLots: readonly string[];
    /** What else the entry had taken and now gives back. */
    readonly undone: Undone;
  }
>;
export interface Undone {
  /** The approval and parcels that the entry held, now free again. */
  readonly claims?: Claims;
  readonly settles?: readonly Settlement[];
  /** The consumption that an undone void named. */
  readonly consumption?: string;
  /** What that void had freed and the consumption holds again. */
  readonly holdsAgain?: Claims;
}
export const ANNOTATED_FIELDS = [
  'document.number',
  'document.issuer',
  'document.date',
  'document.title',
  'document.sha256',
  'approval.number',
  'note',
] as const;
export type AnnotatedField = (typeof ANNOTATED_FIELDS)[number];
export type EntryAnnotated = Stored<
  'EntryAnnotated',
  {
    readonly entry: string;
    readonly revision: string;
    readonly field: AnnotatedField;
    readonly was: string;
    readonly is: string;
    readonly reason: string;
  }
>;
/** How much of a unit's holding of one kind goes to one successor. */
export interface Division {
  readonly from: string;
  readonly to: string;
  readonly indicator: string;
  readonly planYear: number;
  readonly planKind: string;
  readonly quantity: Quantity;
}
export type UnitsReorganised = Stored<
  'UnitsReorganised',
  {
    readonly approvedOn: string;
    /** When the change is in force by law; the postings are dated `effectiveOn` = the switch day. */
    readonly inForceOn: string;
    readonly documents: readonly Document[];
    readonly ended: readonly { readonly unit: string; readonly successors: readonly string[] }[];
    readonly units: readonly UnitVersion[];
    /** Open reservations and who carries them on. */
    readonly reservations: Readonly<Record<string, string>>;
    readonly staysFrozen?: readonly StaysFrozen[];
  }
>;
export type LedgerEvent =
  | LedgerOpened
  | IndicatorDefined
  | PlanKindDefined
  | UnitsRegistered
  | PolicyAdopted
  | QuotaIssued
  | BalanceBroughtForward
  | QuotaSplit
  | QuotaAllocated
  | QuotaTransferred
  | QuotaReclaimed
  | QuotaReserved
  | ReservationAmended
  | ReservationReleased
  | ReservationsExpired
  | QuotaConsumed
  | QuotaAdvanced
  | AdvanceConfirmed
  | OverUseRecorded
  | QuotaDeducted
  | ConsumptionVoided
  | QuotaCarriedOver
  | QuotaLapsed
  | QuotaFrozen
  | QuotaUnfrozen
  | EntryReversed
  | EntryAnnotated
  | UnitsReorganised
  | BooksClosed
  | PlanYearClosed
  | PlanYearReopened
  | DayAdvanced
  | PostingSuspended
  | PostingResumed;

export type LedgerEventType = LedgerEvent['type'];
