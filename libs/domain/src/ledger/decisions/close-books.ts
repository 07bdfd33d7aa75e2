import { addDays, firstDayOf, formatDay, type Day } from '../../calendar/index.js';
import type { AdvanceDay, CloseBooks, ClosePlanYear, ReopenPlanYear } from '../commands.js';
import { entryData, startEntry } from '../entry.js';
import type { BooksClosed, DayAdvanced, PlanYearClosed, PlanYearReopened } from '../events.js';
import { checkBooks, dateOf } from '../guards.js';
import { openAccountsOf } from '../owners.js';
import { refuse } from '../refusals.js';
import { permit } from '../rights.js';
import { staysFrozen } from '../stays-frozen.js';
import type { LedgerState } from '../state.js';

/** 日切: the next day begins, one after the other. */
export const advanceDay = (command: AdvanceDay, state: LedgerState): DayAdvanced => {
  const { data } = command;
  startEntry(command, state, 'document-optional');
  const date = dateOf(data.date, 'date');
  const actorUnit = permit(state, 'AdvanceDay', data.actor);
  checkCalendar(state, date, data);
  const next = addDays(state.head.day, 1);
  if (date !== next) refuse('day-not-next', { date: data.date, next: formatDay(next) });
  return {
    type: 'DayAdvanced',
    data: {
      ...entryData(command, state, actorUnit),
      effectiveOn: data.date,
      date: data.date,
      // A version of a unit that was registered ahead may begin on it, under another superior.
      ...staysFrozen(state, { units: state.units, day: date }),
    },
  };
};

/** On the wall clock a day begins when it begins for everybody; the day job follows the calendar by itself. */
const checkCalendar = (
  { head }: LedgerState,
  date: Day,
  { today, actor }: AdvanceDay['data'],
): void => {
  if (head.clock !== 'wall' || (today === undefined && actor.role === 'system')) return;
  if (today !== undefined && date <= dateOf(today, 'today')) return;
  refuse('day-not-begun', { date: formatDay(date), ...(today === undefined ? {} : { today }) });
};

/** 结账: nothing may be effective through that day any more. */
export const closeBooks = (command: CloseBooks, state: LedgerState): BooksClosed => {
  const { data } = command;
  const on = startEntry(command, state, 'document-optional');
  const through = dateOf(data.through, 'through');
  const actorUnit = permit(state, 'CloseBooks', data.actor);
  checkBooks(state, on);
  const { day, closedThrough } = state.head;
  if (through > day) {
    refuse('effective-in-future', { effectiveOn: data.through, ledgerDay: formatDay(day) });
  }
  if (through <= closedThrough) {
    refuse('books-closed', { effectiveOn: data.through, closedThrough: formatDay(closedThrough) });
  }
  return {
    type: 'BooksClosed',
    data: { ...entryData(command, state, actorUnit), through: data.through },
  };
};

/** As many accounts as a clerk can read at once. */
const LISTED_MAX = 100;

/** 年结: ends the lots of a plan year; refused while something of them is still open. */
export const closePlanYear = (command: ClosePlanYear, state: LedgerState): PlanYearClosed => {
  const { data } = command;
  const on = startEntry(command, state, 'document-optional');
  const actorUnit = permit(state, 'ClosePlanYear', data.actor);
  checkBooks(state, on);
  if (state.head.closedPlanYears.has(data.planYear)) {
    refuse('plan-year-closed', { planYear: data.planYear });
  }
  const begins = firstDayOf(data.planYear);
  if (begins > state.head.day) {
    refuse('plan-year-not-begun', {
      planYear: data.planYear,
      ledgerDay: formatDay(state.head.day),
    });
  }
  const open = openAccountsOf(state, data.planYear).slice(0, LISTED_MAX).sort();
  if (open.length > 0) {
    refuse('plan-year-has-balances', { planYear: data.planYear, accounts: open });
  }
  return {
    type: 'PlanYearClosed',
    data: { ...entryData(command, state, actorUnit), planYear: data.planYear, stateDigest: '' },
  };
};

export const reopenPlanYear = (command: ReopenPlanYear, state: LedgerState): PlanYearReopened => {
  const { data } = command;
  const on = startEntry(command, state, 'document-optional');
  const actorUnit = permit(state, 'ReopenPlanYear', data.actor);
  checkBooks(state, on);
  if (!state.head.closedPlanYears.has(data.planYear)) {
    refuse('plan-year-not-closed', { planYear: data.planYear });
  }
  return {
    type: 'PlanYearReopened',
    data: {
      ...entryData(command, state, actorUnit),
      planYear: data.planYear,
      reason: data.reason,
    },
  };
};
