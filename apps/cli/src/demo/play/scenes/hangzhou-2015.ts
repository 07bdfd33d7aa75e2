import { dayNamed } from '../../units/every-unit.js';
import { add, sumOf } from '../land.js';
import { example, published, SYNTHETIC } from '../marks.js';
import { allot, withProjects } from '../allotment.js';
import type { Fixed, Planned } from '../plan.js';
import { holdingOf, type Given, type PlayBook } from '../play-book.js';
import type { Random } from '../random.js';

export const HANGZHOU_CITY = 'u-330100';

/** 杭州2015年: 切块 15 546 亩, of which urban districts 9 199; 5 690 亩 obtained by project; 21 236 together. */
export const HANGZHOU_2015 = {
  block: 15_546,
  districts: 9_199,
  project: 5_690,
  all: 21_236,
} as const;

const SOURCE = '杭州市2015年计划:切块15546亩(占全省39.6%,其中市区9199亩),按项目5690亩,合计21236亩';

export interface Hangzhou2015 {
  readonly fixed: Fixed;
  /** The city divides what it got; posted once the city has it. */
  readonly divide: (planned: Planned) => void;
}

export const hangzhou2015 = (book: PlayBook, random: Random): Hangzhou2015 => {
  const units = [...book.units.inForce(dayNamed('2015-03-20'))].filter(
    ({ parent }) => parent === HANGZHOU_CITY,
  );
  const isDistrict = ({ name }: { readonly name: string }): boolean => name.endsWith('区');
  const ids = (some: typeof units): string[] => some.map(({ unitId }) => unitId);
  const districts = allot(random, HANGZHOU_2015.districts, ids(units.filter(isDistrict)));
  const counties = allot(
    random,
    HANGZHOU_2015.block - HANGZHOU_2015.districts,
    ids(units.filter((unit) => !isDistrict(unit))),
  );
  const projects = withProjects(
    book,
    2015,
    allot(random, HANGZHOU_2015.project, random.some(ids(units), 8)),
  );
  const whole = (given: readonly Given[]): Given => ({
    unit: HANGZHOU_CITY,
    land: sumOf(given.map(({ land }) => land)),
  });
  const block = { ...whole(districts), land: add(whole(districts).land, whole(counties).land) };
  return {
    fixed: { block: [block], project: [whole(projects)], without: ids(units) },
    divide: (planned) => {
      const said = (on: string, title: string, note: string) => ({
        on,
        document: example(
          on,
          `杭土资发〔2015〕${title}`,
          `杭州市2015年${title}`,
          '杭州市国土资源局',
        ),
        note,
      });
      const lot = holdingOf(planned.block, HANGZHOU_CITY);
      const ofDistricts = said('2015-03-27', '市区切块', published(SOURCE));
      book.allocate('2015:hangzhou:districts', ofDistricts, lot, districts);
      const ofCounties = said('2015-03-27', '县(市)切块', SYNTHETIC);
      book.allocate('2015:hangzhou:counties', ofCounties, lot, counties);
      const project = holdingOf(planned.project, HANGZHOU_CITY);
      const ofProjects = said('2015-04-27', '项目指标', published(SOURCE));
      book.allocate('2015:hangzhou:projects', ofProjects, project, projects);
    },
  };
};
