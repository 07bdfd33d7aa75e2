import { formatDay, type Day } from '../../calendar/index.js';
import { held, outside } from '../account.js';
import type { BringForward, OpeningRow } from '../commands.js';
import { isZero, tailDifference, zero, type Indicator, type Vector } from '../../quantity/index.js';
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
  if (data.rows.length === 0) refuse('nothing-to-do');
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

  const draft = new EntryDraft(state, data.entryId, on);
  const reservations = openings.flatMap((opening, i) => open(draft, opening, units[i] ?? ''));
  const totals = (data.totals ?? []).map((total) => checkTotal(total, sumsOf(openings)));
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
  if (row.expiresOn !== undefined) dateOf(row.expiresOn, 'expiresOn');
  return {
    row,
    indicator,
    available,
    reserved,
    consumed,
    validity: validityOf(row, row.planYear, on),
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
  draft.move(source, held(unit, lot, 'reserved'), reserved, lot);
  if (row.expiresOn === undefined) return [];
  return [{ reservation: lot, unit, expiresOn: row.expiresOn, ...restriction }];
};

/** What the rows come to, by component. */
const sumsOf = (openings: readonly Opening[]): ReadonlyMap<string, bigint> => {
  const sums = new Map<string, bigint>();
  for (const { indicator, available, reserved, consumed } of openings) {
    indicator.components.forEach(({ name }, i) => {
      const amounts = [available, reserved, consumed].map((amount) => amount[i] ?? 0n);
      sums.set(
        name,
        amounts.reduce((sum, amount) => sum + amount, sums.get(name) ?? 0n),
      );
    });
  }
  return sums;
};

type Total = NonNullable<BringForward['data']['totals']>[number];

/** 尾差: a printed total may differ by its last digit; both numbers are kept. More than that is another table. */
const checkTotal = (
  { component, stated, lastDigit }: Total,
  sums: ReadonlyMap<string, bigint>,
): StatedTotal => {
  const rows = sums.get(component) ?? refuse('component-unknown', { component });
  const { difference } = tailDifference([rows], stated);
  const size = difference < 0n ? -difference : difference;
  if (size > lastDigit) {
    refuse('stated-total-differs', {
      component,
      rows: String(rows),
      stated: String(stated),
      difference: String(difference),
      allowed: String(lastDigit),
    });
  }
  return {
    component,
    rows: String(rows),
    stated: String(stated),
    difference: String(difference),
  };
};
