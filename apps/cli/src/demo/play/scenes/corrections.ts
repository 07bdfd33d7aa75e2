import { add, mu, stated, subtract, type Land } from '../land.js';
import { example, SYNTHETIC } from '../marks.js';
import { holdingOf, type Holding, type PlayBook } from '../play-book.js';

/** The county that is frozen in the summer of 2018; it uses nothing by chance in that year. */
export const FROZEN = 'u-330922';

/** 冻结 and 解冻: after the release of the freeze the county goes on as before. */
export const freeze2018 = (book: PlayBook, block: readonly Holding[]): void => {
  const lot = holdingOf(block, FROZEN);
  book.consume('2018:freeze:before', '2018-05-08', lot, mu(40, 34, 20));
  const noticed = (date: string, number: string, title: string) => ({
    document: example(date, `浙土资督〔2018〕${number}号`, title),
    note: SYNTHETIC,
  });
  const freeze = book.post('freezes', '2018:freeze', '2018-06-01', {
    ...noticed('2018-05-31', '1', '暂停用地报批通知'),
    ...{ unit: book.code(FROZEN, '2018-06-01'), exceptions: ['民生公益'] },
    reason: '执法督察整改期间暂停用地报批',
  });
  book.post('unfreezes', '2018:unfreeze', '2018-07-20', {
    ...noticed('2018-07-19', '2', '恢复用地报批通知'),
    ...{ freeze, reason: '整改完成' },
  });
  book.consume('2018:freeze:after', '2018-08-15', lot, mu(50, 43, 26));
};

/** 冲正: a wrong figure is undone and posted anew; both stay to be read. Tells what gives the difference back. */
export const reversed2019 = (book: PlayBook, block: readonly Holding[]): (() => void) => {
  const lot = holdingOf(block, 'u-330681');
  const on = '2019-06-20';
  const mistaken = mu(63, 57, 48);
  const right = mu(36, 30, 21);
  const approval = book.approval(on, book.serial('approval 2019'));
  const body = (land: Land) => ({ draws: [{ lot: lot.lot, quantity: stated(land) }], approval });
  book.take(lot, mistaken);
  const wrong = book.approve('2019:wrong', on, lot, body(mistaken));
  const document = example(on, '更正〔2019〕1号', '台账更正通知');
  book.post('reversals', '2019:reversal', on, {
    ...{ entry: wrong, reason: '亩数录入颠倒(63应为36)', document, note: SYNTHETIC },
  });
  const again = book.approve('2019:right', on, lot, { ...body(right), replaces: wrong });
  book.post('annotations', '2019:annotation', '2019-06-21', {
    ...{ entry: again, field: 'note', is: `更正〔2019〕1号后重新登记;${SYNTHETIC}` },
    ...{ reason: '便于查阅', document, note: SYNTHETIC },
  });
  return () => {
    lot.left = add(lot.left, subtract(mistaken, right));
  };
};

/** 核减 as a sanction, of what is held. */
export const sanction2019 = (book: PlayBook, block: readonly Holding[]): void => {
  const lot = holdingOf(block, 'u-330781');
  const land = mu(20, 17, 11);
  const on = '2019-08-06';
  book.take(lot, land);
  book.post('deductions', '2019:sanction', on, {
    ...{ unit: book.code(lot.unit, on), reason: 'sanction', indicator: 'annual', planYear: 2019 },
    ...{ quantity: stated(land), draws: [{ lot: lot.lot, quantity: stated(land) }] },
    document: example(on, '浙自然资函〔2019〕核减', '违法用地核减计划指标'),
    note: SYNTHETIC,
  });
};

/** What goes along when a border moves is agreed, never inferred from area. */
export const transferWithBorder = (
  book: PlayBook,
  id: string,
  on: string,
  {
    from,
    to,
    land,
  }: { readonly from: Holding; readonly to: string; readonly land: readonly bigint[] },
): Holding => {
  const document = example(on, `区划调整指标划转〔${on.slice(0, 4)}〕`, '区划调整指标划转协议');
  return book.transfer(id, { on, document, note: SYNTHETIC }, from, to, land);
};

/** 调剂 for a price, between two counties of 温州. */
export const sale2018 = (book: PlayBook, block: readonly Holding[]): void => {
  const on = '2018-09-12';
  const document = example(on, '浙土资函〔2018〕调剂', '计划指标有偿调剂');
  const said = { on, document, note: SYNTHETIC };
  const terms = { price: '示例 30万元/亩', agreement: '示例调剂协议〔2018〕3号' };
  const from = holdingOf(block, 'u-330329');
  book.transfer('2018:sale', said, from, 'u-330382', mu(30, 26, 17), terms);
};
