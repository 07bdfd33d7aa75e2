import { held, outside } from '../account.js';
import type { BringForward, OpeningRow } from '../commands.js';
import { add, tailDifference, zero, type Vector } from '../../quantity/index.js';
import { EntryDraft } from '../entry-draft.js';
import { entryData, present, startEntry } from '../entry.js';
import type { BalanceBroughtForward, ReservationOpened, StatedTotal } from '../events.js';
import {
  checkPlanKind,
  checkTime,
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
  const units = data.rows.map(({ unit }) => holderOn(state, unit, on));
  const actorUnit = permit(state, 'BringForward', data.actor);
  checkTime(state, on);
  for (const unit of units) {
    if (state.active.has(unit)) refuse('opening-after-entries', { unit });
  }

  const draft = new EntryDraft(state, data.entryId, on);
  const reservations: ReservationOpened[] = [];
  const sums = new Map<string, bigint>();
  data.rows.forEach((row, i) => {
    const reservation = openRow(state, draft, row, units[i] ?? '', sums);
    if (reservation !== undefined) reservations.push(reservation);
  });
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

const openRow = (
  state: LedgerState,
  draft: EntryDraft,
  row: OpeningRow,
  unit: string,
  sums: Map<string, bigint>,
): ReservationOpened | undefined => {
  const indicator = indicatorNamed(state, row.indicator);
  checkPlanKind(state, row.planKind);
  const width = indicator.components.length;
  const amountOf = (quantity: Quantity | undefined): Vector =>
    quantity === undefined ? zero(width) : quantityVector(indicator, quantity);
  const available = amountOf(row.available);
  const reserved = amountOf(row.reserved);
  const consumed = amountOf(row.consumed);
  const whole = add(add(available, reserved), consumed);
  indicator.components.forEach(({ name }, i) => {
    sums.set(name, (sums.get(name) ?? 0n) + (whole[i] ?? 0n));
  });
  const lot = draft.open({
    unit,
    indicator: indicator.id,
    planYear: row.planYear,
    planKind: row.planKind,
    ...present({ purpose: row.purpose, project: row.project }),
    ...validityOf(row, row.planYear, draft.on),
  });
  const source = outside(lot, 'source');
  draft.move(source, held(unit, lot, 'available'), available);
  draft.move(source, held(unit, lot, 'consumed'), consumed);
  if (row.reserved === undefined) return undefined;
  const expiresOn = row.expiresOn ?? refuse('draws-malformed', { field: 'expiresOn' });
  if (dateOf(expiresOn, 'expiresOn') < state.head.day) {
    refuse('reservation-expired', { expiresOn });
  }
  draft.move(source, held(unit, lot, 'reserved'), reserved, lot);
  return {
    reservation: lot,
    unit,
    expiresOn,
    ...present({ purpose: row.purpose, project: row.project }),
  };
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
