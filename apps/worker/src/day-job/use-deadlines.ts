import { createHash } from 'node:crypto';
import {
  addDays,
  type Day,
  type Draw,
  formatDay,
  giverOf,
  held,
  isZero,
  type LapseQuota,
  leastFrom,
  type LedgerState,
  type Lot,
  parseDay,
  policyValue,
  quantityOf,
  type ReclaimQuota,
} from '#domain';
import { effectiveDay } from './effective-day.js';
import { systemActor } from './system-actor.js';

/** Lots in one entry: an event must fit one append. */
const LOTS_MAX = 1_000;

type Fate = 'reclaim' | 'lapse';

/**
 * Units that hold quota whose use deadline has passed on `day` (T-22), those furthest below first:
 * what a county gives back to its city goes on to the province with the city's own. Every day is
 * asked, so that what was reserved on the deadline is taken when it is released or expires.
 */
export const unitsPastDeadline = (state: LedgerState, day: Day): string[] => {
  if (effectiveDay(state, day) > state.head.day) return [];
  const fates = fatesOn(state, day);
  if (fates === undefined) return [];
  const units = new Set<string>();
  for (const [key, { ids }] of state.holdings.entries()) {
    const unit = key.slice(0, key.lastIndexOf('/'));
    if (!units.has(unit) && ids.some((id) => fates(id) !== undefined && hasSome(state, unit, id)))
      units.add(unit);
  }
  return [...units]
    .map((unit) => ({ unit, depth: depthOf(state, unit, day) }))
    .sort((a, b) => b.depth - a.depth || (a.unit < b.unit ? -1 : 1))
    .map(({ unit }) => unit);
};

/**
 * What takes the unused quota of a unit back or lets it lapse. Each entry is posted once for a
 * deadline: `reclaim:<date>:<unit>` when it goes to the province, with `:<superior>` when to another
 * holder, `lapse:<date>:<unit>`. One that a person has reversed stays reversed.
 */
export const afterDeadline = (
  state: LedgerState,
  day: Day,
  unit: string,
): (ReclaimQuota | LapseQuota)[] => {
  const fates = fatesOn(state, day);
  const on = effectiveDay(state, day);
  if (fates === undefined || on > state.head.day || !mayGive(state, unit, on)) return [];
  const groups = new Map<string, Draw[]>();
  for (const lot of lotsOf(state, unit)) {
    const fate = fates(lot.id);
    const id = fate && entryIdOf(state, fate, lot, unit, day);
    if (id === undefined) continue;
    const draws = groups.get(id) ?? [];
    groups.set(id, draws);
    const indicator = state.indicatorOf(lot);
    const row = state.accounts.get(held(unit, lot.id, 'available'));
    // The least of the days to come: what a later entry already needs is not unused.
    const unused = leastFrom(row, on, indicator.components.length).map((amount) =>
      amount > 0n ? amount : 0n,
    );
    draws.push({ lot: lot.id, quantity: isZero(unused) ? {} : quantityOf(unused, indicator) });
  }
  return [...groups].flatMap(([id, draws]) => entries(state, on, unit, id, draws));
};

/** Cut by the place of a lot and not by what is left, so that a second run makes the same cuts. */
const entries = (
  state: LedgerState,
  on: Day,
  unit: string,
  id: string,
  all: readonly Draw[],
): (ReclaimQuota | LapseQuota)[] => {
  const commands: (ReclaimQuota | LapseQuota)[] = [];
  for (let at = 0; at < all.length; at += LOTS_MAX) {
    const entryId = at === 0 ? id : `${id}:${at / LOTS_MAX + 1}`;
    const draws = all
      .slice(at, at + LOTS_MAX)
      .filter(({ quantity }) => Object.keys(quantity).length > 0);
    if (draws.length === 0 || state.entries.has(entryId)) continue;
    const common = { entryId, actor: systemActor(state), effectiveOn: formatDay(on) };
    const data = { ...common, unit, draws, automatic: true };
    commands.push(
      id.startsWith('lapse:') ? { kind: 'LapseQuota', data } : { kind: 'ReclaimQuota', data },
    );
  }
  return commands;
};

const hasSome = (state: LedgerState, unit: string, lot: string): boolean => {
  const balances = state.accounts.get(held(unit, lot, 'available'))?.balances.at(-1);
  return balances !== undefined && !isZero(balances);
};

interface Deadline {
  readonly passedOn: Day;
  readonly fate: Fate;
}

