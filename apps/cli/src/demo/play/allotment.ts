import { apportion } from '#domain';
import { dayNamed } from '../units/every-unit.js';
import { landOf } from './land.js';
import type { Given, PlayBook } from './play-book.js';
import type { Random } from './random.js';

/** One tenth of 亩 in whole units. */
const TENTH = 20_000n;

/** Counties in force on a day, without those of 宁波 and those named. */
export const countiesOn = (
  book: PlayBook,
  on: string,
  without: ReadonlySet<string> = new Set(),
): string[] => {
  const counties: string[] = [];
  for (const { unitId, level, parent } of book.units.inForce(dayNamed(on)))
    if (level === 'county' && parent !== NINGBO && !without.has(unitId)) counties.push(unitId);
  return counties;
};

export const countiesOf = (book: PlayBook, city: string, on: string): string[] => {
  const counties: string[] = [];
  for (const { unitId, level, parent } of book.units.inForce(dayNamed(on)))
    if (level === 'county' && parent === city) counties.push(unitId);
  return counties;
};

export const NINGBO = 'u-330200';

/**
 * Divides a total (in 亩, one decimal) among units by weights drawn at random, exactly, with farmland and cultivated
 * land as plausible shares of it.
 */
export const allot = (
  random: Random,
  total: number | string,
  units: readonly string[],
): Given[] => {
  const weights = units.map(() => BigInt(random.int(4, 16)));
  const tenths = apportion(BigInt(Math.round(Number(total) * 10)), weights);
  return units.map((unit, i) => ({
    unit,
    land: landOf((tenths[i] ?? 0n) * TENTH, random.int(800, 950), random.int(450, 700)),
  }));
};

/** Binds each share to a project of its own. */
export const withProjects = (book: PlayBook, year: number, given: readonly Given[]): Given[] =>
  given.map((one) => ({ ...one, project: projectCode(book, year, one.unit) }));

/** The layout of codes before 2020, with a middle part that no real project has. */
export const projectCode = (book: PlayBook, year: number, unit: string): string => {
  const code = book.code(unit, `${year}-04-20`);
  const serial = String(book.serial(`project ${year}`)).padStart(6, '0');
  return `${year}-${code}-00-00-${serial}-示例`;
};
