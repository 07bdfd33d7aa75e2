import { HANGZHOU } from '../../units/unit-changes.js';
import { mu, type Land } from '../land.js';
import type { Body, Line } from '../line.js';
import { holdingOf, type Holding, type PlayBook } from '../play-book.js';
import {
  divisionBody,
  handOn,
  handOnWhole,
  holdingsOfEnding,
  reorganisationBody,
  type Division,
} from '../reorganise.js';

const YUHANG = 'u-330110';
const JIANGGAN = 'u-330104';
const XIACHENG = 'u-330103';

/** 600 and 90 亩 available on 2021-03-11, and how they are divided, are worked examples D2 and D3. */
export const LEFT_2020: readonly {
  readonly unit: string;
  readonly plan: Land;
  readonly left: Land;
}[] = [
  { unit: YUHANG, plan: mu(2_400, 2_040, 1_320), left: mu(600, 510, 330) },
  { unit: JIANGGAN, plan: mu(290, 250, 160), left: mu(90, 78, 50) },
  { unit: XIACHENG, plan: mu(200, 170, 110), left: mu(60, 51, 33) },
];

/** What the three use of their block quota of 2020, so that exactly the stated rest is carried over. */
export const leave2020 = (book: PlayBook, block: readonly Holding[]): void => {
  for (const { unit, left } of LEFT_2020) {
    const lot = holdingOf(block, unit);
    const used = lot.left.map((amount, i) => amount - (left[i] ?? 0n));
    const half = used.map((amount) => (amount / 40_000n) * 20_000n);
    const rest = used.map((amount, i) => amount - (half[i] ?? 0n));
    const id = unit.slice(2);
    const note = '示例数据(synthetic):使年末节余与区划调整算例一致';
    book.consume(`2020:${id}:1`, '2020-06-09', lot, half, { note });
    book.consume(`2020:${id}:2`, '2020-10-15', lot, rest, { note });
  }
};

const DIVISIONS: readonly Division[] = [
  { from: YUHANG, to: 'u-330110-2021', land: mu(350, 300, 195) },
  { from: YUHANG, to: 'u-330113', land: mu(250, 210, 135) },
  { from: JIANGGAN, to: 'u-330102-2021', land: mu(60, 52, 34) },
  { from: JIANGGAN, to: 'u-330114', land: mu(30, 26, 16) },
];

/** D4: 60 + 31 of 江干 are 91 and not the 90 that it has. */
const ONE_TOO_MUCH: readonly Division[] = DIVISIONS.map((division) =>
  division.to === 'u-330114' ? { ...division, land: mu(31, 26, 16) } : division,
);

export interface Hangzhou2021 {
  /** The entry that is refused. It is no line of the play. */
  readonly refused: Line;
  readonly entryId: string;
}

/** D2, D3: the reorganisation of Hangzhou with the divisions as documented. */
export const reorganise2021 = (book: PlayBook): Hangzhou2021 => {
  const { on } = HANGZHOU;
  const carried = holdingsOfEnding(book, HANGZHOU);
  const lot = holdingOf(carried, XIACHENG);
  const reserved = book.reserve('2021:xiacheng', '2021-02-20', lot, mu(25, 21, 13), '2021-12-31');
  const successor = 'u-330105-2021';
  const body = (divisions: readonly Division[]): Body =>
    reorganisationBody(
      HANGZHOU,
      divisions.map((division) => divisionBody(holdingOf(carried, division.from), division)),
      { [reserved.id]: successor },
    );
  const refused: Line = {
    ...{ entryId: 'demo:2021:d4', kind: 'reorganisations', on },
    body: { effectiveOn: on, ...body(ONE_TOO_MUCH) },
  };
  const entryId = book.post('reorganisations', '2021:hangzhou', on, body(DIVISIONS));
  for (const unit of [YUHANG, JIANGGAN])
    handOn(
      book,
      holdingOf(carried, unit),
      on,
      DIVISIONS.filter(({ from }) => from === unit),
    );
  handOnWhole(book, HANGZHOU);
  const moved = { ...lot, unit: successor };
  book.consumeReserved(
    '2021:xiacheng:use',
    '2021-05-18',
    { ...reserved, holding: moved },
    mu(25, 21, 13),
  );
  return { refused, entryId };
};
