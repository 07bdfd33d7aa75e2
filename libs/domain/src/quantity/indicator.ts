/** What an amount measures: `area` in 1/300 m², `grain` in grams. */
export type Dimension = 'area' | 'grain';

export interface Component {
  readonly name: string;
  readonly dimension: Dimension;
  /** 中文 name, as a clerk reads it. */
  readonly title: string;
}

/**
 * An indicator (指标) is controlled by several measures at once. The order of `components` is the
 * order of every vector of it and is stored in events: it may be extended by a new indicator,
 * never reordered.
 */
export interface Indicator {
  readonly id: string;
  readonly title: string;
  readonly components: readonly Component[];
  /**
   * Pairs of component names of which the first never exceeds the second where both state facts
   * about land.
   */
  readonly nesting: readonly (readonly [smaller: string, larger: string])[];
}

/** 新增建设用地计划指标: the yearly permit to convert land (Order 66 of 2016). */
export const ANNUAL: Indicator = {
  id: 'annual',
  title: '新增建设用地计划指标',
  components: [
    { name: 'total', dimension: 'area', title: '新增建设用地总量' },
    { name: 'farmland', dimension: 'area', title: '新增建设占用农用地' },
    { name: 'cultivated', dimension: 'area', title: '新增建设占用耕地' },
  ],
  nesting: [
    ['cultivated', 'farmland'],
    ['farmland', 'total'],
  ],
};

/** 新增建设用地规划指标: the room the master plan leaves over several years. */
export const SCALE: Indicator = {
  id: 'scale',
  title: '新增建设用地规划指标',
  components: [{ name: 'total', dimension: 'area', title: '新增建设用地规划规模' }],
  nesting: [],
};

/** 城乡建设用地增减挂钩指标: three measures that must each stay non-negative; it never uses annual quota. */
export const INCREASE_DECREASE: Indicator = {
  id: 'increase-decrease',
  title: '城乡建设用地增减挂钩指标',
  components: [
    { name: 'area', dimension: 'area', title: '面积' },
    { name: 'paddy', dimension: 'area', title: '水田' },
    { name: 'grain', dimension: 'grain', title: '标准粮食产能' },
  ],
  nesting: [['paddy', 'area']],
};
