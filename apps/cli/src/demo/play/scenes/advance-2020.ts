import { ha, mu, stated, type Land } from '../land.js';
import { projectCode } from '../allotment.js';
import { example } from '../marks.js';
import { holdingOf, type Holding, type PlayBook } from '../play-book.js';

/** 海盐 of 2020. The county is chosen; the figures are a worked example. */
export const ADVANCING = 'u-330424';
export const ADVANCING_2020: Land = mu(800, 680, 440);

const NOTE = '示例数据(synthetic):预支30公顷、确认25公顷算例,非该县实际';

/** 预支 30 公顷 on 20 May, 确认 25 at the end of the quarter; the 5 left are covered from own quota before the year ends. */
export const advance2020 = (book: PlayBook, block: readonly Holding[]): void => {
  const own = holdingOf(block, ADVANCING);
  book.consume('2020:advance:own', '2020-08-12', own, mu(420, 350, 220));

  const project = projectCode(book, 2020, ADVANCING);
  const on = '2020-05-20';
  const entryId = book.post('advances', '2020:advance', on, {
    ...{ unit: book.code(ADVANCING, on), indicator: 'annual', planYear: 2020, planKind: 'project' },
    ...{ quantity: stated(ha('30', '26', '18'), 'ha'), use: 'consumed', project },
    approval: book.approval(on, book.serial('approval 2020')),
    document: example(on, '浙自然资函〔2020〕预支', '预支计划指标备案'),
    note: NOTE,
  });
  const advance = `${entryId}.1`;
  const confirm = (id: string, on: string, what: object, issuer?: string): void => {
    book.post('advance-confirmations', id, on, {
      ...{ unit: book.code(ADVANCING, on), advance, note: NOTE },
      document: example(on, '自然资函〔2020〕确认', '季度末计划指标确认', issuer),
      ...what,
    });
  };
  const confirmed = { quantity: stated(ha('25', '21.5', '15'), 'ha') };
  confirm('2020:advance:confirmed', '2020-06-30', confirmed, '自然资源部');
  const rest = ha('5', '4.5', '3');
  book.take(own, rest);
  const covered = { draws: [{ lot: own.lot, quantity: stated(rest, 'ha') }] };
  confirm('2020:advance:covered', '2020-12-15', covered);
};
