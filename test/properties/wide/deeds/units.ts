import { isNothing, isSame, NOTHING, plus, quantityIn, type Amounts } from '../amounts.js';
import type { Clerk, Wish } from '../clerk.js';
import type { Step } from '../steps.js';
import { isCity, type Doing } from './draws.js';

const DIVIDED = ['available', 'advance', 'overused', 'debt'] as const;

/**
 * 区划调整 of every shape: into a unit that is there or into new ones, one or two, under a code that is taken over or a new
 * one, named by code or id, on a day of the past, into units without accounts, into itself.
 */
export function* reorganise(clerk: Clerk, step: Step): Doing {
  const { units } = clerk.book;
  const on = clerk.day(step);
  const there = units.living().filter((one) => (units.on(one, on)?.parent ?? '') !== '');
  const unit = clerk.pick(withWork(clerk, there, step.picks[1]), step.picks[0]);
  const shape = SHAPES[step.picks[1] % SHAPES.length] ?? 'new';
  if (unit !== undefined) yield* endUnit(clerk, step, unit, shape);
}

/** Ends a unit on the day of a step; into a neighbour that is named, or into any. */
export function* endUnit(
  clerk: Clerk,
  step: Step,
  unit: string,
  shape: Shape,
  into?: string,
): Doing {
  const { book } = clerk;
  const { units } = book;
  const on = clerk.day(step);
  const before = units.on(unit, on);
  if (before === undefined) return;
  const others = units
    .all()
    .filter((one) => one !== unit && units.latest(one)?.level === before.level);
  const gone = others.filter((one) => (units.endedOn(one) ?? '') > on);
  const neighbour = into ?? clerk.pick(gone.length > 0 ? gone : others, step.picks[2]);
  const { successors, born } = heirsOf(clerk, step, { shape, unit, on, neighbour });
  if (successors.length === 0) return;
  const named = successors.map((one) => one.ref);
  const listed = step.picks[3] % 2 === 0 ? born : born.toReversed();
  const reservations = book.reservations
    .stillOpen()
    .filter((sheet) => sheet.unit === unit)
    .map(({ id }, i) => [id, clerk.pick(named, step.picks[3] + i)] as const);
  yield clerk.wish(
    'ReorganiseUnits',
    step,
    {
      effectiveOn: on,
      approvedOn: on,
      inForceOn: on,
      switchOn: on,
      documents: [clerk.rules.testing.document()],
      ended: [{ unit: step.picks[3] % 3 === 0 ? before.code : unit, successors: named }],
      units: listed,
      divisions: divisions(clerk, unit, named),
      ...(successors.length === 1 && step.picks[3] % 2 === 0
        ? {}
        : { reservations: Object.fromEntries(reservations) }),
    },
    expected(clerk, step, { unit, on, shape, successors, born }),
  );
}

/** What must come of it: what is in order is granted, and three things never are. */
const expected = (
  clerk: Clerk,
  step: Step,
  asked: {
    readonly unit: string;
    readonly on: string;
    readonly shape: Shape;
    readonly successors: readonly Successor[];
    readonly born: readonly { readonly unitId: string }[];
  },
): Omit<Wish, 'command'> => {
  const { units } = clerk.book;
  const { unit, on, shape, successors, born } = asked;
  if (shape === 'itself')
    return { mustBe: 'refused', because: 'a unit that ends cannot be its own successor' };
  // A code may mean whoever has it now.
  if (successors.some(({ id, ref }) => ref === id && units.endedOn(id) !== undefined))
    return { mustBe: 'refused', because: 'a unit that has ended takes nothing over, on any day' };
  if (holdsOtherAfter(clerk, unit, on))
    return { mustBe: 'refused', because: 'what is divided has not moved since' };
  const inferiors = units.below(unit, on).filter((one) => units.on(one, on)?.parent === unit);
  const isPlain =
    step.daysBack === 0 &&
    step.name === 0 &&
    clerk.book.isOpen(on) &&
    shape !== 'without-accounts' &&
    successors.every(
      ({ id }) => born.some(({ unitId }) => unitId === id) || isSound(clerk, id, on),
    ) &&
    (inferiors.length === 0 || successors.length === 1) &&
    !movedAfter(clerk, unit, on);
  return isPlain
    ? { mustBe: 'accepted', because: `a ${shape} reorganisation of ${unit} in order` }
    : {};
};

/** Units of which something is left to do: open reservations, debts, units below. */
const withWork = (clerk: Clerk, there: readonly string[], pick: number): readonly string[] => {
  const { book } = clerk;
  const isBusy: Record<number, (unit: string) => boolean> = {
    0: (unit) => book.reservations.stillOpen().some((sheet) => sheet.unit === unit),
    1: (unit) =>
      [...book.curves].some(([path, curve]) => owes(path, unit) && !isNothing(curve.now())),
    2: (unit) => book.units.below(unit, book.today).length > 0,
  };
  const busy = there.filter(isBusy[pick % 5] ?? (() => true));
  return busy.length > 0 ? busy : there;
};
const owes = (path: string, unit: string): boolean =>
  path.startsWith(`${unit}/`) && /\/(debt|overused|advance)$/.test(path);

const SHAPES = [
  'merger',
  'merger',
  'new',
  'split',
  'taken-over',
  'taken-over-by-two',
  'with-neighbour',
  'itself',
  'without-accounts',
] as const;
export type Shape = (typeof SHAPES)[number];

