import { UNIT_CHANGES } from '../../units/unit-changes.js';
import { shareOf } from '../land.js';
import type { Fixed, Planned } from '../plan.js';
import { holdingOf, type Holding, type PlayBook } from '../play-book.js';
import type { Random } from '../random.js';
import { handOnWhole, reorganisationBody } from '../reorganise.js';
import type { Fates } from '../year-end.js';
import * as advance from './advance-2020.js';
import * as approvals from './approvals.js';
import * as corrections from './corrections.js';
import { hangzhou2015 } from './hangzhou-2015.js';
import { LEFT_2020, leave2020 } from './hangzhou-2021.js';
import { jiaxing2021 } from './jiaxing-2021.js';
import * as overUse from './over-use.js';
import * as rewards from './rewards.js';
import { YUHUAN, YUHUAN_2017, yuhuan2017 } from './yuhuan-2017.js';

/** What a plan year has of its own. */
export interface Scenes {
  readonly fixed: Fixed;
  /** Units whose lots are used in the scenes alone. */
  readonly quiet: readonly string[];
  readonly play: (planned: Planned) => void;
  /** Comes when all uses of the year are written: what it gives back was not there before. */
  readonly after?: () => void;
  readonly fates?: Fates;
}

const PLAYERS_2017 = [YUHUAN, overUse.OVER_ON_TOTAL, overUse.OVER_ON_CULTIVATED];
const PLAYERS_2020 = [...LEFT_2020.map(({ unit }) => unit), advance.ADVANCING];

/** Units that get no quota by chance in a year, before its plan. */
export const PLAYERS: Readonly<Record<number, readonly string[]>> = {
  2017: PLAYERS_2017,
  2018: [corrections.FROZEN],
  2020: PLAYERS_2020,
};

type Written = (book: PlayBook, random: Random) => Scenes;

const NONE: Omit<Scenes, 'play'> = { fixed: {}, quiet: [] };

const in2015: Written = (book, random) => {
  const { fixed, divide } = hangzhou2015(book, random);
  return { ...NONE, fixed, play: divide };
};

const in2016: Written = (book) => ({
  ...NONE,
  play: () => {
    const from = holdingOf(blockOf(book, 2016), 'u-330212');
    const land = shareOf(from.left, 120);
    corrections.transferWithBorder(book, '2016:haishu', '2016-10-18', {
      from,
      to: 'u-330203',
      land,
    });
  },
  after: () => endJiangdong(book),
  fates: { lapse: new Set(PLAYERS_2017) },
});

/** 江东 has one successor, so what it has goes there whole. */
const endJiangdong = (book: PlayBook): void => {
  const change = UNIT_CHANGES.find(({ id }) => id === 'ningbo-2016');
  if (change === undefined) throw new Error('there is no change of Ningbo');
  book.post('reorganisations', `2016:${change.id}`, change.on, reorganisationBody(change, []));
  handOnWhole(book, change);
};

const blockOf = (book: PlayBook, year: number): Holding[] =>
  book.holdings.filter(({ planYear, planKind }) => planYear === year && planKind === 'pool');

const in2017: Written = (book) => ({
  fixed: {
    block: [
      { unit: YUHUAN, land: YUHUAN_2017 },
      { unit: overUse.OVER_ON_TOTAL, land: overUse.PLAN_2017 },
      { unit: overUse.OVER_ON_CULTIVATED, land: overUse.PLAN_2017 },
    ],
  },
  quiet: PLAYERS_2017,
  play: ({ block }) => {
    yuhuan2017(book, block);
    overUse.overUse2017(book, block);
  },
});

const in2018: Written = (book) => {
  const giveBack: (() => void)[] = [];
  return {
    fixed: {},
    quiet: [corrections.FROZEN],
    play: ({ block }) => {
      overUse.deduct2018(book, block);
      approvals.splitDraw2018(book, block);
      giveBack.push(approvals.withdrawn2018(book, block));
      corrections.freeze2018(book, block);
      corrections.sale2018(book, block);
    },
    after: () => giveBack.forEach((give) => give()),
  };
};

const in2019: Written = (book, random) => {
  const giveBack: (() => void)[] = [];
  return {
    ...NONE,
    fixed: { reward: rewards.jinhua2019(book, random) },
    play: ({ block }) => {
      const from = holdingOf(block, 'u-330327');
      const land = shareOf(from.left, 150);
      corrections.transferWithBorder(book, '2019:longgang', '2019-09-10', {
        from,
        to: 'u-330383',
        land,
      });
      approvals.reviewSheet2019(book, block);
      giveBack.push(corrections.reversed2019(book, block));
      corrections.sanction2019(book, block);
    },
    after: () => giveBack.forEach((give) => give()),
    fates: { lapse: new Set(PLAYERS_2020) },
  };
};

const in2020: Written = (book, random) => {
  const award = rewards.jiaxing2020(book, random);
  return {
    fixed: {
      block: [
        ...LEFT_2020.map(({ unit, plan }) => ({ unit, land: plan })),
        { unit: advance.ADVANCING, land: advance.ADVANCING_2020 },
      ],
      reward: award.reward,
    },
    quiet: PLAYERS_2020,
    play: (planned) => {
      leave2020(book, planned.block);
      advance.advance2020(book, planned.block);
      approvals.direct2020(book);
      award.divide(planned);
    },
    fates: { carry: new Set(LEFT_2020.map(({ unit }) => unit)) },
  };
};

const in2021: Written = (book, random) => {
  const { fixed, divide } = jiaxing2021(book, random);
  return { ...NONE, fixed, play: divide };
};

const WRITTEN: Readonly<Record<number, Written>> = {
  2015: in2015,
  2016: in2016,
  2017: in2017,
  2018: in2018,
  2019: in2019,
  2020: in2020,
  2021: in2021,
};

/** The scenes of a plan year; they are played after its plan is divided. */
export const scenesOf = (book: PlayBook, random: Random, year: number): Scenes =>
  WRITTEN[year]?.(book, random) ?? { ...NONE, play: () => undefined };
