import type { LedgerEvent } from '#domain';
import { amountsOf, isNothing, type Amounts } from '../amounts.js';
import type { Book } from '../book.js';
import { bucketOf, lotOf, unitOf } from '../reservation-book.js';

const OPEN = ['available', 'reserved', 'advance', 'overused', 'debt'];

/** A unit that ended, or that was told to hold no quota, holds and owes nothing on any day from then on. */
export const nothingBeyondReach = (book: Book): string | undefined => {
  for (const [path, curve] of book.curves) {
    const unit = unitOf(path);
    if (unit === undefined || !OPEN.includes(bucketOf(path))) continue;
    const endedOn = book.units.endedOn(unit);
    const days = [...curve.balances().map(({ day }) => day), endedOn ?? book.today, book.today];
    for (const day of days) {
      if (isNothing(curve.on(day))) continue;
      if (endedOn !== undefined && day >= endedOn)
        return `${path} holds ${curve.on(day).join('/')} on ${day}: ended ${endedOn}`;
      if (book.units.on(unit, day)?.holdsQuota === false) {
        return `${path} holds ${curve.on(day).join('/')} on ${day}: it has no accounts`;
      }
    }
  }
  return undefined;
};

/** What a unit held goes to its successors and to nobody else. */
export const onlyToSuccessors = ({ type, data }: LedgerEvent): string | undefined => {
  if (type !== 'UnitsReorganised') return undefined;
  const successors = new Map(data.ended.map(({ unit, successors: all }) => [unit, all]));
  const all = new Set([...successors.values()].flat());
  for (const { from, to } of data.postings) {
    const [giver, taker] = [unitOf(from) ?? '', unitOf(to) ?? ''];
    const isHandedOn =
      successors.get(giver)?.includes(taker) === true ||
      successors.get(taker)?.includes(giver) === true;
    const paysDebt = giver === taker && all.has(giver) && bucketOf(to) === 'debt';
    if (!isHandedOn && !paysDebt) return `${data.entryId} moves ${from} to ${to}`;
    const buckets = [bucketOf(from), bucketOf(to)];
    if (isHandedOn && buckets[0] !== buckets[1]) return `${data.entryId} moves ${from} to ${to}`;
  }
  return undefined;
};

/** A unit that is no more acts for nobody. */
export const livingActor = ({ data }: LedgerEvent, book: Book): string | undefined => {
  const { role, unitId } = data.actor;
  if (role !== 'city' && role !== 'county') return undefined;
  const endedOn = book.units.endedOn(unitId);
  if (endedOn === undefined || endedOn > book.today) return undefined;
  return `${data.entryId} was posted by ${unitId}, which ended on ${endedOn}`;
};

/** What is taken back goes to the nearest unit above that had it, or to the one that came after it; else the province. */
export const takenBackByGiver = (
  event: LedgerEvent,
  book: Book,
  province: string,
): string | undefined => {
  if (event.type !== 'QuotaReclaimed') return undefined;
  const { unit, toUnit, effectiveOn, postings } = event.data;
  const above = book.units.above(unit, effectiveOn);
  for (const { from, to } of postings) {
    if (unitOf(from) !== unit || unitOf(to) === unit) continue;
    const giver = book
      .lotsAbove(lotOf(from))
      .flatMap((lot) => book.units.heirs(lot.unit))
      .find((one) => book.units.holdsFrom(one, effectiveOn) && above.includes(one));
    const expected = giver ?? province;
    if (toUnit !== expected) return `${event.data.entryId} goes to ${toUnit} and not ${expected}`;
  }
  return undefined;
};

/** What is still owed for a consumption is made good before anything of it is given up, whoever owes it by now. */
export const owedFirst = (event: LedgerEvent, book: Book): string | undefined => {
  if (event.type !== 'ConsumptionVoided') return undefined;
  const { unit, effectiveOn, postings, entryId } = event.data;
  for (const { from, to, quantity } of postings) {
    if (bucketOf(from) !== 'consumed') continue;
    if (['advance', 'overused'].includes(bucketOf(to))) continue;
    const givenUp = amountsOf(quantity);
    for (const debtor of book.units.heirs(unit)) {
      for (const bucket of ['advance', 'overused']) {
        const owed = book.owed(`${debtor}/${lotOf(from)}/${bucket}`, effectiveOn);
        if (both(owed, givenUp)) return `${entryId} gives up what ${debtor} owes in ${bucket}`;
      }
    }
  }
  return undefined;
};

export const both = (a: Amounts, b: Amounts): boolean =>
  a.some((one, i) => one > 0n && (b[i] ?? 0n) > 0n);
