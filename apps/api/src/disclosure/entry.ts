import {
  parseAccount,
  schemaVersionOf,
  type AnnotatedField,
  type Indicator,
  type LedgerEvent,
  type LotOpened,
  type Posting,
  type Quantity,
  type Settlement,
} from '#domain';
import { LongList } from '../answers/long-answers.js';
import { showAmount, type ShownAmount } from '../answers/show-amount.js';
import { present } from '../present.js';
import type { ReadScope } from '../reads/read-scope.js';
import { factsOfPart, isOfTheLedger, staysFrozenOf } from './facts-of-part.js';

/** An entry as far as a reader may see it. */
export interface ShownEntry {
  readonly [member: string]: unknown;
  readonly entryId: string;
  readonly postings: LongList<Posting>;
}

export interface ShownPosting {
  readonly from: string;
  readonly to: string;
  readonly quantity: Readonly<Record<string, ShownAmount>>;
  readonly reservation?: string;
  readonly effectiveOn?: string;
}

/** What a reader sees of an entry: all of it, the parts that are its own, or nothing. */
export type Sight = 'whole' | 'part' | 'nothing';

/**
 * The one judgement of what a reader sees of an entry. `target` is the entry that an annotation or an unfreezing speaks
 * of, which alone says whose it is: without it nothing is seen.
 */
export const sightOf = (event: LedgerEvent, scope: ReadScope, target?: LedgerEvent): Sight => {
  if (scope.seesAll || isOfTheLedger(event)) return 'whole';
  if (event.type === 'EntryAnnotated') return sightOfAnnotation(event.data.field, scope, target);
  if (event.type === 'QuotaUnfrozen')
    return target === undefined ? 'nothing' : sightOf(target, scope);
  const { postings, lots } = event.data;
  const subjects = subjectsOf(event);
  const seesUnit = (unit: string): boolean => scope.sees(unit);
  const seesLot = ({ unit }: LotOpened): boolean => scope.sees(unit);
  const seesPosting = (posting: Posting): boolean => scope.seesPosting(posting);
  if (subjects.every(seesUnit) && postings.every(seesPosting) && lots.every(seesLot))
    return subjects.length + postings.length + lots.length > 0 ? 'whole' : 'nothing';
  const isAny = subjects.some(seesUnit) || postings.some(seesPosting) || lots.some(seesLot);
  return isAny || scope.sees(event.data.actor.unitId) ? 'part' : 'nothing';
};

/** Fields whose correction concerns everybody whose postings rest on the document. */
const SHARED_FIELDS: ReadonlySet<AnnotatedField> = new Set([
  'document.number',
  'document.issuer',
  'document.date',
]);

/** An annotation of an entry of several units is seen by each of them where it corrects what they share. */
export const sightOfAnnotation = (
  field: AnnotatedField,
  scope: ReadScope,
  target: LedgerEvent | undefined,
): Sight => {
  const sight = target === undefined ? 'nothing' : sightOf(target, scope);
  return sight === 'part' && !SHARED_FIELDS.has(field) ? 'nothing' : sight;
};

/** Buckets in which a unit only has what came to it; the others are its business. */
const RECEIVED: ReadonlySet<string> = new Set(['available']);

/** The units whose business an entry tells of: whoever sees them all sees its facts. */
const subjectsOf = (event: LedgerEvent): readonly string[] => {
  const { data } = event;
  const subjects = new Set<string>();
  if ('unit' in data && data.unit !== undefined) subjects.add(data.unit);
  if ('units' in data && event.type === 'BalanceBroughtForward')
    for (const unit of event.data.units) subjects.add(unit);
  if (event.type === 'QuotaReserved') subjects.add(event.data.reservation.unit);
  // Neither of the two reads what the other, or who posted it, wrote for one of them.
  if (event.type === 'QuotaTransferred') {
    subjects.add(event.data.fromUnit);
    subjects.add(event.data.toUnit);
  }
  for (const { from, to } of data.postings)
    for (const path of [from, to]) {
      const { unit, bucket } = parseAccount(path);
      if (unit !== undefined && !RECEIVED.has(bucket)) subjects.add(unit);
    }
  return [...subjects];
};

/** Members that every entry has and that tell nothing of any unit's business. */
const COMMON = [
  'effectiveOn',
  'recordedAt',
  'actor',
  'onBehalf',
  'policyVersion',
  'replaces',
] as const;

/**
 * The stored entry with its amounts for people, as far as `sightOf` allows. Where one entry serves many units, as an
 * allocation to all counties, each sees its own postings and lots; what is said of all of them together, or of the
 * business of another, is left out. Call it only for entries that are not hidden.
 */
