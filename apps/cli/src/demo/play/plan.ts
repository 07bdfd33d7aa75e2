import { PROVINCE } from '../units/zhejiang-units.js';
import { allot, countiesOf, countiesOn, NINGBO, withProjects } from './allotment.js';
import { landOf, mu, sumOf, type Land } from './land.js';
import type { Said } from './line.js';
import { example, SYNTHETIC } from './marks.js';
import type { PlanYear } from './plan-years.js';
import type { Given, Holding, PlayBook } from './play-book.js';
import type { Random } from './random.js';

/** What a plan year has beside what is drawn at random. */
export interface Fixed {
  /** Block quota that is stated; the units get no other quota by chance. */
  readonly block?: readonly Given[];
  readonly project?: readonly Given[];
  readonly reward?: readonly Given[];
  /** Units that get nothing by chance: they play a scene, or a city divides what it got itself. */
  readonly without?: readonly string[];
}

/** The lots of a plan year that scenes go on with. */
export interface Planned {
  readonly block: readonly Holding[];
  readonly project: readonly Holding[];
  readonly reward: readonly Holding[];
  /** 省级预留, in the province's hands. */
  readonly reserve: Holding | undefined;
}

interface Part {
  readonly planKind: string;
  readonly title: string;
  readonly on: string;
  readonly to: readonly Given[];
}

/** 下达, 切分 and 分解下达 of one plan year, from the state's document to the counties. */
export const planOf = (book: PlayBook, random: Random, plan: PlanYear, fixed: Fixed): Planned => {
  const { year } = plan;
  const parts = partsOf(book, random, plan, fixed).filter(({ to }) => to.length > 0);
  const lands = parts.map(({ to }) => sumOf(to.map(({ land }) => land)));
  const reserve = landOf(BigInt(plan.reserve) * 200_000n, 850, 600);
  const national = book.issue(`${year}:issue`, saidNational(year), {
    ...{ unit: PROVINCE, planYear: year, planKind: 'pool' },
    land: sumOf([...lands, reserve]),
  });
  const split = book.split(
    `${year}:split`,
    said(`${year}-03-18`, `浙土资发〔${year}〕切分`, '年度计划切分'),
    national,
    [
      ...parts.map(({ planKind }, i) => ({ planKind, land: lands[i] ?? [] })),
      { planKind: 'reserve', land: reserve },
    ],
  );
  const allocated = new Map<string, Holding[]>();
  parts.forEach(({ planKind, title, on, to }, i) => {
    const lot = split[i];
    if (lot === undefined) return;
    const about = said(on, `浙土资发〔${year}〕${title}`, `${year}年${title}`);
    allocated.set(planKind, book.allocate(`${year}:${planKind}`, about, lot, to));
  });
  planNingbo(book, random, plan);
  return {
    block: allocated.get('pool') ?? [],
    project: allocated.get('project') ?? [],
    reward: allocated.get('reward') ?? [],
    reserve: split.at(-1),
  };
};

const said = (on: string, number: string, title: string): Said => ({
  on,
  document: example(on, number, title),
  note: SYNTHETIC,
});

const saidNational = (year: number): Said => {
  const on = `${year}-03-15`;
  const ministry = year <= 2018 ? '国土资源部' : '自然资源部';
  const document = example(on, `国土计划〔${year}〕1号`, `${year}年全国土地利用计划`, ministry);
  return { on, document, note: SYNTHETIC };
};

const partsOf = (book: PlayBook, random: Random, plan: PlanYear, fixed: Fixed): Part[] => {
  const { year } = plan;
  const stated = [...(fixed.block ?? []), ...(fixed.without ?? []).map((unit) => ({ unit }))];
  const others = (on: string): string[] =>
    countiesOn(book, on, new Set(stated.map(({ unit }) => unit)));
  const some = (
    total: number | string,
    count: number,
    on: string,
    known: readonly Given[] = [],
  ): Given[] => {
    const rest = restOf(total, known);
    return rest <= 0
      ? [...known]
      : [...known, ...allot(random, rest, random.some(others(on), count))];
  };
  const block = `${year}-03-20`;
  const projectOn = `${year}-04-20`;
  const known = fixed.project ?? [];
  const projects = some(plan.project, 24, projectOn, known);
  return [
    {
      ...{ planKind: 'pool', title: '切块指标', on: block },
      to: [
        ...(fixed.block ?? []),
        ...allot(random, restOf(plan.block, fixed.block ?? []), others(block)),
      ],
    },
    {
      ...{ planKind: 'project', title: '项目计划', on: projectOn },
      to: [...known, ...withProjects(book, year, projects.slice(known.length))],
    },
    {
      planKind: 'linked',
      title: '挂钩计划',
      on: `${year}-05-15`,
      to: some(plan.linked, 36, `${year}-05-15`),
    },
    {
      planKind: 'reward',
      title: '奖励计划',
      on: `${year}-07-01`,
      to: some(plan.reward, 10, `${year}-07-01`, fixed.reward),
    },
    {
      planKind: 'people-land',
      title: '人地挂钩',
      on: `${year}-09-15`,
      to: some(plan.peopleLand, 12, `${year}-09-15`),
    },
  ];
};

/** 亩 that are left of a total, one decimal. */
const restOf = (total: number | string, known: readonly Given[]): number => {
  const [stated = 0n] = sumOf(known.map(({ land }) => land));
  const [whole = 0n] = mu(total, 0, 0);
  return Number((whole - stated) / 20_000n) / 10;
};

/** 宁波 gets its plan from the state and divides it itself. */
const planNingbo = (book: PlayBook, random: Random, { year, ningbo }: PlanYear): void => {
  const on = `${year}-03-25`;
  const to = allot(random, ningbo, countiesOf(book, NINGBO, on));
  const national = book.issue(`${year}:issue-ningbo`, saidNational(year), {
    ...{ unit: NINGBO, planYear: year, planKind: 'pool' },
    land: sumOf(to.map(({ land }) => land)),
  });
  const document = example(on, `甬土资发〔${year}〕1号`, '宁波市年度计划分解', '宁波市国土资源局');
  book.allocate(`${year}:ningbo`, { on, document, note: SYNTHETIC }, national, to);
};

/** 预下达: the state's first part in January, within half of last year's plan, for projects that start early. */
export const preIssue = (
  book: PlayBook,
  random: Random,
  year: number,
  without: ReadonlySet<string>,
): void => {
  const on = `${year}-01-25`;
  const to = allot(random, 6_000, random.some(countiesOn(book, on, without), 12));
  const land: Land = sumOf(to.map((one) => one.land));
  const document = example(`${year}-01-12`, `国土预下达〔${year}〕1号`, '预先安排计划指标');
  const early = book.issue(
    `${year}:pre-issue`,
    { on: `${year}-01-15`, document, note: SYNTHETIC },
    { unit: PROVINCE, planYear: year, planKind: 'pool', land, preIssued: true },
  );
  book.allocate(
    `${year}:pre-issued`,
    said(on, `浙土资发〔${year}〕预安排`, '预安排指标'),
    early,
    to,
  );
};
