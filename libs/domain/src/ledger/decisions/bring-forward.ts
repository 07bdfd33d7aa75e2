import { formatDay, type Day } from '../../calendar/index.js';
import { held, outside } from '../account.js';
import type { BringForward, OpeningRow } from '../commands.js';
import {
  isZero,
  tailAllowed,
  tailDifference,
  zero,
  type Indicator,
  type Vector,
} from '../../quantity/index.js';
import { EntryDraft } from '../entry-draft.js';
import { entryData, present, startEntry } from '../entry.js';
import type { BalanceBroughtForward, ReservationOpened, StatedTotal } from '../events.js';
import {
  checkPlanKind,
  checkTime,
  checkYearOpen,
  dateOf,
  holderOn,
  indicatorNamed,
  quantityVector,
} from '../guards.js';
import { openingKey } from '../keys.js';
import { openingReservationId } from '../lot.js';
import type { Quantity } from '../quantity-of.js';
import { refuse } from '../refusals.js';
import { permit } from '../rights.js';
import type { LedgerState } from '../state.js';
import { validityOf } from './issue-quota.js';

/** 期初: a bureau starts in mid-history. What each unit brings along, from a document whose bytes are known by hash. */
export const bringForward = (command: BringForward, state: LedgerState): BalanceBroughtForward => {
  const { data } = command;
  const on = startEntry(command, state, 'document-needed');
  if (data.document?.sha256 === undefined) refuse('document-missing', { field: 'sha256' });
  if (data.rows.length === 0) refuse('nothing-to-do', { field: 'rows' });
  const openings = data.rows.map((row) => openingOf(state, row, on));
  const units = data.rows.map(({ unit }) => holderOn(state, unit, on));
  const actorUnit = permit(state, 'BringForward', data.actor);
  checkTime(state, on);
  for (const { planYear, expiresOn } of data.rows) {
    checkYearOpen(state, planYear);
    if (expiresOn !== undefined && dateOf(expiresOn, 'expiresOn') < state.head.day) {
      refuse('reservation-expired', { expiresOn, ledgerDay: formatDay(state.head.day) });
    }
  }
  for (const unit of units) {
    if (state.active.has(unit)) refuse('opening-after-entries', { unit });
  }
  checkOnce(state, data.rows, units);

  const draft = new EntryDraft(state, data.entryId, on);
  const reservations = openings.flatMap((opening, i) => open(draft, opening, units[i] ?? ''));
  // Once for all totals: rows times totals would hold the process for seconds.
  const sums = sumsOf(openings);
  const totals = (data.totals ?? []).map((total) => checkTotal(total, sums));
  draft.checkBalances();
  return {
    type: 'BalanceBroughtForward',
    data: {
      ...entryData(command, state, actorUnit, draft),
      units: [...new Set(units)],
      reservations,
      ...(totals.length === 0 ? {} : { totals }),
    },
  };
};

/** The same table saved again is another entry to the ledger: without this it would be counted twice. */
const checkOnce = (
  state: LedgerState,
  rows: readonly OpeningRow[],
  units: readonly string[],
): void => {
  const seen = new Map<string, number>();
  rows.forEach((row, i) => {
    const unit = units[i] ?? '';
    const { indicator, planYear, planKind } = row;
    const key = openingKey(unit, indicator, planYear, planKind);
    const [first] = state.openings.get(key)?.ids ?? [];
    const facts = { unit, indicator, planYear, planKind };
    if (first !== undefined) refuse('opening-repeated', { ...facts, entry: first });
    const { purpose, project, expiresOn, validFrom, validUntil } = row;
    const whole = JSON.stringify([key, purpose, project, expiresOn, validFrom, validUntil]);
    const firstRow = seen.get(whole);
    // No entry is named: the one that was asked for is not recorded, and cannot be reversed.
    if (firstRow !== undefined) refuse('opening-repeated', { ...facts, firstRow, row: i + 1 });
    seen.set(whole, i + 1);
  });
};

