import { ANNUAL, INCREASE_DECREASE, SCALE, type Indicator } from '#domain';
import { plain } from './cells.js';

export const KNOWN_INDICATORS: readonly Indicator[] = [ANNUAL, SCALE, INCREASE_DECREASE];

/** Cells are looked up in maps: an object would know `constructor` and what else it inherits. */
const INDICATOR_TITLES: ReadonlyMap<string, string> = new Map([
  ['年度', 'annual'],
  ['年度计划', 'annual'],
  ['计划指标', 'annual'],
  ['年度计划指标', 'annual'],
  ['规划', 'scale'],
  ['规划指标', 'scale'],
  ['规划规模', 'scale'],
  ['增减挂钩', 'increase-decrease'],
  ['增减挂钩指标', 'increase-decrease'],
  ...KNOWN_INDICATORS.map(({ id, title }): [string, string] => [title, id]),
]);

const PLAN_KIND_TITLES: ReadonlyMap<string, string> = new Map([
  ['统筹', 'pool'],
  ['统筹指标', 'pool'],
  ['项目计划', 'project'],
  ['奖励计划', 'reward'],
  ['挂钩计划', 'linked'],
  ['人地挂钩', 'people-land'],
  ['农民建房', 'farmer-housing'],
  ['乡村产业', 'rural-industry'],
  ['省级预留', 'reserve'],
  ['国家配置', 'national-direct'],
  ['基础指标', 'base'],
]);

/** A title as tables print it, else the id as it stands: the ledger knows which ones it has. */
export const indicatorId = (cell: string): string =>
  INDICATOR_TITLES.get(plain(cell)) ?? plain(cell);

export const planKindId = (cell: string): string =>
  PLAN_KIND_TITLES.get(plain(cell)) ?? plain(cell);
