import { isNothing, quantityIn } from '../amounts.js';
import type { Clerk } from '../clerk.js';
import { remainingOf, usesIn } from '../laws/uses.js';
import type { Step } from '../steps.js';
import { isCounty, type Doing } from './draws.js';

/** A part that leaves enough for more. */
const SOME = 20;

/** Reservations of two projects and one approval for both, which names no project. */
export function* consumeForTwo(clerk: Clerk, step: Step): Doing {
  const plain = { ...step, share: SOME, daysBack: 0 };
  const from = clerk.holding('available', plain, step.picks[0], (unit) => isCounty(clerk, unit));
  if (from === undefined) return;
  const { unit, lot, quantity, on } = from;
  const draws: object[] = [];
  for (const which of [0, 1]) {
    const isReserved = yield clerk.wish('ReserveQuota', plain, {
      unit,
      draws: [{ lot, quantity }],
      project: clerk.numbers.writtenVisibly(`Pr-〔${which}〕x-1`, step.spelling),
      expiresOn: clerk.shifted(on, 1 + (step.picks[1] % 4)),
    });
    if (!isReserved) return;
    draws.push({ lot, quantity, reservation: newest(clerk) });
  }
  const approval = clerk.approval(step, on);
  yield clerk.wish('ConsumeQuota', { ...plain, name: 0 }, { unit, draws, approval });
}

/** All of a use is voided in two entries, the first of them is undone, and the approval is asked for again. */
export function* undoFirstVoid(clerk: Clerk, step: Step): Doing {
  const use = approved(clerk, step);
  if (use === undefined) return;
  const { entryId: consumption, approval } = use.data;
  const left = [...remainingOf(clerk.book, use)].filter(([, amount]) => !isNothing(amount));
  const [lot, amount] = clerk.pick(left, step.picks[1]) ?? [];
  if (lot === undefined || amount === undefined) return;
  const indicator = clerk.book.lots.get(lot)?.indicator ?? '';
  const quantity = quantityIn(indicator, clerk.portion(amount, { ...step, share: SOME }));
  const plain = { ...step, daysBack: 0, name: 0 };
  const first = yield clerk.wish('VoidConsumption', plain, {
    consumption,
    draws: [{ lot, quantity }],
    reason: '撤回',
  });
  const voided = newest(clerk);
  if (!first) return;
  if (!(yield clerk.wish('VoidConsumption', plain, { consumption, reason: '失效' }))) return;
  yield clerk.wish('ReverseEntry', plain, { entry: voided, reason: '误登' });
  yield* useAgain(clerk, step, { indicator, number: approval?.number ?? '' });
}

/** A use is voided, another has its number, or the one it was corrected to, and the void is undone. */
export function* undoVoidOfUsed(clerk: Clerk, step: Step): Doing {
  const use = approved(clerk, step);
  if (use === undefined) return;
  const { entryId: entry, approval } = use.data;
  const [lot = ''] = [...remainingOf(clerk.book, use).keys()];
  const plain = { ...step, daysBack: 0, name: 0 };
  let number = approval?.number ?? '';
  if (step.picks[1] % 2 === 0) {
    number = clerk.freshApproval('').number;
    const corrected = { entry, field: 'approval.number', is: number, reason: '误写' };
    if (!(yield clerk.wish('AnnotateEntry', plain, corrected))) return;
  }
  if (!(yield clerk.wish('VoidConsumption', plain, { consumption: entry, reason: '失效' }))) return;
  const voided = newest(clerk);
  const indicator = clerk.book.lots.get(lot)?.indicator ?? '';
  yield* useAgain(clerk, step, { indicator, number });
  yield clerk.wish('ReverseEntry', plain, { entry: voided, reason: '误登' });
}

function* useAgain(
  clerk: Clerk,
  step: Step,
  { indicator, number }: { readonly indicator: string; readonly number: string },
): Doing {
  const plain = { ...step, share: SOME, daysBack: 0, name: 0 };
  const from = clerk.holding(
    'available',
    plain,
    step.picks[3],
    (unit, lot) => isCounty(clerk, unit) && clerk.book.lots.get(lot)?.indicator === indicator,
  );
  if (from === undefined) return;
  const { unit, lot, quantity, on } = from;
  const written = clerk.numbers.written(clerk.numbers.meaning(number), step.spelling);
  const approval = { number: written, date: on };
  yield clerk.wish('ConsumeQuota', plain, { unit, draws: [{ lot, quantity }], approval });
}

/** A use of quota under an approval, of which something is left; not one of over-use, which has numbers of its own. */
const approved = (clerk: Clerk, step: Step) =>
  clerk.pick(
    usesIn(clerk.book).filter(
      (use) =>
        use.type !== 'OverUseRecorded' &&
        use.data.approval !== undefined &&
        !clerk.book.isUndone(use.data.entryId) &&
        [...remainingOf(clerk.book, use).values()].some((amount) => !isNothing(amount)),
    ),
    step.picks[0],
  );

export const newest = ({ book }: Clerk): string => book.events.at(-1)?.data.entryId ?? '';
