/** The tables of a state as JSON: what is open, the lots and the units. Big numbers are decimal strings. */
import {
  inheritedLots,
  refindOwners,
  type Day,
  type ExpiredReservation,
  type FreezeInForce,
  type Indicator,
  type LedgerHead,
  type LedgerState,
  type Lot,
  type PlanKind,
  type Reservation,
  type UnitRows,
  type Vector,
  type Voiding,
} from '#domain';
import type { Steps } from '#event-store';
import { mapped, type Lazily } from './json-steps.js';

type Row<Value> = readonly [key: string, value: Value];
/** Amounts of a vector. */
type Amounts = readonly string[];

export interface TablesStored {
  readonly revision: number;
  readonly lastRecordedAt: string;
  readonly head: Omit<LedgerHead, 'indicators' | 'planKinds' | 'closedPlanYears'>;
  readonly indicators: readonly Indicator[];
  readonly planKinds: readonly PlanKind[];
  readonly closedPlanYears: readonly number[];
  readonly units: UnitRows;
  readonly lots: readonly LotStored[];
  readonly holdings: readonly Row<string[]>[];
  readonly owed: readonly Row<string[]>[];
  readonly openings: readonly Row<string[]>[];
  readonly active: readonly Row<number>[];
  readonly expiring: readonly Row<string[]>[];
  readonly reservations: readonly (Omit<Reservation, 'left'> & {
    readonly left: readonly Row<Amounts>[];
  })[];
  readonly totals: readonly Row<readonly (readonly [day: Day, total: Amounts])[]>[];
  readonly expired: readonly (Omit<ExpiredReservation, 'left'> & {
    readonly left: readonly Row<Amounts>[];
  })[];
  readonly goneOn: readonly Row<readonly (readonly [lot: string, day: Day, amount: Amounts])[]>[];
  readonly freezes: readonly FreezeInForce[];
  /** Lots that units came to by a reorganisation. */
  readonly inherited: readonly (readonly [unit: string, lot: string])[];
  readonly voidings: readonly Row<{
    readonly voided: readonly Row<Amounts>[];
    readonly voidedBy: number[];
    readonly freed?: Voiding['freed'];
  }>[];
  readonly voids: readonly Row<string>[];
  readonly issued: readonly Row<readonly [total: Amounts, preIssued: Amounts]>[];
  readonly settled: readonly Row<readonly [amount: string, of: string | null]>[];
}

/** A lot without the names of its members: there are tens of thousands. */
type LotStored = ReturnType<typeof lotOut>;

/** Every table makes its rows when they are written. */
export const tablesOf = (state: LedgerState): Lazily<TablesStored> => {
  const { indicators, planKinds, closedPlanYears, ...head } = state.head;
  return {
    revision: state.revision,
    lastRecordedAt: state.lastRecordedAt,
    head,
    indicators: [...indicators.values()],
    planKinds: [...planKinds.values()],
    closedPlanYears: [...closedPlanYears],
    units: state.units.toRows(),
    lots: mapped(state.lots.entries(), ([, lot]) => lotOut(lot)),
    holdings: mapped(state.holdings.entries(), ([key, { ids }]) => [key, ids]),
    owed: mapped(state.owed.entries(), ([key, { ids }]) => [key, ids]),
    openings: mapped(state.openings.entries(), ([key, { ids }]) => [key, ids]),
    active: mapped(state.active.entries(), ([unit, { since }]) => [unit, since]),
    expiring: mapped(state.expiring.entries(), ([key, { ids }]) => [key, ids]),
    reservations: mapped(state.reservations.entries(), ([, { left, ...one }]) => ({
      ...one,
      left: byLotOut(left),
    })),
    totals: mapped(state.totals.entries(), ([indicator, { days, balances }]) => [
      indicator,
      days.map((day, i) => [day, amountsOut(balances[i] ?? [])]),
    ]),
    expired: mapped(state.expired.entries(), ([, { left, ...one }]) => ({
      ...one,
      left: byLotOut(left),
    })),
    goneOn: mapped(state.goneOn.entries(), ([id, { parts }]) => [
      id,
      parts.map(({ lot, day, amount }) => [lot, day, amountsOut(amount)]),
    ]),
    freezes: mapped(state.freezes.entries(), ([, freeze]) => freeze),
    inherited: [...inheritedLots(state)],
    voidings: mapped(state.voidings.entries(), ([key, { voided, ...row }]) => [
      key,
      { ...row, voided: byLotOut(voided) },
    ]),
    voids: mapped(state.voids.entries(), ([id, { consumption }]) => [id, consumption]),
    issued: mapped(state.issued.entries(), ([key, { total, preIssued }]) => [
      key,
      [amountsOut(total), amountsOut(preIssued)],
    ]),
    settled: mapped(state.settled.entries(), ([key, { amount, of }]) => [
      key,
      [String(amount), of === undefined ? null : String(of)],
    ]),
  };
};

