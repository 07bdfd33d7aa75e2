import { isZero, min, negate, subtract, sum, zero, type Vector } from '../../quantity/index.js';
import { held, parseAccount, type Bucket } from '../account.js';
import type { ReorganiseUnits } from '../commands.js';
import { EntryDraft } from '../entry-draft.js';
import { entryData, startEntry, type CitedEntries } from '../entry.js';
import type { UnitsReorganised } from '../events.js';
import {
  checkDocument,
  checkNotFarAhead,
  checkTime,
  dateOf,
  indicatorNamed,
  quantityVector,
  shown,
} from '../guards.js';
import { lotOf } from '../look-up.js';
import { oldestFirst, type Lot } from '../lot.js';
import { accountsOf, reservationsOf } from '../owners.js';
import { refuse } from '../refusals.js';
import { permit } from '../rights.js';
import { staysFrozen } from '../stays-frozen.js';
import type { LedgerState, Reservation } from '../state.js';
import { current } from '../timeline.js';
import { checkNothingAfter } from './moves-after.js';
import { checkHoldsNothing } from './register-units.js';
import { planOf, type Ending, type Plan } from './reorganisation-plan.js';

/** As many accounts or reservations as a clerk can read at once. */
const LISTED_MAX = 50;
const DIVIDED = ['available', 'advance', 'overused', 'debt'] as const;
type Divided = (typeof DIVIDED)[number];

/**
 * 区划调整: units end and others carry on what they held. How a holding is divided is stated by a document and must
 * equal it exactly; it is never inferred from area. What was consumed or voided, and closed years, stay where they are.
 */
export const reorganiseUnits = (
  command: ReorganiseUnits,
  state: LedgerState,
  cited: CitedEntries,
): UnitsReorganised => {
  const { data } = command;
  startEntry(command, state, 'document-optional');
  if (data.documents.length === 0) refuse('document-missing');
  for (const document of data.documents) checkDocument(document, true, state.head.day);
  checkNotFarAhead(dateOf(data.approvedOn, 'approvedOn'), state.head.day);
  dateOf(data.inForceOn, 'inForceOn');
  const on = dateOf(data.switchOn, 'switchOn');
  const plan = planOf(state, data, on);
  const actorUnit = permit(state, 'ReorganiseUnits', data.actor);
  checkTime(state, on);
  for (const { unit } of plan.endings) checkNothingAfter(state, cited, unit, on);
  for (const unit of plan.units) checkHoldsNothing(state, unit);

  const draft = new EntryDraft(state, data.entryId, on);
  const reservations = new Map<string, string>();
  for (const ending of plan.endings) {
    moveReservations(state, draft, ending, plan, reservations);
    for (const bucket of DIVIDED) divide(state, draft, ending, bucket, plan);
  }
  checkHolders(plan, draft);
  draft.checkBalances();
  return {
    type: 'UnitsReorganised',
    data: {
      ...entryData(command, state, actorUnit, draft),
      effectiveOn: data.switchOn,
      approvedOn: data.approvedOn,
      inForceOn: data.inForceOn,
      documents: data.documents,
      ended: plan.endings,
      units: plan.units,
      reservations: Object.fromEntries(reservations),
      ...staysFrozen(state, { units: plan.registry, day: state.head.day, ended: plan.endings }),
    },
  };
};

/** Who carries something on has accounts, from the switch day on and ever after. */
const checkHolders = ({ endings, registry }: Plan, draft: EntryDraft): void => {
  const ended = new Set(endings.map(({ unit }) => unit));
  for (const { from, to } of draft.postings) {
    for (const { unit = '' } of [parseAccount(from), parseAccount(to)]) {
      if (ended.has(unit) || registry.holdsFrom(unit, draft.on)) continue;
      refuse('unit-holds-no-quota', { unit });
    }
  }
};

/** Open reservations go whole to the successor that is named for them. */
const moveReservations = (
  state: LedgerState,
  draft: EntryDraft,
  { unit, successors }: Ending,
  plan: Plan,
  assigned: Map<string, string>,
): void => {
  const unassigned: string[] = [];
  for (const reservation of reservationsOf(state, unit)) {
    const { id } = reservation;
    const successor =
      plan.reservations.get(id) ?? (successors.length === 1 ? successors[0] : undefined);
    if (successor === undefined || !successors.includes(successor)) {
      unassigned.push(id);
      continue;
    }
    assigned.set(id, successor);
    moveReservation(draft, reservation, successor);
  }
  if (unassigned.length > 0) {
    refuse('reservations-unassigned', { unit, reservations: unassigned.slice(0, LISTED_MAX) });
  }
};

const moveReservation = (draft: EntryDraft, reservation: Reservation, successor: string): void => {
  for (const [lot, left] of reservation.left) {
    // Without the reservation on the posting: what is left of it does not change, only who holds it.
    draft.move(held(reservation.unit, lot, 'reserved'), held(successor, lot, 'reserved'), left);
  }
};

