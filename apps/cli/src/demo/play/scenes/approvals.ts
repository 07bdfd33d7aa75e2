import { add, ha, mu, stated } from '../land.js';
import type { Body } from '../line.js';
import { example, SYNTHETIC } from '../marks.js';
import { holdingOf, type Holding, type PlayBook } from '../play-book.js';

const DIRECT_KIND = { indicator: 'annual' } as const;

const nationalList = (on: string): Body => ({
  ...example(on, `国家重大项目清单〔${on.slice(0, 4)}〕`, '国家配置计划指标', '国务院有关部门'),
});

const direct = (on: string, quantity: Body): Body => ({
  direct: { ...DIRECT_KIND, planYear: Number(on.slice(0, 4)), document: nationalList(on) },
  quantity,
});

/** L1: a single-site project whose illegal part draws on the county's quota, and the rest on the national list. */
export const splitDraw2018 = (book: PlayBook, block: readonly Holding[]): void => {
  const on = '2018-06-14';
  const own = holdingOf(block, 'u-330522');
  const illegal = ha('1.2', '1', '0.7');
  book.take(own, illegal);
  book.approve(
    '2018:l1',
    on,
    { unit: own.unit },
    {
      draws: [
        { lot: own.lot, quantity: stated(illegal, 'ha') },
        direct(on, stated(ha('18.8', '17', '11'), 'ha')),
      ],
      note: `单独选址项目分两处取用指标(算例L1),${SYNTHETIC}`,
    },
  );
};

/** C1: 15 公顷 of batch are 11.2345 farmland, 1.1111 unused and 2.6544 that were construction land before. */
export const reviewSheet2019 = (book: PlayBook, block: readonly Holding[]): void => {
  const own = holdingOf(block, 'u-330521');
  const land = ha('12.3456', '11.2345', '8');
  book.take(own, land);
  book.approve(
    '2019:c1',
    '2019-05-21',
    { unit: own.unit },
    {
      draws: [{ lot: own.lot, quantity: stated(land, 'ha') }],
      land: { unused: '1.1111 公顷', existingConstruction: '2.6544 公顷' },
      note: `批次用地审查表(算例C1),${SYNTHETIC}`,
    },
  );
};

/** 国家配置 never reached the locality: when its approval is withdrawn nothing returns to anybody. */
export const direct2020 = (book: PlayBook): void => {
  const on = '2020-03-18';
  const id = book.approve(
    '2020:direct:1',
    on,
    { unit: 'u-330921' },
    {
      draws: [direct(on, stated(ha('42.5', '36', '20'), 'ha'))],
    },
  );
  const second = '2020-05-26';
  book.approve(
    '2020:direct:2',
    second,
    { unit: 'u-331082' },
    {
      draws: [direct(second, stated(ha('61.75', '55', '38.5'), 'ha'))],
    },
  );
  withdraw(book, '2020:direct:void', '2020-09-21', id, '批准文件撤回,计划指标自动失效');
};

/** County quota of a withdrawn approval; where it goes is a row of policy. Tells what gives the land back. */
export const withdrawn2018 = (book: PlayBook, block: readonly Holding[]): (() => void) => {
  const own = holdingOf(block, 'u-330411');
  const land = mu(60, 52, 34);
  const id = book.consume('2018:withdrawn', '2018-04-26', own, land);
  return () => {
    withdraw(book, '2018:withdrawn:void', '2018-10-15', id, '市县逐级申请撤回批准文件');
    own.left = add(own.left, land);
  };
};

const withdraw = (
  book: PlayBook,
  id: string,
  on: string,
  consumption: string,
  reason: string,
): void => {
  const document = example(on, `浙自然资函〔${on.slice(0, 4)}〕撤回`, '撤回农用地转用批准');
  book.post('voids', id, on, { consumption, reason, document, note: SYNTHETIC });
};
