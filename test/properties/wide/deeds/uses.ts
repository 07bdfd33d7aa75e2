import { isNothing, plus, quantityIn, NOTHING, type Amounts } from '../amounts.js';
import type { Clerk } from '../clerk.js';
import { remainingOf, usesIn } from '../laws/uses.js';
import type { Sheet } from '../reservation-book.js';
import type { Step } from '../steps.js';
import { isCounty, type Doing } from './draws.js';

/** Named draws on what is available, with a project or without. */
export function* consume(clerk: Clerk, step: Step): Doing {
  const from = clerk.holding('available', step, step.picks[0], (unit) => isCounty(clerk, unit));
  if (from === undefined) return;
  const { unit, lot, quantity, on } = from;
  yield clerk.wish('ConsumeQuota', step, {
    unit,
    draws: [{ lot, quantity }],
    ...common(clerk, step, on),
    ...forPeople(step),
  });
}

export function* consumeAutomatic(clerk: Clerk, step: Step): Doing {
  const from = clerk.holding('available', step, step.picks[0], (unit) => isCounty(clerk, unit));
  if (from === undefined) return;
  const { unit, indicator, quantity, on } = from;
  const sheets = clerk.book.reservations.stillOpen().filter((sheet) => sheet.unit === unit);
  const sheet = step.picks[3] % 2 === 0 ? clerk.pick(sheets, step.picks[1]) : undefined;
  yield clerk.wish('ConsumeQuota', step, {
    unit,
    automatic: [{ indicator, quantity }],
    ...(sheet === undefined ? {} : { reservation: sheet.id }),
    ...common(clerk, step, on),
  });
}

/** From a reservation, under its project, under another, or under none. */
export function* consumeReserved(clerk: Clerk, step: Step): Doing {
  const drawn = fromReservation(clerk, step);
  if (drawn === undefined) return;
  const on = clerk.day(step);
  yield clerk.wish('ConsumeQuota', step, {
    unit: drawn.sheet.unit,
    draws: [drawn.draw],
    ...common(clerk, step, on),
    ...(step.picks[3] % 4 === 0 ? { final: true } : {}),
  });
}

/** One draw on a reservation beside one on what is available, or on another reservation. */
export function* consumeBoth(clerk: Clerk, step: Step): Doing {
  const drawn = fromReservation(clerk, step);
  if (drawn === undefined) return;
  const { unit } = drawn.sheet;
  const on = clerk.day(step);
  const other = fromReservation(
    clerk,
    { ...step, picks: [step.picks[1], ...rest(step)] },
    (sheet) => sheet.unit === unit && sheet.id !== drawn.sheet.id,
  );
  const free = clerk.holding('available', step, step.picks[1], (one) => one === unit);
  const second =
    other !== undefined && step.picks[2] % 4 > 0
      ? other.draw
      : free && { lot: free.lot, quantity: free.quantity };
  if (second === undefined) return;
  yield clerk.wish('ConsumeQuota', step, {
    unit,
    draws: [drawn.draw, second],
    ...common(clerk, { ...step, picks: [...firstThree(step), step.picks[1] % 2] }, on),
  });
}

export function* overUse(clerk: Clerk, step: Step): Doing {
  const counties = clerk.book.units.all().filter((one) => isCounty(clerk, one));
  const unit = clerk.pick(counties, step.picks[0]);
  const on = clerk.day(step);
  const few = { ...step, share: 10 };
  const drawn =
    step.picks[3] % 2 === 0
      ? clerk.holding('available', few, step.picks[1], isAnnualOf(clerk, unit))
      : undefined;
  yield clerk.wish('RecordOverUse', step, {
    unit,
    indicator: 'annual',
    planYear: step.picks[1] % 6 === 0 ? 2018 : 2017,
    quantity: quantityIn('annual', [60_000n, 40_000n, 20_000n]),
    ...(drawn === undefined ? {} : { draws: [{ lot: drawn.lot, quantity: drawn.quantity }] }),
    ...common(clerk, step, on),
  });
}

const isAnnualOf = (clerk: Clerk, unit: string | undefined) => (one: string, lot: string) =>
  one === unit && clerk.book.lots.get(lot)?.indicator === 'annual';