/** Fills an empty state, rows in the order they had; a few of them in each step. */
export function* fillTables(state: LedgerState, stored: TablesStored): Steps<void> {
  state.revision = stored.revision;
  state.lastRecordedAt = stored.lastRecordedAt;
  state.head = {
    ...stored.head,
    indicators: new Map(stored.indicators.map((one) => [one.id, one])),
    planKinds: new Map(stored.planKinds.map((one) => [one.id, one])),
    closedPlanYears: new Set(stored.closedPlanYears),
    // JSON leaves it out where there is none.
    suspension: stored.head.suspension,
  };
  state.units.fillFrom(stored.units);
  yield* each(stored.lots, (row) => {
    const lot = lotIn(row);
    state.lots.set(lot.id, lot);
  });
  for (const [name, lists] of ID_LISTS(stored))
    yield* each(lists, ([key, ids]) => {
      for (const id of ids) state[name].add(key, id);
    });
  yield* each(stored.openings, ([key, ids]) => state.openings.set(key, { ids }));
  yield* each(stored.active, ([unit, since]) => state.active.set(unit, { since }));
  yield* each(stored.reservations, (one) => state.reservations.set(one.id, reservationIn(one)));
  yield* each(stored.totals, ([indicator, rows]) =>
    state.totals.set(indicator, {
      days: rows.map(([day]) => day),
      balances: rows.map(([, total]) => amountsIn(total)),
    }),
  );
  yield* each(stored.expired, (one) =>
    state.expired.set(one.id, { ...reservationIn(one), expiredOn: one.expiredOn }),
  );
  yield* each(stored.goneOn, ([id, parts]) =>
    state.goneOn.set(id, {
      parts: parts.map(([lot, day, amount]) => ({ lot, day, amount: amountsIn(amount) })),
    }),
  );
  yield* each(stored.freezes, ({ id, units, lot, withSubtree, exceptions }) =>
    state.freezes.set(id, { id, units, lot, withSubtree, exceptions }),
  );
  refindOwners(state, stored.inherited);
  yield;
  yield* each(stored.voidings, ([key, { voided, voidedBy, freed }]) =>
    state.voidings.set(key, { voided: byLotIn(voided), voidedBy, freed }),
  );
  yield* each(stored.voids, ([id, consumption]) => state.voids.set(id, { consumption }));
  yield* each(stored.issued, ([key, [total, preIssued]]) =>
    state.issued.set(key, { total: amountsIn(total), preIssued: amountsIn(preIssued) }),
  );
  yield* each(stored.settled, ([key, [amount, of]]) =>
    state.settled.set(key, { amount: BigInt(amount), of: of === null ? undefined : BigInt(of) }),
  );
}

const ID_LISTS = ({ holdings, owed, expiring }: TablesStored) =>
  [
    ['holdings', holdings],
    ['owed', owed],
    ['expiring', expiring],
  ] as const;

/** Rows of a step. */
const ROWS = 16;

function* each<Stored>(rows: readonly Stored[], take: (row: Stored) => void): Steps<void> {
  for (const [index, row] of rows.entries()) {
    if (index % ROWS === 0) yield;
    take(row);
  }
}

/** Every member is named, those that are undefined too, so that all rows have one shape in memory. */
const reservationIn = (one: TablesStored['reservations'][number]): Reservation => ({
  id: one.id,
  unit: one.unit,
  project: one.project,
  batch: one.batch,
  projectClass: one.projectClass,
  purpose: one.purpose,
  reservedOn: one.reservedOn,
  expiresOn: one.expiresOn,
  left: byLotIn(one.left),
  resolvedBy: one.resolvedBy,
  reopened: one.reopened,
});

const lotOut = (lot: Lot) =>
  [
    lot.id,
    lot.unit,
    lot.indicator,
    lot.planYear,
    lot.firstPlanYear,
    lot.planKind,
    lot.purpose ?? null,
    lot.project ?? null,
    lot.parent ?? null,
    lot.validFrom,
    lot.validUntil,
    lot.openedAt,
    lot.openedOn,
    lot.preIssued,
    lot.ended,
    lot.spared,
  ] as const;

const lotIn = (row: LotStored): Lot => ({
  id: row[0],
  unit: row[1],
  indicator: row[2],
  planYear: row[3],
  firstPlanYear: row[4],
  planKind: row[5],
  purpose: row[6] ?? undefined,
  project: row[7] ?? undefined,
  parent: row[8] ?? undefined,
  validFrom: row[9],
  validUntil: row[10],
  openedAt: row[11],
  openedOn: row[12],
  preIssued: row[13],
  ended: row[14],
  spared: row[15],
});

const amountsOut = (vector: Vector): Amounts => vector.map(String);
const amountsIn = (amounts: Amounts): Vector => amounts.map(BigInt);
const byLotOut = (byLot: ReadonlyMap<string, Vector>): readonly Row<Amounts>[] =>
  Array.from(byLot, ([lot, vector]) => [lot, amountsOut(vector)]);
const byLotIn = (rows: readonly Row<Amounts>[]): Map<string, Vector> =>
  new Map(rows.map(([lot, amounts]) => [lot, amountsIn(amounts)]));
