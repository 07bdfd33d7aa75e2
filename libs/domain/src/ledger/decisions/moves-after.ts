import { formatDay, parseDay, type Day } from '../../calendar/index.js';
import { parseAccount } from '../account.js';
import type { ReorganiseUnits } from '../commands.js';
import type { CitedEntries } from '../entry.js';
import type { LedgerEvent } from '../events.js';
import { dayOf } from '../look-up.js';
import { accountsOf, type OwnAccount } from '../owners.js';
import { refuse } from '../refusals.js';
import type { LedgerState } from '../state.js';
import { firstMoveAfter } from '../timeline.js';

/** As many accounts or entries as a clerk can read at once. */
const LISTED_MAX = 50;

/** What a unit held on the switch day is what is divided, so nothing of it may have moved after. */
export const checkNothingAfter = (
  state: LedgerState,
  cited: CitedEntries,
  unit: string,
  on: Day,
): void => {
  const moved = movedAfter(state, unit, on);
  if (moved.length === 0) return;
  const entries = [...cited]
    .filter(([, event]) => movesAfter(event, unit, on))
    .sort(([a], [b]) => b - a)
    .map(([revision, { type, data }]) => ({
      revision: String(revision),
      entry: data.entryId,
      type,
      effectiveOn: data.effectiveOn,
    }));
  refuse('units-already-posted-after-switch', {
    unit,
    switchOn: formatDay(on),
    accounts: moved.slice(0, LISTED_MAX).map(({ path, day }) => `${path} ${formatDay(day)}`),
    ...(entries.length === 0 ? {} : { entries }),
  });
};

/** Revisions of live entries that may have moved something of a unit after the switch day, newest first. */
export const candidatesAfter = (state: LedgerState, { data }: ReorganiseUnits): number[] => {
  const on = parseDay(data.switchOn);
  const found = new Set<number>();
  for (const { unit: ref } of on === undefined ? [] : data.ended) {
    const unit = on === undefined ? undefined : state.units.resolve(ref, on);
    if (on === undefined || unit === undefined) continue;
    for (const { lot } of movedAfter(state, unit, on)) {
      for (const revision of state.uses.newest(lot, LISTED_MAX)) found.add(revision);
      const opened = state.lots.get(lot);
      if (opened !== undefined && opened.openedOn > on) found.add(opened.openedAt);
    }
  }
  return [...found].sort((a, b) => b - a).slice(0, LISTED_MAX);
};

const movedAfter = (state: LedgerState, unit: string, on: Day): (OwnAccount & { day: Day })[] =>
  [...accountsOf(state, unit)].flatMap((account) => {
    const day = firstMoveAfter(account.row, on);
    return day === undefined ? [] : [{ ...account, day }];
  });

const movesAfter = ({ data }: LedgerEvent, unit: string, on: Day): boolean =>
  data.postings.some(
    ({ from, to, effectiveOn = data.effectiveOn }) =>
      dayOf(effectiveOn) > on && [from, to].some((account) => parseAccount(account).unit === unit),
  );
