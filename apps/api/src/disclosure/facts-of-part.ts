import type { LedgerEvent, LedgerEventType, StaysFrozen } from '#domain';
import { present } from '../present.js';

/** What a reader sees of the units and reservations of an entry. */
export interface PartSeen {
  readonly sees: (unit: string) => boolean;
  /** Whether a posting that is seen names the reservation. */
  readonly namesReservation: (reservation: string) => boolean;
}

/**
 * The facts of an entry for those who see only a part of it: what is common to all parts, and of lists what is theirs.
 * A new kind of entry does not compile until it says here what its parts may know; the facts of one unit's business
 * (project, approval, parcels, reasons) are never common.
 */
export const factsOfPart = (
  { type, data }: LedgerEvent,
  { sees, namesReservation }: PartSeen,
): object => {
  switch (type) {
    case 'BalanceBroughtForward':
      return {
        units: data.units.filter(sees),
        reservations: data.reservations.filter(({ unit }) => sees(unit)),
      };
    case 'QuotaAllocated':
      return { fromUnit: data.fromUnit, lot: data.lot };
    case 'QuotaTransferred': {
      const { fromUnit, toUnit, lot, price, agreement } = data;
      return { fromUnit, toUnit, lot, ...present({ price, agreement }) };
    }
    case 'QuotaReclaimed':
      return { unit: data.unit, toUnit: data.toUnit };
    case 'ReservationsExpired':
      return { reservations: data.reservations.filter(namesReservation) };
    case 'EntryReversed':
      return { entry: data.entry, entryType: data.entryType, revision: data.revision };
    case 'EntryAnnotated': {
      const { entry, revision, field, was, is } = data;
      return { entry, revision, field, was, is };
    }
    case 'UnitsReorganised': {
      const { approvedOn, inForceOn, documents, ended, units, reservations } = data;
      const own = Object.entries(reservations).filter(([, successor]) => sees(successor));
      return {
        approvedOn,
        inForceOn,
        documents,
        ended,
        units,
        reservations: Object.fromEntries(own),
        ...staysFrozenOf(data, sees),
      };
    }
    case 'LedgerOpened':
    case 'IndicatorDefined':
    case 'PlanKindDefined':
    case 'UnitsRegistered':
    case 'PolicyAdopted':
    case 'QuotaIssued':
    case 'QuotaSplit':
    case 'QuotaReserved':
    case 'ReservationAmended':
    case 'ReservationReleased':
    case 'QuotaConsumed':
    case 'QuotaAdvanced':
    case 'AdvanceConfirmed':
    case 'OverUseRecorded':
    case 'QuotaDeducted':
    case 'ConsumptionVoided':
    case 'QuotaCarriedOver':
    case 'QuotaLapsed':
    case 'QuotaFrozen':
    case 'QuotaUnfrozen':
    case 'BooksClosed':
    case 'PlanYearClosed':
    case 'PlanYearReopened':
    case 'DayAdvanced':
    case 'PostingSuspended':
    case 'PostingResumed':
      return {};
  }
};

/** Shows each reader the own units whose freeze goes on: everybody reads the entry. */
export const staysFrozenOf = (
  { staysFrozen = [] }: { readonly staysFrozen?: readonly StaysFrozen[] },
  sees: PartSeen['sees'],
): object => {
  const own = staysFrozen.flatMap(({ freeze, units }) => {
    const seen = units.filter(sees);
    return seen.length === 0 ? [] : [{ freeze, units: seen }];
  });
  return present({ staysFrozen: own.length === 0 ? undefined : own });
};

/** Entries that speak of the ledger as a whole: the same for everybody who reads it. */
const OF_THE_LEDGER: ReadonlySet<LedgerEventType> = new Set([
  'LedgerOpened',
  'IndicatorDefined',
  'PlanKindDefined',
  'UnitsRegistered',
  'PolicyAdopted',
  'BooksClosed',
  'PlanYearClosed',
  'PlanYearReopened',
  'DayAdvanced',
  'PostingSuspended',
  'PostingResumed',
]);

export const isOfTheLedger = ({ type }: LedgerEvent): boolean => OF_THE_LEDGER.has(type);