interface Opening {
  readonly row: OpeningRow;
  readonly indicator: Indicator;
  readonly available: Vector;
  readonly reserved: Vector;
  readonly consumed: Vector;
  readonly validity: { readonly validFrom: string; readonly validUntil: string };
}

/** A row as it stands, whatever the ledger holds. */
const openingOf = (state: LedgerState, row: OpeningRow, on: Day): Opening => {
  const indicator = indicatorNamed(state, row.indicator);
  checkPlanKind(state, row.planKind);
  const amountOf = (quantity: Quantity | undefined): Vector =>
    quantity === undefined
      ? zero(indicator.components.length)
      : quantityVector(indicator, quantity);
  const available = amountOf(row.available);
  const reserved = amountOf(row.reserved);
  const consumed = amountOf(row.consumed);
  if ([available, reserved, consumed].every(isZero)) {
    refuse('quantity-empty', { indicator: indicator.id, unit: row.unit });
  }
  if ((row.reserved === undefined) !== (row.expiresOn === undefined)) {
    refuse('draws-malformed', { field: 'expiresOn' });
  }
  const validity = validityOf(row, row.planYear, on);
  if (row.expiresOn !== undefined) {
    const { validFrom, validUntil } = validity;
    if (dateOf(row.expiresOn, 'expiresOn') > dateOf(validUntil, 'validUntil')) {
      refuse('validity-malformed', { validFrom, validUntil, expiresOn: row.expiresOn });
    }
  }
  return {
    row,
    indicator,
    available,
    reserved,
    consumed,
    validity,
  };
};

const open = (
  draft: EntryDraft,
  { row, indicator, available, reserved, consumed, validity }: Opening,
  unit: string,
): ReservationOpened[] => {
  const restriction = present({ purpose: row.purpose, project: row.project });
  const lot = draft.open({
    unit,
    indicator: indicator.id,
    planYear: row.planYear,
    planKind: row.planKind,
    ...restriction,
    ...validity,
  });
  const source = outside(lot, 'source');
  draft.move(source, held(unit, lot, 'available'), available);
  draft.move(source, held(unit, lot, 'consumed'), consumed);
  const reservation = openingReservationId(draft.entryId, draft.lots.length);
  draft.move(source, held(unit, lot, 'reserved'), reserved, reservation);
  if (row.expiresOn === undefined) return [];
  return [{ reservation, unit, expiresOn: row.expiresOn, ...restriction }];
};

/** What the rows of a component come to. */
interface RowsOf {
  readonly count: number;
  readonly sum: bigint;
}

/** By component; made once for all totals, because rows times totals would take seconds. */
const sumsOf = (openings: readonly Opening[]): ReadonlyMap<string, RowsOf> => {
  const sums = new Map<string, RowsOf>();
  for (const { indicator, available, reserved, consumed } of openings) {
    indicator.components.forEach(({ name }, i) => {
      const { count, sum } = sums.get(name) ?? { count: 0, sum: 0n };
      const amounts = [available, reserved, consumed].map((amount) => amount[i] ?? 0n);
      sums.set(name, { count: count + 1, sum: amounts.reduce((a, b) => a + b, sum) });
    });
  }
  return sums;
};

type Total = NonNullable<BringForward['data']['totals']>[number];

/** 尾差: a printed total may differ from its rounded rows; both numbers are kept. */
const checkTotal = (
  { component, stated, lastDigit }: Total,
  sums: ReadonlyMap<string, RowsOf>,
): StatedTotal => {
  const rows = sums.get(component) ?? refuse('component-unknown', { component });
  const { sum, difference } = tailDifference([rows.sum], stated);
  const allowed = tailAllowed(rows.count, lastDigit);
  const size = difference < 0n ? -difference : difference;
  const figures = {
    component,
    rows: String(sum),
    stated: String(stated),
    difference: String(difference),
  };
  if (size > allowed) refuse('stated-total-differs', { ...figures, allowed: String(allowed) });
  return figures;
};