export function* advance(clerk: Clerk, step: Step): Doing {
  const counties = clerk.book.units.all().filter((one) => isCounty(clerk, one));
  const unit = clerk.pick(counties, step.picks[0]);
  const on = clerk.day(step);
  const isConsumed = step.picks[1] % 2 === 0;
  const { approval, ...others } = common(clerk, step, on);
  const year = step.picks[1] % 5 === 0 ? 2018 : 2017;
  yield clerk.wish('AdvanceQuota', step, {
    unit,
    indicator: 'annual',
    planYear: year,
    planKind: 'pool',
    quantity: quantityIn('annual', [50_000n, 40_000n, 30_000n]),
    use: isConsumed ? 'consumed' : 'available',
    ...others,
    ...(isConsumed ? { approval } : {}),
    ...(year === 2018 ? { validFrom: '2018-01-01', validUntil: '2018-12-31' } : {}),
  });
}

export function* voidPart(clerk: Clerk, step: Step): Doing {
  const use = clerk.pick(usesIn(clerk.book), step.picks[0]);
  if (use === undefined) return;
  const left = [...remainingOf(clerk.book, use)].filter(([, amount]) => !isNothing(amount));
  const [lot, amount] = clerk.pick(left, step.picks[1]) ?? [];
  if (lot === undefined || amount === undefined) return;
  const indicator = clerk.book.lots.get(lot)?.indicator ?? '';
  const quantity = quantityIn(indicator, clerk.portion(amount, step));
  yield clerk.wish('VoidConsumption', step, {
    consumption: use.data.entryId,
    draws: [{ lot, quantity }],
    reason: '撤回',
  });
}

export function* voidRest(clerk: Clerk, step: Step): Doing {
  const use = clerk.pick(usesIn(clerk.book), step.picks[0]);
  if (use === undefined) return;
  yield clerk.wish('VoidConsumption', step, { consumption: use.data.entryId, reason: '失效' });
}

export function* annotateNumber(clerk: Clerk, step: Step): Doing {
  const use = clerk.pick(usesIn(clerk.book), step.picks[0]);
  if (use === undefined) return;
  yield clerk.wish('AnnotateEntry', step, {
    entry: use.data.entryId,
    field: 'approval.number',
    is: clerk.knownApproval(step, '').number,
    reason: '误写',
  });
}

/** What everything that is consumed says beside its draws. */
const common = (clerk: Clerk, step: Step, on: string) => ({
  approval: clerk.approval(step, on),
  ...clerk.project(step.picks[3], step.spelling),
  ...clerk.parcels(step.picks[1], step.spelling),
});

/** What is for the people may be let through a freeze. */
const forPeople = ({ picks }: Step): object =>
  picks[1] % 7 === 0 ? { projectClass: '民生公益' } : {};

const fromReservation = (clerk: Clerk, step: Step, is: (sheet: Sheet) => boolean = () => true) => {
  const sheet = clerk.pick(clerk.book.reservations.stillOpen().filter(is), step.picks[0]);
  if (sheet === undefined) return undefined;
  const [lot, left] = clerk.pick([...clerk.book.reservations.left(sheet.id)], step.picks[1]) ?? [];
  if (lot === undefined || left === undefined) return undefined;
  const quantity = quantityIn(sheet.indicator, clerk.portion(left, step));
  return { sheet, draw: { lot, quantity, reservation: sheet.id } };
};

/** All that is left of a reservation, as draws on it. */
export const drawsOnAll = (clerk: Clerk, sheet: Sheet) =>
  [...clerk.book.reservations.left(sheet.id)].map(([lot, left]) => ({
    lot,
    quantity: quantityIn(clerk.book.lots.get(lot)?.indicator ?? '', left),
    reservation: sheet.id,
  }));

export const totalOf = (amounts: Iterable<Amounts>): Amounts => [...amounts].reduce(plus, NOTHING);

const firstThree = ({ picks: [a, b, c] }: Step): [number, number, number] => [a, b, c];
const rest = ({ picks: [, b, c, d] }: Step): [number, number, number] => [b, c, d];
