import { HANGZHOU } from '../units/unit-changes.js';
import type { Line } from './line.js';
import { planOf, preIssue } from './plan.js';
import { FIRST_YEAR, LAST_YEAR, PLAN_YEARS } from './plan-years.js';
import { PlayBook } from './play-book.js';
import { Random } from './random.js';
import { reorganise2021, type Hangzhou2021 } from './scenes/hangzhou-2021.js';
import { PLAYERS, scenesOf } from './scenes/index.js';
import { JIAXING } from './scenes/jiaxing-2021.js';
import { countiesOf } from './allotment.js';
import { registerChangesOf, setUp } from './set-up.js';
import { useLot } from './uses.js';
import { endYear } from './year-end.js';

/** The whole demonstration: entries in the order of their days, and the one that is refused. */
export interface Play {
  readonly lines: readonly Line[];
  /** D4: a division that is not what the unit has. */
  readonly refused: Line;
  /** The entry before which it is tried. */
  readonly refusedBefore: string;
}

/** Seven plan years of Zhejiang, the same every time. */
export const writePlay = (): Play => {
  const book = new PlayBook();
  const random = new Random();
  setUp(book);
  let hangzhou: Hangzhou2021 | undefined;
  for (const plan of PLAN_YEARS) {
    const { year } = plan;
    registerChangesOf(book, year);
    if (year > FIRST_YEAR) preIssue(book, random, year, withoutPreIssue(book, year));
    if (year === LAST_YEAR) hangzhou = reorganise2021(book);
    const scenes = scenesOf(book, random, year);
    const planned = planOf(book, random, plan, scenes.fixed);
    scenes.play(planned);
    useYear(book, random, year, new Set(scenes.quiet));
    scenes.after?.();
    if (year < LAST_YEAR) endYear(book, random, year, scenes.fates ?? {});
  }
  if (hangzhou === undefined) throw new Error('the last year has no reorganisation');
  return {
    lines: inOrderOfDays(book.lines),
    refused: hangzhou.refused,
    refusedBefore: hangzhou.entryId,
  };
};

/** Of one day the first written comes first: it may open the lot the next one draws on. */
const inOrderOfDays = (lines: readonly Line[]): Line[] =>
  [...lines].sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));

/** Who plays a scene gets only what the scene says; 嘉兴 of 2021 only its 13 000 亩, and who ends gets nothing. */
const withoutPreIssue = (book: PlayBook, year: number): ReadonlySet<string> =>
  new Set([
    ...(PLAYERS[year] ?? []),
    ...(year === LAST_YEAR ? countiesOf(book, JIAXING, `${year}-01-25`) : []),
    ...(year === LAST_YEAR ? HANGZHOU.ended.map(({ unit }) => unit) : []),
  ]);

/** Counties use most of their block quota in two goes, and of every other lot in one. */
const useYear = (
  book: PlayBook,
  random: Random,
  year: number,
  quiet: ReadonlySet<string>,
): void => {
  const held = book.holdings.filter(
    ({ planYear, unit }) => planYear === year && !unit.endsWith('00') && !quiet.has(unit),
  );
  for (const holding of held) {
    const isBlock = holding.planKind === 'pool' && holding.firstPlanYear === year;
    useLot(book, random, holding, isBlock ? 2 : 1);
  }
};
