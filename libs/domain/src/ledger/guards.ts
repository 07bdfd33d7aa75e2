/** Rules that many decisions share. Each returns what it found or refuses; their order is that of `refusals.ts`. */
import { addDays, formatDay, parseDay, type Day } from '../calendar/index.js';
import {
  AMOUNT_MAX,
  isNegative,
  isZero,
  nestingViolation,
  type Indicator,
  type Vector,
} from '../quantity/index.js';
import { held } from './account.js';
import type { Document } from './events.js';
import { folded, isSameNumber } from './folded.js';
import type { Use } from './freezes.js';
import type { Lot } from './lot.js';
import { policyValue, type PolicyKey, type PolicyScope, type PolicyValues } from './policy.js';
import type { Quantity } from './quantity-of.js';
import { refuse, type RefusalFacts } from './refusals.js';
import type { LedgerState } from './state.js';

export {
  checkLotNotFrozen,
  checkNotFrozen,
  checkUnitNotFrozen,
  freezeOf,
  type Use,
} from './freezes.js';

/** A plan may be printed with the year it is for; a document dated further ahead is a slip of the pen. */
const DOCUMENT_AHEAD_MAX = 366;

export const checkOpened = (state: LedgerState): void => {
  if (!state.head.opened) refuse('ledger-not-open');
};

/** A document that is cited is named; where one is needed it is there. */
export const checkDocument = (
  document: Document | undefined,
  isNeeded: boolean,
  ledgerDay?: Day,
): void => {
  if (document === undefined) {
    if (isNeeded) refuse('document-missing');
    return;
  }
  if (folded(document.number) === '') refuse('document-missing', { issuer: document.issuer });
  const date = dateOf(document.date, 'document.date');
  if (ledgerDay !== undefined) checkNotFarAhead(date, ledgerDay);
};

export const checkNotFarAhead = (date: Day, ledgerDay: Day): void => {
  if (date <= addDays(ledgerDay, DOCUMENT_AHEAD_MAX)) return;
  refuse('document-in-future', { date: formatDay(date), ledgerDay: formatDay(ledgerDay) });
};

/** An empty list is as good as none. */
export const someOf = <One>(list: readonly One[] | undefined): readonly One[] | undefined =>
  list?.length === 0 ? undefined : list;

export const dateOf = (text: string, field: string): Day =>
  parseDay(text) ?? refuse('date-malformed', { field, date: text });

export const indicatorNamed = (state: LedgerState, id: string): Indicator =>
  state.head.indicators.get(id) ?? refuse('indicator-unknown', { indicator: id });

export const checkPlanKind = (state: LedgerState, id: string): void => {
  if (!state.head.planKinds.has(id)) refuse('plan-kind-unknown', { planKind: id });
};

/** Plan kinds of the lots in which the ledger itself keeps what is owed. */
const KINDS_OF_LEDGER: ReadonlySet<string> = new Set(['over-use', 'sanction']);

/** A plan kind for quota that is issued, divided or advanced. */
export const checkPlanKindGiven = (state: LedgerState, id: string): void => {
  checkPlanKind(state, id);
  if (KINDS_OF_LEDGER.has(id)) refuse('plan-kind-of-ledger', { planKind: id });
};

/** The quantity as a vector: every component named, none negative, not all nothing. */
export const quantityVector = (indicator: Indicator, quantity: Quantity): Vector => {
  for (const name of Object.keys(quantity)) {
    if (indicator.components.some((component) => component.name === name)) continue;
    refuse('component-unknown', { indicator: indicator.id, component: name });
  }
  const vector = indicator.components.map(
    ({ name }) =>
      quantity[name] ?? refuse('component-missing', { indicator: indicator.id, component: name }),
  );
  if (isNegative(vector)) refuse('quantity-negative', { quantity: shown(indicator, vector) });
  const large = vector.findIndex((amount) => amount > AMOUNT_MAX);
  if (large >= 0) {
    refuse('amount-too-large', {
      indicator: indicator.id,
      component: indicator.components[large]?.name ?? '',
      asked: String(vector[large]),
      limit: String(AMOUNT_MAX),
    });
  }
  if (isZero(vector)) refuse('quantity-empty', { indicator: indicator.id });
  return vector;
};

/**
 * Judges amounts before units and rights are, as far as their lots tell the indicator; a lot that is not there is
 * refused in its turn.
 */
export const checkAmounts = (
  state: LedgerState,
  asked: readonly { readonly lot: string; readonly quantity: Quantity }[],
): void => {
  for (const { lot, quantity } of asked) {
    const known = state.lots.get(lot);
    if (known !== undefined) quantityVector(state.indicatorOf(known), quantity);
  }
};

/** 耕地 ≤ 农用地 ≤ 总量, on the sum of an entry: facts about land, not what is left of an allowance. */
export const checkNesting = (indicator: Indicator, sum: Vector): void => {
  const violation = nestingViolation(indicator, sum);
  if (violation === undefined) return;
  refuse('component-nesting', {
    indicator: indicator.id,
    smaller: violation.smaller,
    larger: violation.larger,
    smallerAmount: String(violation.smallerAmount),
    largerAmount: String(violation.largerAmount),
  });
};

export const shown = (indicator: Indicator, vector: Vector): Readonly<Record<string, string>> =>
  Object.fromEntries(indicator.components.map(({ name }, i) => [name, String(vector[i] ?? 0n)]));

/** The unit a reference means on a day. */
export const unitOn = (state: LedgerState, ref: string, on: Day): string => {
  const unit = state.units.resolve(ref, on);
  if (unit !== undefined && state.units.on(unit, on) !== undefined) return unit;
  if (!state.units.isKnown(ref)) return refuse('unit-unknown', { unit: ref, on: formatDay(on) });
  return refuse('unit-not-in-force', notInForce(state, unit ?? ref, on));
};

