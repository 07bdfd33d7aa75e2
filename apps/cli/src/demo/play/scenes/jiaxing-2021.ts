import { allot, countiesOf } from '../allotment.js';
import { sumOf, type Land } from '../land.js';
import type { Fixed, Planned } from '../plan.js';
import { holdingOf, type Given, type PlayBook } from '../play-book.js';
import type { Random } from '../random.js';
import { example, published, SYNTHETIC } from '../marks.js';

export const JIAXING = 'u-330400';
export const ZONES = ['u-330400-jk', 'u-330400-gq'] as const;

/** 嘉自然资规发〔2021〕37号: 1.3 万亩 obtained, of what is arranged at least 30 % industry and 6 % farmer housing. */
export const JIAXING_2021 = { total: 13_000, industryFloor: 30, farmerHousingFloor: 6 } as const;

export const INDUSTRY = '工业';
export const FARMER_HOUSING = '农民建房';

/** 亩 by purpose; only the total and the floors are published. Industry stands exactly on its floor. */
const PURPOSES: readonly (readonly [purpose: string, mu: number])[] = [
  [INDUSTRY, 3_900],
  [FARMER_HOUSING, 812.5],
  ['基础设施', 3_600],
  ['公共服务', 1_900],
  ['人才科技', 900],
  ['民生公益', 1_887.5],
];

const WORK_POINTS = {
  number: '嘉自然资规发〔2021〕37号',
  issuer: '嘉兴市自然资源和规划局',
  date: '2021-03-15',
  title: '2021年工作要点',
};

export const jiaxing2021 = (book: PlayBook, random: Random) => {
  const on = '2021-03-24';
  const counties = countiesOf(book, JIAXING, on);
  const purposes = PURPOSES.map(([purpose, total]) => {
    const units = purpose === FARMER_HOUSING ? counties : [...counties, ...ZONES];
    const given: readonly Given[] = allot(random, total, units);
    const land: Land = sumOf(given.map(({ land }) => land));
    return { purpose, given, land };
  });
  const block: Given = { unit: JIAXING, land: sumOf(purposes.map(({ land }) => land)) };
  const fixed: Fixed = { block: [block], without: counties };
  const divide = ({ block }: Planned): void => {
    const note = published('目标1.3万亩;工业不低于30%、农民建房不低于6%');
    const lots = book.split(
      '2021:jiaxing:purposes',
      { on, document: WORK_POINTS, note },
      holdingOf(block, JIAXING),
      purposes.map(({ purpose, land }) => ({ ...kindOf(purpose), purpose, land })),
    );
    purposes.forEach(({ purpose, given }, i) => {
      const lot = lots[i];
      if (lot === undefined) return;
      const document = example(
        on,
        `嘉自然资规发〔2021〕${purpose}`,
        `${purpose}计划指标`,
        WORK_POINTS.issuer,
      );
      book.allocate(`2021:jiaxing:${i + 1}`, { on, document, note: SYNTHETIC }, lot, given);
    });
  };
  return { fixed, divide };
};

const kindOf = (purpose: string): { readonly planKind?: string } =>
  purpose === FARMER_HOUSING ? { planKind: 'farmer-housing' } : {};
