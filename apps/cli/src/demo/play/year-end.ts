import { PROVINCE } from '../units/zhejiang-units.js';
import { add, isZero, stated } from './land.js';
import { example, SYNTHETIC } from './marks.js';
import type { Holding, PlayBook } from './play-book.js';
import type { Random } from './random.js';

/** What must become of the rest of a unit, where chance does not decide. */
export interface Fates {
  readonly carry?: ReadonlySet<string>;
  readonly lapse?: ReadonlySet<string>;
}

/** Kinds that are carried over; a project's quota is bound to its year. */
const CARRIED: ReadonlySet<string> = new Set(['pool', 'linked', 'reward']);
/** As the demonstration's policy has it. */
const TERM = 2;

/** 收回, 结转, 失效 and 年结: what is left of a plan year finds its place, then the year and its books are closed. */
export const endYear = (book: PlayBook, random: Random, year: number, fates: Fates): void => {
  const left = (): Holding[] =>
    book.holdings.filter(({ planYear, left }) => planYear === year && !isZero(left));
  for (const holding of left())
    if (!isFixed(holding, fates) && random.chance(10)) reclaim(book, holding);
  for (const holding of left()) if (isCarried(random, holding, fates)) carryOver(book, holding);
  const rest = new Map<string, Holding[]>();
  for (const holding of left())
    rest.set(holding.unit, [...(rest.get(holding.unit) ?? []), holding]);
  for (const [unit, holdings] of rest) lapse(book, year, unit, holdings);
  const next = year + 1;
  book.post('year-closings', `${year}:close`, `${next}-01-31`, { planYear: year, note: '年结' });
  book.post('books-closings', `${year}:books`, `${next}-02-01`, {
    through: `${year}-12-31`,
    note: '结账',
  });
};

const isFixed = ({ unit }: Holding, { carry, lapse }: Fates): boolean =>
  carry?.has(unit) === true || lapse?.has(unit) === true;

/** 收回 to the province what came from it in this year, while its lot is still valid. */
const reclaim = (book: PlayBook, holding: Holding): void => {
  const { parent, unit, planYear, lot } = holding;
  if (parent?.unit !== PROVINCE || unit === PROVINCE) return;
  const on = `${planYear}-12-11`;
  const land = book.takeAll(holding);
  parent.left = add(parent.left, land);
  book.post('reclaims', `${planYear}:reclaim:${lot.slice('demo:'.length)}`, on, {
    unit: book.code(unit, on),
    draws: [{ lot, quantity: stated(land) }],
    document: example(on, `浙土资发〔${planYear}〕收回`, '收回年度未使用指标'),
    note: SYNTHETIC,
  });
};

const isCarried = (random: Random, holding: Holding, fates: Fates): boolean => {
  const { unit, planKind, planYear, firstPlanYear, project } = holding;
  if (fates.carry?.has(unit) === true) return true;
  if (fates.lapse?.has(unit) === true || unit.endsWith('00') || project !== undefined) return false;
  return CARRIED.has(planKind) && planYear < firstPlanYear + TERM && random.chance(60);
};

const carryOver = (book: PlayBook, holding: Holding): void => {
  const { lot, unit, planYear } = holding;
  const next = planYear + 1;
  const on = `${next}-01-08`;
  const land = book.takeAll(holding);
  const id = `${next}:carry:${lot.slice('demo:'.length)}`;
  const entryId = book.post('carry-overs', id, on, {
    ...{ unit: book.code(unit, on), lot, toPlanYear: next, quantity: stated(land) },
    document: example(on, `浙土资发〔${next}〕结转`, '年度节余指标结转'),
    note: SYNTHETIC,
  });
  book.open(holding, `${entryId}.1`, { planYear: next, from: on, left: land });
};

const lapse = (book: PlayBook, year: number, unit: string, holdings: readonly Holding[]): void => {
  const on = `${year + 1}-01-15`;
  book.post('lapses', `${year}:lapse:${unit.slice(2)}`, on, {
    unit: book.code(unit, on),
    draws: holdings.map((holding) => ({
      lot: holding.lot,
      quantity: stated(book.takeAll(holding)),
    })),
    document: example(on, `浙土资发〔${year + 1}〕失效`, '年度未使用指标失效'),
    note: SYNTHETIC,
  });
};
