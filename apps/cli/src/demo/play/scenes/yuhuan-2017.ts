import { mu, type Land } from '../land.js';
import { holdingOf, type Holding, type PlayBook } from '../play-book.js';

/** 玉环 is 331021 (县) until 2017-04-09 and 331083 (市) from then on: one unit, one balance. */
export const YUHUAN = 'u-331021';

/** 1 000 亩 are the figure of the worked example D1; the components are made up. */
export const YUHUAN_2017: Land = mu(1_000, 830, 560);

export const YUHUAN_USED = 320;

/** D1: issued to 331021 on 2017-03-20, used by 331083 on 2017-06-01. */
export const yuhuan2017 = (book: PlayBook, block: readonly Holding[]): void => {
  const lot = holdingOf(block, YUHUAN);
  const project = { note: '算例D1:玉环撤县设市前下达、撤县设市后使用,同一账户(synthetic)' };
  book.consume('2017:yuhuan:use', '2017-06-01', lot, mu(YUHUAN_USED, 270, 180), project);
};