/**
 * What policy does on `day` with each lot; nothing when no version has a use deadline. A deadline is
 * of the version in force on the day after it. It takes what was there then and has become free
 * since: not what was allocated later, and not what a person took back from it.
 */
const fatesOn = (state: LedgerState, day: Day): ((lot: string) => Fate | undefined) | undefined => {
  const { policies, closedPlanYears } = state.head;
  if (!policies.some(({ rows }) => rows.some(({ key }) => key === 'use-deadline')))
    return undefined;
  const deadlines = new Map<string, Deadline | undefined>();
  const deadlineOf = (lot: Lot): Deadline | undefined => {
    const key = `${lot.planYear}/${lot.indicator}/${lot.planKind}`;
    const known = deadlines.get(key);
    if (known !== undefined || deadlines.has(key)) return known;
    const found = lastDeadline(state, lot, day);
    deadlines.set(key, found);
    return found;
  };
  return (id) => {
    const lot = state.lots.get(id);
    if (lot === undefined || lot.ended || lot.spared) return undefined;
    if (closedPlanYears.has(lot.planYear)) return undefined;
    const deadline = deadlineOf(lot);
    return deadline !== undefined && givenOn(state, lot) <= deadline.passedOn
      ? deadline.fate
      : undefined;
  };
};

/**
 * The day on which the province gave what a lot holds. Splitting a lot, or handing it on below the province, makes no new
 * quota: counted from the day of the child, a city would keep what it got past the deadline by allocating it the day after.
 */
const givenOn = (state: LedgerState, lot: Lot): Day => {
  let given = lot;
  for (;;) {
    const parent = given.parent === undefined ? undefined : state.lots.get(given.parent);
    const isHandedOn = parent?.planYear === given.planYear && parent.unit !== state.head.province;
    if (parent === undefined || !isHandedOn) return given.openedOn;
    given = parent;
  }
};

/** The latest deadline of a lot that has passed on `day`. */
const lastDeadline = (state: LedgerState, lot: Lot, day: Day): Deadline | undefined => {
  let last: Deadline | undefined;
  for (const policy of state.head.policies) {
    const row = policyValue(policy, 'use-deadline', lot);
    const passedOn = row && deadlineIn(lot.planYear, row.monthDay);
    if (row === undefined || row.then === 'nothing' || passedOn === undefined) continue;
    const next = addDays(passedOn, 1);
    if (next > day || state.policy(next)?.version !== policy.version) continue;
    if (last === undefined || passedOn > last.passedOn) last = { passedOn, fate: row.then };
  }
  return last;
};

/** 29 February is 28 February where the year has none. */
const deadlineIn = (year: number, monthDay: string): Day | undefined =>
  parseDay(`${year}-${monthDay}`) ?? (monthDay === '02-29' ? parseDay(`${year}-02-28`) : undefined);

const entryIdOf = (
  state: LedgerState,
  fate: Fate,
  lot: Lot,
  unit: string,
  day: Day,
): string | undefined => {
  const id = `${fate}:${formatDay(day)}:${unit}`;
  if (fate === 'lapse') return id;
  // What the province holds, and what the state gave to a unit planned separately, has no superior to go to.
  if (unit === state.head.province) return undefined;
  if (lot.parent === undefined && state.units.latest(unit)?.plannedSeparately) return undefined;
  const to = giverOf(state, lot, unit, day);
  return to === state.head.province ? id : withinLength(`${id}:${to}`);
};

/** Entry ids have 64 characters at most; three are kept for a number. */
const ID_MAX = 61;

const withinLength = (id: string): string => {
  if (id.length <= ID_MAX) return id;
  const digest = createHash('sha256').update(id).digest('hex');
  return `${id.slice(0, 'reclaim:2017-12-11:'.length)}${digest.slice(0, 32)}`;
};

const mayGive = (state: LedgerState, unit: string, on: Day): boolean =>
  state.units.endedOn(unit) === undefined && state.units.on(unit, on)?.holdsQuota === true;

function* lotsOf(state: LedgerState, unit: string): Generator<Lot> {
  for (const indicator of state.head.indicators.keys())
    for (const id of state.holdings.idsIn(`${unit}/${indicator}`)) {
      const lot = state.lots.get(id);
      if (lot !== undefined) yield lot;
    }
}

const DEPTH_MAX = 8;

const depthOf = (state: LedgerState, unit: string, day: Day): number => {
  let depth = 0;
  let above = state.units.parent(unit, day);
  while (above !== undefined && depth < DEPTH_MAX) {
    depth += 1;
    above = state.units.parent(above, day);
  }
  return depth;
};
