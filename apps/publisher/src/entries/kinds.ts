import type { LedgerEventType } from '#domain';

/**
 * The published name of every kind of entry. A name that was published is never changed or used again, whatever
 * becomes of the stored type. A new type does not compile until it has one.
 */
export const PUBLISHED_KINDS: Readonly<Record<LedgerEventType, string>> = {
  LedgerOpened: 'ledger-opened',
  IndicatorDefined: 'indicator-defined',
  PlanKindDefined: 'plan-kind-defined',
  UnitsRegistered: 'units-registered',
  PolicyAdopted: 'policy-adopted',
  QuotaIssued: 'quota-issued',
  BalanceBroughtForward: 'balance-brought-forward',
  QuotaSplit: 'quota-split',
  QuotaAllocated: 'quota-allocated',
  QuotaTransferred: 'quota-transferred',
  QuotaReclaimed: 'quota-reclaimed',
  QuotaReserved: 'quota-reserved',
  ReservationAmended: 'reservation-amended',
  ReservationReleased: 'reservation-released',
  ReservationsExpired: 'reservations-expired',
  QuotaConsumed: 'quota-consumed',
  QuotaAdvanced: 'quota-advanced',
  AdvanceConfirmed: 'advance-confirmed',
  OverUseRecorded: 'over-use-recorded',
  QuotaDeducted: 'quota-deducted',
  ConsumptionVoided: 'consumption-voided',
  QuotaCarriedOver: 'quota-carried-over',
  QuotaLapsed: 'quota-lapsed',
  QuotaFrozen: 'quota-frozen',
  QuotaUnfrozen: 'quota-unfrozen',
  EntryReversed: 'entry-reversed',
  EntryAnnotated: 'entry-annotated',
  UnitsReorganised: 'units-reorganised',
  BooksClosed: 'books-closed',
  PlanYearClosed: 'plan-year-closed',
  PlanYearReopened: 'plan-year-reopened',
  DayAdvanced: 'day-advanced',
  PostingSuspended: 'posting-suspended',
  PostingResumed: 'posting-resumed',
};
