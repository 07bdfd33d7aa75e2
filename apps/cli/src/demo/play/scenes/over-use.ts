import { mu, stated, type Land } from '../land.js';
import { example } from '../marks.js';
import { holdingOf, type Holding, type PlayBook } from '../play-book.js';

/** 常山 and 龙游 of 2017: 1 000 亩, of which 600 cultivated. The counties are chosen; the figures are worked examples. */
export const OVER_ON_TOTAL = 'u-330822';
export const OVER_ON_CULTIVATED = 'u-330825';
export const PLAN_2017: Land = mu(1_000, 850, 600);

const NOTE = '示例数据(synthetic):超计划使用算例,非该县实际';

/** 超用 on the total alone (1 080 of 1 000), and on cultivated land alone (640 of 600). */
export const overUse2017 = (book: PlayBook, block: readonly Holding[]): void => {
  const total = holdingOf(block, OVER_ON_TOTAL);
  book.consume('2017:s1:1', '2017-05-16', total, mu(400, 350, 240));
  book.consume('2017:s1:2', '2017-08-22', total, mu(600, 500, 350));
  record(book, '2017:s1:over', '2017-10-20', OVER_ON_TOTAL, mu(80, 0, 0));

  const cultivated = holdingOf(block, OVER_ON_CULTIVATED);
  book.consume('2017:s2:1', '2017-06-20', cultivated, mu(790, 640, 500));
  // One approval draws on what is held and goes beyond it: its land nests only as a whole.
  const drawn = mu(200, 180, 100);
  book.take(cultivated, drawn);
  record(book, '2017:s2:over', '2017-10-26', OVER_ON_CULTIVATED, mu(0, 0, 40), [
    { lot: cultivated.lot, quantity: stated(drawn) },
  ]);
};

/** 超多少,扣多少: from the plan of the next year, component by component. */
export const deduct2018 = (book: PlayBook, block: readonly Holding[]): void => {
  deduct(book, '2018:s1:deduct', holdingOf(block, OVER_ON_TOTAL), mu(80, 0, 0));
  deduct(book, '2018:s2:deduct', holdingOf(block, OVER_ON_CULTIVATED), mu(0, 0, 40));
};

const record = (
  book: PlayBook,
  id: string,
  on: string,
  unit: string,
  land: Land,
  draws: readonly object[] = [],
): void => {
  book.post('over-uses', id, on, {
    ...{ unit: book.code(unit, on), indicator: 'annual', planYear: 2017, quantity: stated(land) },
    ...(draws.length === 0 ? {} : { draws }),
    approval: book.approval(on, book.serial('approval 2017')),
    note: NOTE,
  });
};

const deduct = (book: PlayBook, id: string, holding: Holding, land: Land): void => {
  const on = '2018-04-10';
  const { unit, lot } = holding;
  book.take(holding, land);
  book.post('deductions', id, on, {
    ...{ unit: book.code(unit, on), reason: 'over-use', indicator: 'annual', planYear: 2017 },
    ...{ quantity: stated(land), draws: [{ lot, quantity: stated(land) }] },
    document: example(on, '浙土资发〔2018〕扣减', '2017年度超计划使用扣减'),
    note: NOTE,
  });
};
