import type { Clerk, Days, Wish } from '../clerk.js';
import { quantityIn } from '../amounts.js';
import type { Step } from '../steps.js';

/** Wishes one after the other; each learns whether the one before it was granted. */
export type Doing = Generator<Wish | Days, void, boolean>;

export function* issue(clerk: Clerk, step: Step): Doing {
  const [mu, which] = step.picks;
  const total = BigInt(1 + (mu % 50)) * 200_000n;
  const indicator = which % 4 === 0 ? 'scale' : 'annual';
  yield clerk.wish('IssueQuota', step, {
    indicator,
    planYear: 2017,
    planKind: 'pool',
    quantity: quantityIn(indicator, [total, (total * 9n) / 10n, total / 2n]),
  });
}

/** From whoever holds some to a unit below it. */
export function* allocate(clerk: Clerk, step: Step): Doing {
  const from = clerk.holding('available', step, step.picks[0], (unit) => !isCounty(clerk, unit));
  if (from !== undefined) yield* allocateFrom(clerk, step, from);
}

/** From a city, which is itself below the province. */
export function* allocateDown(clerk: Clerk, step: Step): Doing {
  const from = clerk.holding('available', step, step.picks[0], (unit) => isCity(clerk, unit));
  if (from !== undefined) yield* allocateFrom(clerk, step, from);
}

function* allocateFrom(
  clerk: Clerk,
  step: Step,
  from: NonNullable<ReturnType<Clerk['holding']>>,
): Doing {
  const { unit, lot, quantity } = from;
  // What is dated back may name a unit that was there then and has ended since.
  const below =
    step.daysBack > 0
      ? clerk.book.units.all().filter((one) => one !== unit)
      : clerk.book.units.below(unit, from.on);
  const to = clerk.pick(below, step.picks[1]);
  if (to === undefined) return;
  yield clerk.wish('AllocateQuota', step, {
    fromUnit: unit,
    lot,
    to: [{ unit: to, quantity, ...(step.picks[3] % 5 === 0 ? clerk.project(1, 0) : {}) }],
  });
}

export function* transfer(clerk: Clerk, step: Step): Doing {
  const from = clerk.holding('available', step, step.picks[0], (unit) => !isProvince(clerk, unit));
  const to = clerk.pick(clerk.book.units.living(), step.picks[1]);
  if (from === undefined || to === undefined) return;
  const { unit: fromUnit, lot, indicator } = from;
  // What is left of an allowance need not nest.
  const left = clerk.book.takable(`${fromUnit}/${lot}/available`, from.on);
  const quantity = step.share === 'all' ? quantityIn(indicator, left) : from.quantity;
  yield clerk.wish('TransferQuota', step, { fromUnit, toUnit: to, lot, quantity });
}

export function* split(clerk: Clerk, step: Step): Doing {
  const from = clerk.holding('available', step, step.picks[0]);
  if (from === undefined) return;
  const { unit, lot, quantity } = from;
  const bound = step.picks[1] % 4 === 0 ? clerk.project(1, 0) : {};
  const planKind = step.picks[1] % 3 === 0 ? { planKind: 'reward' } : {};
  yield clerk.wish('SplitQuota', step, { unit, lot, parts: [{ quantity, ...planKind, ...bound }] });
}

/** By the province, or by a city with its own role: one that has ended is tried as well. */
export function* reclaim(clerk: Clerk, step: Step): Doing {
  const from = clerk.holding('available', step, step.picks[0], (unit) => !isProvince(clerk, unit));
  if (from === undefined) return;
  const { unit, lot, quantity } = from;
  const cities = clerk.book.units.all().filter((one) => isCity(clerk, one));
  const city = step.picks[1] % 3 === 0 ? clerk.pick(cities, step.picks[2]) : undefined;
  yield clerk.wish('ReclaimQuota', step, {
    unit,
    draws: [{ lot, quantity }],
    ...(city === undefined ? {} : { actor: { id: 'c', role: 'city', unit: city } }),
  });
}

export function* lapse(clerk: Clerk, step: Step): Doing {
  const from = clerk.holding('available', step, step.picks[0]);
  if (from === undefined) return;
  const { unit, lot, quantity } = from;
  yield clerk.wish('LapseQuota', step, { unit, draws: [{ lot, quantity }] });
}

export function* carryOver(clerk: Clerk, step: Step): Doing {
  const from = clerk.holding('available', step, step.picks[0]);
  if (from === undefined) return;
  const { unit, lot, quantity } = from;
  const toPlanYear = (clerk.book.lots.get(lot)?.planYear ?? 2017) + 1;
  yield clerk.wish('CarryOver', step, { unit, lot, quantity, toPlanYear });
}

export function* bringForward(clerk: Clerk, step: Step): Doing {
  const unit = clerk.pick(clerk.book.units.living(), step.picks[0]);
  const quantity = quantityIn('annual', [400_000n, 300_000n, 200_000n]);
  yield clerk.wish('BringForward', step, {
    document: { ...clerk.rules.testing.document(), sha256: 'a'.repeat(64) },
    rows: [
      {
        unit,
        indicator: 'annual',
        planYear: 2017,
        planKind: 'base',
        available: quantity,
        reserved: quantity,
        expiresOn: clerk.shifted(clerk.book.today, step.picks[1] % 5),
        ...clerk.project(step.picks[2], 0),
      },
    ],
  });
}

export const isCity = ({ book }: Clerk, unit: string): boolean =>
  book.units.latest(unit)?.level === 'city';
export const isCounty = ({ book }: Clerk, unit: string): boolean =>
  book.units.latest(unit)?.level === 'county';
const isProvince = ({ book }: Clerk, unit: string): boolean =>
  book.units.latest(unit)?.level === 'province';
