import { plus, quantityIn, type Amounts } from '../amounts.js';
import type { Clerk } from '../clerk.js';
import type { Step } from '../steps.js';
import { newest } from './chains-of-uses.js';
import { isCity, isCounty, type Doing } from './draws.js';
import { OF_OBJECTS } from './names.js';
import { endUnit } from './units.js';

const SOME = 20;
const plainly = (step: Step): Step => ({ ...step, share: SOME, daysBack: 0, name: 0 });

/** A reservation called as objects call their parts, and the end of the unit that it was made for. */
export function* endOfNamed(clerk: Clerk, step: Step): Doing {
  const from = ofCounty(clerk, step);
  const taken = new Set(clerk.book.events.map(({ data }) => data.entryId));
  const entryId = OF_OBJECTS.find((name) => !taken.has(name));
  if (from === undefined || entryId === undefined) return;
  const { unit, lot, quantity, on } = from;
  const plain = plainly(step);
  yield clerk.wish('ReserveQuota', plain, {
    entryId,
    unit,
    draws: [{ lot, quantity }],
    batch: '批-1',
    expiresOn: clerk.shifted(on, 1 + (step.picks[1] % 4)),
  });
  yield* endUnit(clerk, plain, unit, step.picks[2] % 2 === 0 ? 'split' : 'taken-over');
}

/** A unit that is to take over what another held ends first; the other ends with a day before. */
export function* endBefore(clerk: Clerk, step: Step): Doing {
  const [first, second] = neighbours(clerk, step);
  if (first === undefined || second === undefined) return;
  const plain = plainly(step);
  yield* endUnit(clerk, plain, second, 'taken-over');
  yield* endUnit(clerk, { ...plain, daysBack: 1 + (step.picks[2] % 3) }, first, 'merger', second);
}

/** Something is used up, and the unit ends with a day before. */
export function* endBeforeUse(clerk: Clerk, step: Step): Doing {
  const use = yield* consumed(clerk, step);
  if (use === undefined) return;
  const plain = { ...plainly(step), daysBack: 1 + (step.picks[2] % 3) };
  yield* endUnit(clerk, plain, use.unit, step.picks[3] % 2 === 0 ? 'new' : 'split');
}

/** What a unit used is withdrawn when the unit has ended. */
export function* voidAfterEnd(clerk: Clerk, step: Step): Doing {
  const use = yield* consumed(clerk, step);
  if (use === undefined) return;
  const plain = plainly(step);
  yield* endUnit(clerk, plain, use.unit, step.picks[2] % 2 === 0 ? 'new' : 'split');
  yield clerk.wish('VoidConsumption', plain, { consumption: use.entry, reason: '撤回' });
}

/** A city ends into one unit, and a county is to give back what the city gave it. */
export function* reclaimAfterEnd(clerk: Clerk, step: Step): Doing {
  const { book } = clerk;
  const plain = plainly(step);
  const giverOf = (lot: string): string => book.lotsAbove(lot)[0]?.unit ?? '';
  const from = clerk.holding('available', plain, step.picks[0], (unit, lot) => {
    const giver = giverOf(lot);
    return isCounty(clerk, unit) && isCity(clerk, giver) && book.units.living().includes(giver);
  });
  if (from === undefined) return;
  const { unit, lot, quantity } = from;
  yield* endUnit(clerk, plain, giverOf(lot), step.picks[1] % 2 === 0 ? 'taken-over' : 'new');
  yield clerk.wish('ReclaimQuota', plain, { unit, draws: [{ lot, quantity }] });
}

/** The older debtor goes into the younger one, which is then given less than both owe. */
export function* payAfterMerger(clerk: Clerk, step: Step): Doing {
  const [older, younger] = neighbours(clerk, step);
  if (older === undefined || younger === undefined) return;
  const plain = plainly(step);
  for (const unit of [older, younger]) {
    const quantity = quantityIn('annual', plus(heldBy(clerk, unit), BEYOND));
    const asked = { unit, reason: 'sanction', indicator: 'annual', planYear: 2017, quantity };
    if (!(yield clerk.wish('DeductQuota', plain, asked))) return;
  }
  yield* endUnit(clerk, plain, older, 'merger', younger);
  const from = clerk.holding('available', plain, step.picks[2], (unit, lot) => {
    const indicator = clerk.book.lots.get(lot)?.indicator;
    return indicator === 'annual' && clerk.book.units.latest(unit)?.level === 'province';
  });
  if (from === undefined) return;
  const quantity = quantityIn('annual', [BEYOND[0] / 3n, BEYOND[1] / 3n, BEYOND[2] / 3n]);
  yield clerk.wish('AllocateQuota', plain, {
    fromUnit: from.unit,
    lot: from.lot,
    to: [{ unit: younger, quantity }],
  });
}
const BEYOND: Amounts = [300_000n, 200_000n, 100_000n];

/** A frozen unit ends, and who came after it wants to draw. */
export function* drawAfterFrozen(clerk: Clerk, step: Step): Doing {
  const from = ofCounty(clerk, step);
  if (from === undefined) return;
  const plain = plainly(step);
  const { unit } = from;
  yield clerk.wish('Freeze', plain, { unit, withSubtree: step.picks[1] % 2 === 0, reason: '督察' });
  yield* endUnit(clerk, plain, unit, step.picks[2] % 2 === 0 ? 'new' : 'split');
  yield* drawFromHeirs(clerk, step, unit);
}

