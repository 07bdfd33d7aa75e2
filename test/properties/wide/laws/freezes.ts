import type { LedgerEvent } from '#domain';
import type { Book } from '../book.js';
import { bucketOf, lotOf, unitOf } from '../reservation-book.js';

/** What goes on over a freeze: receipts and returns, deductions, what the day and the map bring. */
const GOES_ON: ReadonlySet<LedgerEvent['type']> = new Set<LedgerEvent['type']>([
  'QuotaIssued',
  'BalanceBroughtForward',
  'QuotaReclaimed',
  'ReservationReleased',
  'ReservationsExpired',
  'ConsumptionVoided',
  'QuotaDeducted',
  'QuotaLapsed',
  'EntryReversed',
  'UnitsReorganised',
]);
/** Stays in the hands of the unit, and so under a freeze of it, but not of the lot. */
const STAYS: ReadonlySet<LedgerEvent['type']> = new Set<LedgerEvent['type']>([
  'QuotaSplit',
  'AdvanceConfirmed',
]);

/** Nothing that is frozen is drawn on for use or gets out under another lot. Asked before the entry is written down. */
export const frozenStays = ({ type, data }: LedgerEvent, book: Book): string | undefined => {
  if (GOES_ON.has(type)) return undefined;
  const projectClass = type === 'QuotaConsumed' ? data.projectClass : undefined;
  for (const { from, to } of data.postings) {
    const unit = unitOf(from);
    const goesBack = bucketOf(from) === 'reserved' && bucketOf(to) === 'available';
    if (unit === undefined || goesBack || bucketOf(to) === 'debt') continue;
    const lot = lotOf(from);
    const isNew = data.lots.some((one) => one.lot === lot);
    const drawsOnUnit = type !== 'OverUseRecorded' || bucketOf(from) === 'available';
    const above = book.units.above(unit, book.today);
    if (!STAYS.has(type) && drawsOnUnit && book.freezes.overUnit(unit, above, projectClass)) {
      return `${data.entryId} takes from ${from} although ${unit} is frozen`;
    }
    if (isNew || !['available', 'reserved'].includes(bucketOf(from))) continue;
    const over = book.lotsAbove(lot).map((one) => one.lot);
    if (book.freezes.overLot(lot, over, projectClass)) {
      return `${data.entryId} takes from ${from} although the lot is frozen`;
    }
  }
  return undefined;
};

/** A lot is used on days on which it is valid. */
export const usedWhileValid = ({ type, data }: LedgerEvent, book: Book): string | undefined => {
  if (type === 'EntryReversed' || type === 'BalanceBroughtForward') return undefined;
  for (const { to, effectiveOn = data.effectiveOn } of data.postings) {
    if (bucketOf(to) !== 'consumed') continue;
    const opened = data.lots.find(({ lot }) => lot === lotOf(to)) ?? book.lots.get(lotOf(to));
    if (opened === undefined) return `${data.entryId} uses no lot`;
    if (opened.validFrom <= effectiveOn && effectiveOn <= opened.validUntil) continue;
    return `${data.entryId} uses ${opened.lot} on ${effectiveOn}, valid ${opened.validFrom}–${opened.validUntil}`;
  }
  return undefined;
};
