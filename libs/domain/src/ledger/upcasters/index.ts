import type { LedgerEventType } from '../events.js';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** Lifts the stored data of one schema version to the next. Pure; it gets its own copy to change or to replace. */
export type Upcast = (data: JsonObject) => JsonObject;

/** By type: `[0]` lifts version 1 to 2, `[1]` version 2 to 3, and so on. */
export type Upcasters = Readonly<Record<LedgerEventType, readonly Upcast[]>>;

/**
 * Every type there is, with what lifts its old shapes. The version a type is written with is one more than it has
 * upcasters, so a changed shape cannot be stored under an old number. Never remove or reorder one: the old shape stays
 * in the log for ever. Each comes with a spec and a golden stream.
 */
export const UPCASTERS: Upcasters = {
  LedgerOpened: [],
  IndicatorDefined: [],
  PlanKindDefined: [],
  UnitsRegistered: [],
  PolicyAdopted: [],
  QuotaIssued: [],
  BalanceBroughtForward: [],
  QuotaSplit: [],
  QuotaAllocated: [],
  QuotaTransferred: [],
  QuotaReclaimed: [],
  QuotaReserved: [],
  ReservationAmended: [],
  ReservationReleased: [],
  ReservationsExpired: [],
  QuotaConsumed: [],
  QuotaAdvanced: [],
  AdvanceConfirmed: [],
  OverUseRecorded: [],
  QuotaDeducted: [],
  ConsumptionVoided: [],
  QuotaCarriedOver: [],
  QuotaLapsed: [],
  QuotaFrozen: [],
  QuotaUnfrozen: [],
  EntryReversed: [],
  EntryAnnotated: [],
  UnitsReorganised: [],
  BooksClosed: [],
  PlanYearClosed: [],
  PlanYearReopened: [],
  DayAdvanced: [],
  PostingSuspended: [],
  PostingResumed: [],
};