export const showEntry = (
  event: LedgerEvent,
  scope: ReadScope,
  indicators: readonly Indicator[],
  target?: LedgerEvent,
): ShownEntry => {
  const { type } = event;
  const { entryId, postings, lots } = event.data;
  const isWhole = sightOf(event, scope, target) === 'whole';
  const own = isWhole ? postings : postings.filter((posting) => scope.seesPosting(posting));
  const facts = isWhole ? wholeFacts(event, scope) : partFacts(event, scope, own);
  const indicatorOf = indicatorsBy(lots, indicators);
  return {
    ...facts,
    entryId,
    entryKind: type,
    schemaVersion: schemaVersionOf(type),
    ...(isWhole ? {} : { partly: true }),
    lots: isWhole ? lots : lots.filter(({ unit }) => scope.sees(unit)),
    postings: new LongList(own, (posting) =>
      showPosting(isWhole ? posting : partOf(posting, scope), indicatorOf(posting)),
    ),
  };
};

const wholeFacts = ({ data }: LedgerEvent, scope: ReadScope): object => ({
  ...Object.fromEntries(Object.entries(data).filter(([name]) => name !== 'staysFrozen')),
  ...('staysFrozen' in data ? staysFrozenOf(data, (unit) => scope.sees(unit)) : {}),
  ...present({ settles: data.settles?.map(showSettlement) }),
});

const partFacts = (event: LedgerEvent, scope: ReadScope, own: readonly Posting[]): object => {
  const { data } = event;
  const common = Object.fromEntries(
    COMMON.flatMap((name) => (data[name] === undefined ? [] : [[name, data[name]]])),
  );
  const { document } = data;
  const reserved = new Set(own.map((posting) => partOf(posting, scope).reservation));
  return {
    ...common,
    // What the own postings rest on; a title may speak of the business of others.
    ...(document === undefined
      ? {}
      : { document: { number: document.number, issuer: document.issuer, date: document.date } }),
    ...factsOfPart(event, {
      sees: (unit) => scope.sees(unit),
      namesReservation: (reservation) => reserved.has(reservation),
    }),
  };
};

/** A posting names the reservation only to who sees the unit that reserved. */
const partOf = (posting: Posting, scope: ReadScope): Posting => {
  const isOwn = [posting.from, posting.to].some((path) => {
    const { unit, bucket } = parseAccount(path);
    return bucket === 'reserved' && unit !== undefined && scope.sees(unit);
  });
  if (isOwn) return posting;
  const { reservation: _reservation, ...rest } = posting;
  return rest;
};

const showSettlement = ({ kind, id, part }: Settlement) => ({
  kind,
  id,
  ...(part === undefined
    ? {}
    : {
        part: {
          amount: showAmount(BigInt(part.amount), 'area'),
          of: showAmount(BigInt(part.of), 'area'),
        },
      }),
});

const showPosting = (
  { from, to, quantity, reservation, effectiveOn }: Posting,
  indicator: Indicator | undefined,
): ShownPosting => ({
  from,
  to,
  quantity: showQuantity(quantity, indicator),
  ...(reservation === undefined ? {} : { reservation }),
  ...(effectiveOn === undefined ? {} : { effectiveOn }),
});

/**
 * Finds the indicator of a posting by the lot, where this entry opened it; otherwise by the components, which the stored
 * quantity names. An entry may have thousands of both, so that none is looked for in a list.
 */
const indicatorsBy = (lots: readonly LotOpened[], indicators: readonly Indicator[]) => {
  const byId = new Map(indicators.map((indicator) => [indicator.id, indicator]));
  const byLot = new Map(lots.map(({ lot, indicator }) => [lot, byId.get(indicator)]));
  // The first of those with the same components is the one that counts.
  const byNames = new Map(
    indicators.toReversed().map((one) => [namesKey(one.components.map(({ name }) => name)), one]),
  );
  return ({ from, to, quantity }: Posting): Indicator | undefined => {
    for (const path of [from, to]) {
      const { lot } = parseAccount(path);
      if (byLot.has(lot)) return byLot.get(lot);
    }
    return byNames.get(namesKey(Object.keys(quantity)));
  };
};

const namesKey = (names: readonly string[]): string => [...names].sort().join();

const showQuantity = (
  quantity: Quantity,
  indicator: Indicator | undefined,
): Readonly<Record<string, ShownAmount>> =>
  Object.fromEntries(
    Object.entries(quantity).map(([name, amount]) => [
      name,
      showAmount(
        amount,
        indicator?.components.find((component) => component.name === name)?.dimension ?? 'area',
      ),
    ]),
  );
