import type { UnitChange } from '../units/unit-changes.js';
import { isZero, stated, sumOf, type Land } from './land.js';
import type { Body } from './line.js';
import type { Holding, PlayBook } from './play-book.js';

/** How much of what a unit has goes to a successor; the last one named gets the rest. */
export interface Division {
  readonly from: string;
  readonly to: string;
  readonly land: Land;
}

/** The body of a reorganisation as documented. Accounts switch on the day of approval. */
export const reorganisationBody = (
  { on, documents, note, units, ended }: UnitChange,
  divisions: readonly Body[],
  reservations: Readonly<Record<string, string>> = {},
): Body => ({
  ...{ approvedOn: on, inForceOn: on, switchOn: on, documents, units, ended, note },
  ...(divisions.length === 0 ? {} : { divisions }),
  ...(Object.keys(reservations).length === 0 ? {} : { reservations }),
});

export const divisionBody = (holding: Holding, { from, to, land }: Division): Body => ({
  ...{ from, to, indicator: 'annual', planYear: holding.planYear, planKind: holding.planKind },
  quantity: stated(land),
});

/** What the units that end still hold, lot by lot. */
export const holdingsOfEnding = (book: PlayBook, { ended }: UnitChange): Holding[] => {
  const units = new Set(ended.map(({ unit }) => unit));
  return book.holdings.filter(({ unit, left }) => units.has(unit) && !isZero(left));
};

/** Hands a holding on to those who carry it on; the lot stays the same. */
export const handOn = (
  book: PlayBook,
  holding: Holding,
  on: string,
  shares: readonly { readonly to: string; readonly land: Land }[],
): void => {
  const divided = sumOf(shares.map(({ land }) => land));
  book.take(holding, divided);
  if (!isZero(holding.left)) throw new RangeError(`${holding.lot} is not divided in full`);
  for (const { to, land } of shares) book.hold({ ...holding, unit: to, from: on, left: land });
};

/** 整体划转: all that a unit with one successor holds goes to it. */
export const handOnWhole = (book: PlayBook, change: UnitChange): void => {
  for (const holding of holdingsOfEnding(book, change)) {
    const [to, another] = change.ended.find(({ unit }) => unit === holding.unit)?.successors ?? [];
    if (to !== undefined && another === undefined)
      handOn(book, holding, change.on, [{ to, land: holding.left }]);
  }
};
