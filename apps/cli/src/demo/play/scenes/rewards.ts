import { allot, countiesOf } from '../allotment.js';
import { mu, sumOf } from '../land.js';
import { example, published } from '../marks.js';
import type { Planned } from '../plan.js';
import { holdingOf, type Given, type PlayBook } from '../play-book.js';
import type { Random } from '../random.js';
import { JIAXING } from './jiaxing-2021.js';

const YIWU = 'u-330782';
const JINHUA = 'u-330700';

/** 金华2019: eight special towns 557.8 亩 together, 17.09 % of the province; the two of 义乌 232.9. */
export const JINHUA_2019 = { all: '557.8', yiwu: '232.9', others: 324.9 } as const;

export const jinhua2019 = (book: PlayBook, random: Random): readonly Given[] => {
  const others = countiesOf(book, JINHUA, '2019-07-01').filter((unit) => unit !== YIWU);
  return [
    { unit: YIWU, land: mu(JINHUA_2019.yiwu, 196, 128) },
    ...allot(random, JINHUA_2019.others, random.some(others, 6)),
  ];
};

/** 嘉兴2020: 300 亩 expected for intensive use and disposal of idle land (督查激励). The city hands them on. */
export const JIAXING_AWARD = 300;

export const jiaxing2020 = (book: PlayBook, random: Random) => {
  const given = allot(random, JIAXING_AWARD, countiesOf(book, JIAXING, '2020-07-10').slice(0, 3));
  const reward: readonly Given[] = [{ unit: JIAXING, land: sumOf(given.map(({ land }) => land)) }];
  const divide = ({ reward }: Planned): void => {
    const on = '2020-07-10';
    const document = example(
      on,
      '嘉自然资规发〔2020〕奖励',
      '督查激励奖励指标',
      '嘉兴市自然资源和规划局',
    );
    const said = { on, document, note: published('督查激励预期奖励300亩') };
    book.allocate('2020:jiaxing:reward', said, holdingOf(reward, JIAXING), given);
  };
  return { reward, divide };
};