/** A unit in force on the day that has not ended since: what it held was handed on, and stays divided as it was. */
export const livingOn = (state: LedgerState, ref: string, on: Day): string => {
  const unit = unitOn(state, ref, on);
  const ended = state.units.endedOn(unit);
  if (ended === undefined) return unit;
  return refuse('unit-not-in-force', {
    ...notInForce(state, unit, on),
    postFrom: formatDay(ended),
  });
};

/** A unit that takes part in quota: in force on the day, not divided up since, and holding quota from then on. */
export const holderOn = (state: LedgerState, ref: string, on: Day): string => {
  const unit = livingOn(state, ref, on);
  if (!state.units.holdsFrom(unit, on)) return refuse('unit-holds-no-quota', { unit: ref });
  return unit;
};

/** A unit of which nothing is left has a successor to name instead; one that was only recoded has another code. */
export const notInForce = (state: LedgerState, ref: string, on: Day) => {
  const units = state.units.has(ref) ? [ref] : state.units.holdersOf(ref);
  const ended = units.map((unit) => state.units.endedOn(unit)).find((day) => day !== undefined);
  const successors = units.flatMap((unit) => [...state.units.successors(unit)]);
  const called = [...units, ...successors].flatMap((unit) => {
    const version = state.units.on(unit, on);
    const code = version?.code ?? version?.localCode;
    return version === undefined || code === undefined || code === ref
      ? []
      : [`${code} ${version.name}`];
  });
  return {
    unit: ref,
    on: formatDay(on),
    ...(ended === undefined ? {} : { endedOn: formatDay(ended) }),
    successors,
    ...(called.length === 0 ? {} : { called }),
  };
};

export const checkNotInFuture = ({ head: { day } }: LedgerState, on: Day): void => {
  if (on <= day) return;
  refuse('effective-in-future', { effectiveOn: formatDay(on), ledgerDay: formatDay(day) });
};

/** Not in the future and in open books: all that is asked of what a day brings with it by itself. */
export const checkBooks = (state: LedgerState, on: Day): void => {
  const { closedThrough } = state.head;
  checkNotInFuture(state, on);
  if (on <= closedThrough) {
    refuse('books-closed', { effectiveOn: formatDay(on), closedThrough: formatDay(closedThrough) });
  }
};

/** In open books, and by people not further back than policy allows. */
export const checkTime = (state: LedgerState, on: Day): void => {
  const { day } = state.head;
  checkBooks(state, on);
  if (on === day) return;
  const { days } = policyOf(state, 'backdating-limit');
  if (day - on <= days) return;
  refuse('backdated-too-far', {
    effectiveOn: formatDay(on),
    ledgerDay: formatDay(day),
    daysAllowed: days,
  });
};

/** Whether people may still date an entry on that day. */
export const isWithinReach = (state: LedgerState, on: Day): boolean =>
  on > state.head.closedThrough && state.head.day - on <= policyOf(state, 'backdating-limit').days;

export const policyOf = <Key extends PolicyKey>(
  state: LedgerState,
  key: Key,
  scope: PolicyScope = {},
): PolicyValues[Key] =>
  policyValue(state.policy(), key, scope) ??
  refuse('policy-missing', {
    policy: key,
    ...(scope.planYear === undefined ? {} : { planYear: scope.planYear }),
    ...(scope.planKind === undefined ? {} : { planKind: scope.planKind }),
    ...(scope.indicator === undefined ? {} : { indicator: scope.indicator }),
  });

/** 年结: into a closed plan year nothing comes any more. */
export const checkYearOpen = (state: LedgerState, planYear: number): void => {
  if (state.head.closedPlanYears.has(planYear)) refuse('plan-year-closed', { planYear });
};

/** A lot that still is one. */
export const liveLot = (state: LedgerState, id: string): Lot => {
  const lot = state.lots.get(id) ?? refuse('lot-unknown', { lot: id });
  if (state.head.closedPlanYears.has(lot.planYear)) {
    refuse('plan-year-closed', { lot: id, planYear: lot.planYear });
  }
  if (lot.ended) refuse('lot-ended', { lot: id });
  return lot;
};

/** A live lot of which the unit has an account: opened for it, or come to it by reorganisation. */
export const lotOfUnit = (state: LedgerState, id: string, unit: string): Lot => {
  const lot = liveLot(state, id);
  if (lot.unit !== unit && state.accounts.get(held(unit, id, 'available')) === undefined) {
    refuse('lot-of-other-unit', { lot: id, unit, holder: lot.unit });
  }
  return lot;
};

export const checkValidity = ({ id, validFrom, validUntil }: Lot, on: Day): void =>
  checkDayWithin(on, validFrom, validUntil, { lot: id });

/** A lot is used on days on which it is valid, one that is opened by the same entry too. */
export const checkDayWithin = (on: Day, from: Day, until: Day, facts: RefusalFacts): void => {
  if (from <= on && on <= until) return;
  refuse('lot-not-valid', {
    ...facts,
    on: formatDay(on),
    validFrom: formatDay(from),
    validUntil: formatDay(until),
  });
};

export const fitsRestriction = (lot: Lot, { project, purpose }: Use): boolean =>
  (lot.project === undefined || isSameNumber(lot.project, project)) &&
  (lot.purpose === undefined || lot.purpose === purpose);

export const checkRestriction = (lot: Lot, use: Use): void => {
  if (fitsRestriction(lot, use)) return;
  refuse('lot-restricted', {
    lot: lot.id,
    ...(lot.project === undefined ? {} : { project: lot.project }),
    ...(lot.purpose === undefined ? {} : { purpose: lot.purpose }),
  });
};