/** The successors of a unit want to draw what they have. */
function* drawFromHeirs(clerk: Clerk, step: Step, unit: string): Doing {
  const plain = plainly(step);
  const heirs = clerk.book.units.heirs(unit);
  const left = clerk.holding('available', plain, step.picks[3], (one) => heirs.includes(one));
  if (left === undefined) return;
  yield clerk.wish('ConsumeQuota', plain, {
    unit: left.unit,
    draws: [{ lot: left.lot, quantity: left.quantity }],
    approval: clerk.freshApproval(left.on),
  });
}

/** A county of a city that is frozen with its counties comes under another city, and wants to draw. */
export function* leaveFrozenCity(clerk: Clerk, step: Step): Doing {
  const { units } = clerk.book;
  const from = ofCounty(clerk, step);
  const now = from === undefined ? undefined : units.on(from.unit, from.on);
  if (from === undefined || now?.parent === undefined) return;
  const { unit, on } = from;
  const others = units
    .living()
    .filter((one) => one !== unit && !units.above(one, on).includes(now.parent ?? ''));
  const parent = clerk.pick(
    others.filter((one) => isCity(clerk, one) && one !== now.parent),
    step.picks[1],
  );
  const into = clerk.pick(
    others.filter((one) => isCounty(clerk, one)),
    step.picks[1],
  );
  if (parent === undefined) return;
  const plain = plainly(step);
  yield clerk.wish('Freeze', plain, { unit: now.parent, withSubtree: true, reason: '督察' });
  const ahead = step.picks[2] % 3 === 1 ? 1 : 0;
  if (step.picks[2] % 3 === 2) yield* endUnit(clerk, plain, unit, 'merger', into);
  else
    yield clerk.wish('RegisterUnits', plain, {
      units: [{ ...now, parent, from: clerk.shifted(on, ahead) }],
    });
  if (ahead > 0) yield { days: 1 };
  yield* drawFromHeirs(clerk, step, unit);
}

/** A city owes more of one component than it has, and gives away some of the others. */
export function* giveBesideDebt(clerk: Clerk, step: Step): Doing {
  const plain = plainly(step);
  const city = (unit: string): boolean => isCity(clerk, unit);
  const from = clerk.holding('available', plain, step.picks[0], (unit, lot) => {
    return city(unit) && clerk.book.lots.get(lot)?.indicator === 'annual';
  });
  if (from === undefined) return;
  const { unit } = from;
  const [, , cultivated] = heldBy(clerk, unit);
  yield clerk.wish('DeductQuota', plain, {
    unit,
    reason: 'sanction',
    indicator: 'annual',
    planYear: 2017,
    quantity: quantityIn('annual', [0n, 0n, cultivated + BEYOND[2]]),
  });
  const left = clerk.holding('available', plain, step.picks[1], (one) => one === unit);
  const below = clerk.pick(clerk.book.units.below(unit, from.on), step.picks[2]);
  if (left === undefined || below === undefined) return;
  const { lot, quantity } = left;
  yield clerk.wish('AllocateQuota', plain, {
    fromUnit: unit,
    lot,
    to: [{ unit: below, quantity }],
  });
}

/** All that a unit has available of `annual`, in whatever lots. */
const heldBy = ({ book }: Clerk, unit: string): Amounts => {
  let all: Amounts = [0n, 0n, 0n];
  for (const path of book.holding('available', book.today)) {
    const [holder, lot = ''] = path.split('/');
    if (holder === unit && book.lots.get(lot)?.indicator === 'annual')
      all = plus(all, book.takable(path, book.today));
  }
  return all;
};

const ofCounty = (clerk: Clerk, step: Step) =>
  clerk.holding('available', plainly(step), step.picks[0], (unit) => isCounty(clerk, unit));

/** Two counties that hold quota by now. */
const neighbours = (clerk: Clerk, step: Step): readonly [string?, string?] => {
  const { units, today } = clerk.book;
  const counties = units
    .living()
    .filter((one) => isCounty(clerk, one) && units.holdsFrom(one, today));
  const first = clerk.pick(counties, step.picks[0]);
  const second = clerk.pick(
    counties.filter((one) => one !== first),
    step.picks[1],
  );
  return first === undefined || second === undefined ? [] : [first, second];
};

/** A use of something available, under an approval of its own. */
function* consumed(
  clerk: Clerk,
  step: Step,
): Generator<
  ReturnType<Clerk['wish']>,
  { readonly unit: string; readonly entry: string } | undefined,
  boolean
> {
  const from = ofCounty(clerk, step);
  if (from === undefined) return undefined;
  const { unit, lot, quantity, on } = from;
  const isGranted = yield clerk.wish('ConsumeQuota', plainly(step), {
    unit,
    draws: [{ lot, quantity }],
    approval: clerk.freshApproval(on),
  });
  return isGranted ? { unit, entry: newest(clerk) } : undefined;
}
