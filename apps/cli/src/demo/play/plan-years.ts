/** 亩 of a plan year by kind of plan. */
export interface PlanYear {
  readonly year: number;
  /** 切块: what counties get to arrange themselves. */
  readonly block: number;
  readonly project: number;
  readonly linked: number;
  readonly reward: string;
  readonly peopleLand: number;
  readonly reserve: number;
  /** Of the state's plan for 宁波, which is planned separately. */
  readonly ningbo: number;
}

export const FIRST_YEAR = 2015;
export const LAST_YEAR = 2021;

/**
 * 2015: 15 546 亩 of block quota were 39.6 % of the province, which makes 39 258. 2019: the 557.8 亩 of Jinhua's special
 * towns were 17.09 % of the province, which makes 3 263.9. All other amounts are made up. Linked, reward and people-land
 * plans begin when their documents do (浙土资发〔2016〕21号; people-land rules due in September 2017).
 */
export const PLAN_YEARS: readonly PlanYear[] = [
  {
    year: 2015,
    block: 39_258,
    project: 13_600,
    linked: 0,
    reward: '0',
    peopleLand: 0,
    reserve: 4_200,
    ningbo: 9_800,
  },
  {
    year: 2016,
    block: 38_400,
    project: 14_200,
    linked: 6_500,
    reward: '2400',
    peopleLand: 0,
    reserve: 3_900,
    ningbo: 9_600,
  },
  {
    year: 2017,
    block: 37_600,
    project: 15_000,
    linked: 7_200,
    reward: '2800',
    peopleLand: 0,
    reserve: 3_600,
    ningbo: 9_300,
  },
  {
    year: 2018,
    block: 36_900,
    project: 15_800,
    linked: 7_800,
    reward: '3000',
    peopleLand: 1_600,
    reserve: 3_500,
    ningbo: 9_100,
  },
  {
    year: 2019,
    block: 36_200,
    project: 16_400,
    linked: 8_100,
    reward: '3263.9',
    peopleLand: 1_800,
    reserve: 3_400,
    ningbo: 9_000,
  },
  {
    year: 2020,
    block: 35_700,
    project: 17_200,
    linked: 8_600,
    reward: '3100',
    peopleLand: 1_900,
    reserve: 3_200,
    ningbo: 8_900,
  },
  {
    year: 2021,
    block: 47_800,
    project: 12_600,
    linked: 7_400,
    reward: '2600',
    peopleLand: 1_700,
    reserve: 3_000,
    ningbo: 8_800,
  },
];