interface Holding {
  readonly indicator: string;
  readonly planYear: number;
  readonly planKind: string;
  readonly lots: { readonly lot: Lot; readonly amount: Vector }[];
}

/** Divides one bucket of an ending unit, kind by kind. What is owed goes the other way than what is held. */
const divide = (
  state: LedgerState,
  draft: EntryDraft,
  ending: Ending,
  bucket: Divided,
  plan: Plan,
): void => {
  const holdings = holdingsOf(state, ending.unit, bucket);
  checkNamed(state, ending, bucket, plan, holdings);
  for (const holding of holdings) {
    const shares = sharesOf(state, ending, bucket, plan, holding);
    const rest = holding.lots.map(({ lot, amount }) => ({ lot, amount }));
    for (const { to, amount } of shares) {
      let wanted = amount;
      for (const part of rest) {
        const moved = min(wanted, part.amount);
        part.amount = subtract(part.amount, moved);
        wanted = subtract(wanted, moved);
        const from = held(ending.unit, part.lot.id, bucket);
        const target = held(to, part.lot.id, bucket);
        if (bucket === 'available') draft.move(from, target, moved);
        else draft.move(target, from, moved);
      }
    }
  }
};

/** What a unit holds (or owes, as a positive amount) in lots of open years, in draw order, by kind. */
const holdingsOf = (state: LedgerState, unit: string, bucket: Bucket): Holding[] => {
  const kinds = new Map<string, Holding>();
  for (const { row, ...account } of accountsOf(state, unit)) {
    if (account.bucket !== bucket) continue;
    const lot = lotOf(state, account.lot);
    const balance = current(row, row.balances[0]?.length ?? 0);
    if (isZero(balance)) continue;
    if (bucket === 'available' && state.head.closedPlanYears.has(lot.planYear)) continue;
    const { indicator, planYear, planKind } = lot;
    const key = `${indicator}/${planYear}/${planKind}`;
    const holding = kinds.get(key) ?? { indicator, planYear, planKind, lots: [] };
    holding.lots.push({ lot, amount: bucket === 'available' ? balance : negate(balance) });
    kinds.set(key, holding);
  }
  for (const { lots } of kinds.values()) {
    lots.sort((a, b) => a.lot.validUntil - b.lot.validUntil || oldestFirst(a.lot, b.lot));
  }
  return [...kinds.values()];
};

/** A division of something the unit does not hold is wrong, too. */
const checkNamed = (
  state: LedgerState,
  { unit }: Ending,
  bucket: Divided,
  plan: Plan,
  holdings: readonly Holding[],
): void => {
  for (const division of plan.divisions) {
    if (division.from !== unit) continue;
    if ((division.bucket ?? 'available') !== bucket) continue;
    if (holdings.some((holding) => isOfKind(division, holding))) continue;
    const indicator = indicatorNamed(state, division.indicator);
    const divided = quantityVector(indicator, division.quantity);
    refuse('division-differs', {
      unit,
      bucket,
      indicator: division.indicator,
      planYear: division.planYear,
      planKind: division.planKind,
      held: shown(indicator, zero(divided.length)),
      divided: shown(indicator, divided),
    });
  }
};

type Kind = Pick<Holding, 'indicator' | 'planYear' | 'planKind'>;
const isOfKind = (a: Kind, b: Kind): boolean =>
  a.indicator === b.indicator && a.planYear === b.planYear && a.planKind === b.planKind;

/** Who gets how much of a holding: as divided, which must equal it exactly; undivided only where that is no question. */
const sharesOf = (
  state: LedgerState,
  { unit, successors }: Ending,
  bucket: Divided,
  plan: Plan,
  holding: Holding,
): readonly { readonly to: string; readonly amount: Vector }[] => {
  const indicator = indicatorNamed(state, holding.indicator);
  const width = indicator.components.length;
  const whole = sum(
    holding.lots.map(({ amount }) => amount),
    width,
  );
  const shares = plan.divisions
    .filter(
      (division) =>
        division.from === unit &&
        (division.bucket ?? 'available') === bucket &&
        isOfKind(division, holding),
    )
    .map(({ to, quantity }) => ({ to, amount: quantityVector(indicator, quantity) }));
  const [first] = successors;
  const needsNoDivision = bucket !== 'available' || successors.length === 1;
  if (shares.length === 0 && needsNoDivision && first !== undefined) {
    return [{ to: first, amount: whole }];
  }
  const divided = sum(
    shares.map(({ amount }) => amount),
    width,
  );
  if (!isZero(subtract(divided, whole))) {
    refuse('division-differs', {
      unit,
      bucket,
      indicator: holding.indicator,
      planYear: holding.planYear,
      planKind: holding.planKind,
      held: shown(indicator, whole),
      divided: shown(indicator, divided),
      difference: shown(indicator, subtract(divided, whole)),
    });
  }
  return shares;
};
