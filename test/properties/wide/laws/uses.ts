import type { LedgerEvent } from '#domain';
import { amountsOf, isNothing, less, NOTHING, plus, type Amounts } from '../amounts.js';
import type { Book } from '../book.js';
import { bucketOf, lotOf } from '../reservation-book.js';
import type { Spellings } from '../spelling.js';

type Use = Extract<LedgerEvent, { type: 'QuotaConsumed' | 'QuotaAdvanced' | 'OverUseRecorded' }>;

export const usesIn = (book: Book): Use[] =>
  book.events.filter(
    (event): event is Use =>
      event.type === 'QuotaConsumed' ||
      event.type === 'QuotaAdvanced' ||
      event.type === 'OverUseRecorded',
  );

/** What an entry consumed, by lot. */
export const consumedBy = ({ data }: LedgerEvent, side: 'from' | 'to' = 'to') => {
  const consumed = new Map<string, Amounts>();
  for (const posting of data.postings) {
    if (bucketOf(posting[side]) !== 'consumed') continue;
    const lot = lotOf(posting[side]);
    consumed.set(lot, plus(consumed.get(lot) ?? NOTHING, amountsOf(posting.quantity)));
  }
  return consumed;
};

/** What is left of a use once its voids that stand are taken off. */
export const remainingOf = (book: Book, use: Use): Map<string, Amounts> => {
  const left = consumedBy(use);
  for (const event of book.ofType('ConsumptionVoided')) {
    if (event.data.consumption !== use.data.entryId || book.isUndone(event.data.entryId)) continue;
    for (const [lot, gone] of consumedBy(event, 'from')) {
      left.set(lot, less(left.get(lot) ?? NOTHING, gone));
    }
  }
  return left;
};

interface Claim {
  readonly entry: string;
  /** Indicators that it uses quota of, and those it is over on. */
  readonly consumption: readonly string[];
  readonly 'over-use': readonly string[];
  readonly numbers: readonly string[];
  readonly project: string | undefined;
  readonly parcels: readonly string[];
}

/** What a use claims: nothing any more once it is undone or all of it is void. */
const claimOf = (book: Book, spellings: Spellings, use: Use): Claim | undefined => {
  const { data } = use;
  if (book.isUndone(data.entryId)) return undefined;
  const consumed = [...consumedBy(use)].filter(([, amount]) => !isNothing(amount));
  const remaining = [...remainingOf(book, use).values()];
  if (consumed.length > 0 && remaining.every(isNothing)) return undefined;
  const corrected = book
    .ofType('EntryAnnotated')
    .filter((one) => one.data.entry === data.entryId && one.data.field === 'approval.number')
    .map((one) => one.data.is);
  const numbers = data.approval === undefined ? [] : [data.approval.number, ...corrected];
  const isOver = ([lot]: readonly [string, Amounts]): boolean =>
    use.type === 'OverUseRecorded' && lot === use.data.overUse;
  const indicators = (some: typeof consumed): string[] => [
    ...new Set(some.map(([lot]) => book.lots.get(lot)?.indicator ?? '')),
  ];
  return {
    entry: data.entryId,
    consumption: indicators(consumed.filter((one) => !isOver(one))),
    'over-use': indicators(consumed.filter(isOver)),
    numbers: numbers.map((one) => spellings.meaning(one)),
    project: data.project === undefined ? undefined : spellings.meaning(data.project),
    parcels: (data.parcels ?? []).map((one) => spellings.meaning(one)),
  };
};

const meet = (a: readonly string[], b: readonly string[]): string | undefined =>
  a.find((one) => b.includes(one));

const conflict = (a: Claim, b: Claim): string | undefined => {
  const parcel = meet(a.parcels, b.parcels);
  if (parcel !== undefined) return `parcel ${parcel}`;
  const kind = (['consumption', 'over-use'] as const).find((one) => meet(a[one], b[one]));
  if (kind === undefined) return undefined;
  const isApart = a.project !== undefined && b.project !== undefined && a.project !== b.project;
  const number = isApart ? undefined : meet(a.numbers, b.numbers);
  return number === undefined ? undefined : `approval ${number}`;
};

/** One approval has one living use for each indicator and project, and so has a parcel; however they are written. */
export const usedOnce = (book: Book, spellings: Spellings): string | undefined => {
  const claims = usesIn(book).flatMap((use) => claimOf(book, spellings, use) ?? []);
  for (const [i, a] of claims.entries()) {
    if (new Set(a.parcels).size < a.parcels.length) return `${a.entry} names a parcel twice`;
    for (const b of claims.slice(i + 1)) {
      const found = conflict(a, b);
      if (found !== undefined) return `${found} is used by ${a.entry} and by ${b.entry}`;
    }
  }
  return undefined;
};

/** Numbers and parcels that some living use holds: whoever is refused for one names one of them. */
export const isHeld = (book: Book, spellings: Spellings, text: string): boolean =>
  usesIn(book).some((use) => {
    const claim = claimOf(book, spellings, use);
    const meaning = spellings.meaning(text);
    return claim?.numbers.includes(meaning) === true || claim?.parcels.includes(meaning) === true;
  });

/** What is drawn on a reservation is used for its project. */
export const ofOneProject = (
  { type, data }: LedgerEvent,
  projects: ReadonlyMap<string, string | undefined>,
  spellings: Spellings,
): string | undefined => {
  if (type !== 'QuotaConsumed') return undefined;
  for (const { reservation } of data.postings) {
    const project = reservation === undefined ? undefined : projects.get(reservation);
    if (project === undefined) continue;
    const own = data.project === undefined ? undefined : spellings.meaning(data.project);
    if (own !== spellings.meaning(project)) {
      return `${data.entryId} uses ${reservation} of project ${project} for ${data.project}`;
    }
  }
  return undefined;
};