interface Successor {
  readonly id: string;
  /** As it is named in the body: by id, or by code. */
  readonly ref: string;
}

const heirsOf = (
  clerk: Clerk,
  step: Step,
  asked: {
    readonly shape: Shape;
    readonly unit: string;
    readonly on: string;
    readonly neighbour: string | undefined;
  },
) => {
  const { shape, unit, on, neighbour } = asked;
  const before = clerk.book.units.on(unit, on);
  const serial = clerk.book.events.length;
  const byCode = step.picks[3] % 2 === 1;
  const born: object[] = [];
  const bear = (unitId: string, code: string | undefined, holdsQuota = true): Successor => {
    born.push({ ...before, unitId, code, name: `新${serial}`, from: on, holdsQuota });
    return { id: unitId, ref: byCode && code !== undefined ? code : unitId };
  };
  const fresh = (n: number): Successor =>
    bear(`u-new-${serial}-${n}`, String(339_000 + ((serial * 2 + n) % 999)));
  const known = (): Successor[] => {
    if (neighbour === undefined) return [];
    const code = clerk.book.units.on(neighbour, on)?.code;
    return [{ id: neighbour, ref: byCode && code !== undefined ? code : neighbour }];
  };
  const successorsOf: Record<Shape, () => Successor[]> = {
    merger: known,
    new: () => [fresh(1)],
    split: () => [fresh(1), fresh(2)],
    'taken-over': () => [bear(`u-again-${serial}`, before?.code)],
    'taken-over-by-two': () => [bear(`u-again-${serial}`, before?.code), fresh(2)],
    'with-neighbour': () => [...known(), fresh(1)],
    itself: () => [bear(unit, before?.code)],
    'without-accounts': () => [bear(`u-bare-${serial}`, before?.code, false)],
  };
  const successors = successorsOf[shape]();
  return { successors, born: born as { readonly unitId: string }[] };
};

/** Whether it can take over what another held: it is there, and holds quota from then on. */
const isSound = (clerk: Clerk, unit: string, on: string): boolean =>
  clerk.book.units.holdsFrom(unit, on);

const movedAfter = ({ book }: Clerk, unit: string, on: string): boolean =>
  [...book.curves].some(
    ([path, curve]) => path.startsWith(`${unit}/`) && curve.balances().some(({ day }) => day > on),
  );

/** Whether it holds something else at the end of a later day: what came and went within a day is not seen. */
const holdsOtherAfter = ({ book }: Clerk, unit: string, on: string): boolean =>
  [...book.curves].some(
    ([path, curve]) =>
      path.startsWith(`${unit}/`) &&
      curve.balances().some(({ day, balance }) => day > on && !isSame(balance, curve.on(on))),
  );

/** Everything of a kind that a unit holds or owes, to the successors half and half. */
const divisions = (clerk: Clerk, unit: string, successors: readonly string[]) => {
  const { book } = clerk;
  const kinds = new Map<string, { readonly kind: object; amount: Amounts }>();
  for (const [path, curve] of book.curves) {
    const [holder, lot = '', bucket = ''] = path.split('/');
    const page = book.lots.get(lot);
    if (holder !== unit || page === undefined || !DIVIDED.some((one) => one === bucket)) continue;
    if (isNothing(curve.now())) continue;
    const { indicator, planYear, planKind } = page;
    const key = `${bucket}/${indicator}/${planYear}/${planKind}`;
    const kind = { from: unit, indicator, planYear, planKind, bucket };
    const known = kinds.get(key) ?? { kind, amount: NOTHING };
    const [t, f, c] = curve.now();
    const size: Amounts = bucket === 'available' ? [t, f, c] : [-t, -f, -c];
    kinds.set(key, { kind, amount: plus(known.amount, size) });
  }
  return [...kinds.values()].flatMap(({ kind, amount }) => shares(kind, amount, successors));
};

const shares = (kind: object, [t, f, c]: Amounts, successors: readonly string[]) => {
  const indicator = 'indicator' in kind ? String(kind.indicator) : '';
  const half: Amounts = [t / 2n, f / 2n, c / 2n];
  const parts: Amounts[] =
    successors.length === 1 ? [[t, f, c]] : [half, [t - half[0], f - half[1], c - half[2]]];
  return parts.flatMap((amount, i) =>
    isNothing(amount)
      ? []
      : [{ ...kind, to: successors[i], quantity: quantityIn(indicator, amount) }],
  );
};

/** A new version of a unit: under another city, or told to hold no quota. */
export function* register(clerk: Clerk, step: Step): Doing {
  const { units } = clerk.book;
  const on = clerk.day(step);
  const unit = clerk.pick(units.living(), step.picks[0]);
  const now = unit === undefined ? undefined : units.on(unit, on);
  if (now?.parent === undefined) return;
  const cities = units.living().filter((one) => isCity(clerk, one));
  const parent =
    step.picks[1] % 2 === 0 ? now.parent : (clerk.pick(cities, step.picks[2]) ?? now.parent);
  yield clerk.wish('RegisterUnits', step, {
    effectiveOn: step.picks[3] % 2 === 0 ? clerk.book.today : on,
    units: [{ ...now, parent, from: on, holdsQuota: step.picks[1] % 3 > 0 }],
  });
}
