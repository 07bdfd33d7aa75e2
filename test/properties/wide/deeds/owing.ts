import { isNothing, NOTHING, quantityIn, type Amounts } from '../amounts.js';
import type { Clerk } from '../clerk.js';
import type { Step } from '../steps.js';
import { newest } from './chains-of-uses.js';
import { isCity, isCounty, type Doing } from './draws.js';

/** More than is held as often as less: the rest is owed. */
export function* sanction(clerk: Clerk, step: Step): Doing {
  const units = clerk.book.units
    .living()
    .filter((one) => isCounty(clerk, one) || isCity(clerk, one));
  const unit = clerk.pick(units, step.picks[0]);
  const total = BigInt(1 + (step.picks[1] % 400)) * (step.picks[3] % 2 === 0 ? 2_000n : 30_000n);
  const amounts: readonly Amounts[] = [
    [total, total, total / 3n],
    [total, 0n, total / 3n],
    [0n, 0n, total],
  ];
  yield clerk.wish('DeductQuota', step, {
    unit,
    reason: 'sanction',
    indicator: 'annual',
    planYear: 2017,
    quantity: quantityIn('annual', amounts[step.picks[2] % 3] ?? NOTHING),
  });
}

/** Makes good what was over-used, by whoever owes it now. */
export function* deduct(clerk: Clerk, step: Step): Doing {
  const owing = debtors(clerk, 'overused', step);
  const one = clerk.pick(owing, step.picks[0]);
  if (one === undefined) return;
  yield clerk.wish('DeductQuota', step, {
    unit: one.unit,
    reason: 'over-use',
    indicator: 'annual',
    planYear: clerk.book.lots.get(one.lot)?.planYear ?? 2017,
    quantity: quantityIn('annual', clerk.portion(one.owed, step)),
  });
}

/** By the state, or from a lot of the unit's own. */
export function* confirm(clerk: Clerk, step: Step): Doing {
  const one = clerk.pick(debtors(clerk, 'advance', step), step.picks[0]);
  if (one === undefined) return;
  const { book } = clerk;
  const isFrozen = (lot: string): boolean =>
    book.freezes.overLot(
      lot,
      book.lotsAbove(lot).map((above) => above.lot),
      undefined,
    );
  const lots = (isWanted: (lot: string) => boolean) =>
    clerk.holding(
      'available',
      step,
      step.picks[1],
      (unit, lot) => unit === one.unit && isWanted(lot),
    );
  const own = lots(isFrozen) ?? lots(() => true);
  const isOwn = step.picks[2] % 4 > 0 && own !== undefined;
  yield clerk.wish('ConfirmAdvance', step, {
    unit: one.unit,
    advance: one.lot,
    ...(isOwn
      ? { draws: [{ lot: own.lot, quantity: own.quantity }] }
      : { quantity: quantityIn('annual', clerk.portion(one.owed, step)) }),
  });
}

const debtors = (clerk: Clerk, bucket: string, step: Step) =>
  [...clerk.book.curves.keys()].flatMap((path) => {
    const [unit = '', lot = '', last] = path.split('/');
    const owed = last === bucket ? clerk.book.owed(path, clerk.day(step)) : undefined;
    return owed === undefined || isNothing(owed) ? [] : [{ unit, lot, owed }];
  });

/** A unit or a lot, with all below it or alone. */
/** An advance is to be covered from a lot that was frozen meanwhile. */
export function* coverFromFrozen(clerk: Clerk, step: Step): Doing {
  const plain = { ...step, share: 20, daysBack: 0, name: 0 };
  const held = clerk.holding('available', plain, step.picks[0], (unit, lot) => {
    return isCounty(clerk, unit) && clerk.book.lots.get(lot)?.indicator === 'annual';
  });
  if (held === undefined) return;
  const { unit, lot, quantity } = held;
  const asked = { unit, indicator: 'annual', planYear: 2017, planKind: 'pool', quantity };
  if (!(yield clerk.wish('AdvanceQuota', plain, { ...asked, use: 'available' }))) return;
  const advance = `${newest(clerk)}.1`;
  yield clerk.wish('Freeze', plain, { lot, withSubtree: false, reason: '督察' });
  yield clerk.wish('ConfirmAdvance', plain, { unit, advance, draws: [{ lot, quantity }] });
}

export function* freeze(clerk: Clerk, step: Step): Doing {
  const held = clerk.holding('available', step, step.picks[0]);
  if (held === undefined) return;
  const parent = clerk.book.lots.get(held.lot)?.parent;
  const lot = step.picks[1] % 3 === 0 && parent !== undefined ? parent : held.lot;
  const [above = held.unit] = clerk.book.units.above(held.unit, held.on);
  const unit = step.picks[1] % 3 === 0 ? above : held.unit;
  yield clerk.wish('Freeze', step, {
    effectiveOn: clerk.shifted(held.on, -(step.picks[3] % 3 === 0 ? step.picks[0] % 9 : 0)),
    ...(step.picks[2] % 2 === 0 ? { unit } : { lot }),
    withSubtree: step.picks[3] % 2 === 0,
    reason: '督察',
    ...(step.picks[3] % 3 === 0 ? { exceptions: ['民生公益'] } : {}),
  });
}

export function* unfreeze(clerk: Clerk, step: Step): Doing {
  const id = clerk.pick(clerk.book.freezes.ids(), step.picks[0]);
  if (id !== undefined) yield clerk.wish('Unfreeze', step, { freeze: id, reason: '解除' });
}

/** `settles` is closed to everybody, whatever the entry. */
export function* settle(clerk: Clerk, step: Step): Doing {
  const isFreeze = step.picks[0] % 2 === 0;
  const body = isFreeze
    ? { unit: 'u-330402', reason: '督察' }
    : {
        indicator: 'annual',
        planYear: 2017,
        planKind: 'reward',
        quantity: quantityIn('annual', [20_000n, 10_000n, 0n]),
      };
  yield clerk.wish(
    isFreeze ? 'Freeze' : 'IssueQuota',
    step,
    { ...body, settles: [{ kind: 'reward', id: `r-${step.picks[1] % 3}` }] },
    { mustBe: 'refused', because: 'settles is closed' },
  );
}
