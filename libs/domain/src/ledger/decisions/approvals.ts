import { formatDay, type Day } from '../../calendar/index.js';
import { checkLandFacts, type Indicator, type Vector } from '../../quantity/index.js';
import type { CitedEntries } from '../entry.js';
import {
  claimsOf,
  heldOf,
  holdersAgainst,
  holds,
  meetIn,
  type Claimed,
  type Taken,
} from '../claims.js';
import { correctedTo } from '../corrections.js';
import type { Approval, Claims, LandStated, LedgerEvent } from '../events.js';
import { folded, isSameNumber } from '../folded.js';
import { dateOf, policyOf } from '../guards.js';
import { quantityOf } from '../quantity-of.js';
import { refuse } from '../refusals.js';
import type { LedgerState } from '../state.js';

/** 批准 names its number, and quota is consumed on its date. */
export const checkApprovalDate = (approval: Approval, on: Day): void => {
  if (folded(approval.number) === '') refuse('document-missing', { field: 'approval.number' });
  if (dateOf(approval.date, 'approval.date') === on) return;
  refuse('effective-not-approval-date', {
    approvedOn: approval.date,
    effectiveOn: formatDay(on),
  });
};

/**
 * One live use of an approval per project and indicator; a parcel is consumed once. An entry that a revision leads to
 * and that was not cited is believed to hold what the index says: fingerprints are keyed and do not meet by themselves.
 * @param own revision of the entry whose claims these are, when it is posted already
 */
export const checkUnused = (
  state: LedgerState,
  cited: CitedEntries,
  claims: Claims,
  own?: number,
): void => {
  for (const { revision, claimed } of holdersAgainst(state, claims)) {
    const posted = cited.get(revision);
    if (revision === own || (posted !== undefined && !isAbout(posted, claims, claimed))) continue;
    refuseUsed(claims, claimed, isLive(state, posted, claimed, revision) ? posted : undefined);
  }
  for (const revision of claims.approval === undefined ? [] : correctedTo(state, claims.approval)) {
    const posted = cited.get(revision);
    if (revision === own || posted === undefined) continue;
    const taken = heldUnderOtherNumber(state, claims, posted, revision);
    if (taken !== undefined) refuseApproval(claims, taken, posted);
  }
  const twice = claims.parcels.find(
    (parcel, at) => claims.parcels.findIndex((one) => isSameNumber(one, parcel)) < at,
  );
  if (twice !== undefined) refuse('parcel-already-consumed', { parcel: twice });
};

const refuseUsed = (claims: Claims, claimed: Claimed, posted: LedgerEvent | undefined): never => {
  if (!('parcel' in claimed)) return refuseApproval(claims, claimed, posted);
  return refuse('parcel-already-consumed', { ...claimed, ...entryOf(posted) });
};

const refuseApproval = (
  { use, approval = '', project }: Claims,
  taken: Taken,
  posted: LedgerEvent | undefined,
): never =>
  refuse('approval-already-posted', {
    approval,
    indicator: taken.indicator,
    ...entryOf(posted),
    ...(project === undefined ? {} : { project }),
    // Beside a consumption an over-use may stand by itself: whoever posts it is told what is in the way.
    ...(use === taken.use ? {} : { draws: taken.indicator }),
  });

const entryOf = (posted: LedgerEvent | undefined): object =>
  posted === undefined ? {} : { entry: posted.data.entryId };

/** The one that is remembered of many uses may be undone while others stand. */
const isLive = (
  state: LedgerState,
  posted: LedgerEvent | undefined,
  claimed: Claimed,
  revision: number,
): boolean =>
  posted !== undefined &&
  ('parcel' in claimed || holds(state, claimsOf(state, posted), claimed, revision));

/** Fingerprints may collide, so the entry itself is asked. */
const isAbout = ({ data }: LedgerEvent, { approval }: Claims, claimed: Claimed): boolean =>
  'parcel' in claimed
    ? 'parcels' in data && (data.parcels ?? []).some((one) => isSameNumber(one, claimed.parcel))
    : 'approval' in data && isSameNumber(data.approval?.number, approval);

/** What an entry holds, whose number was corrected to the one claimed, and is claimed again. */
const heldUnderOtherNumber = (
  state: LedgerState,
  claims: Claims,
  posted: LedgerEvent,
  revision: number,
): Taken | undefined => {
  const own = heldOf(state, claimsOf(state, posted), revision);
  const isApart =
    own.project !== undefined &&
    claims.project !== undefined &&
    !isSameNumber(own.project, claims.project);
  return isApart ? undefined : meetIn(claims, own);
};

/**
 * Revisions of the entries that may stand in the way of claims.
 * @param projects under which the approval may turn out to be used
 */
export const claimCandidates = (
  state: LedgerState,
  claims: Claims,
  projects?: Iterable<string | undefined>,
): readonly number[] => {
  const found = holdersAgainst(state, claims, projects).map(({ revision }) => revision);
  if (claims.approval !== undefined) found.push(...correctedTo(state, claims.approval));
  return found;
};

/** Which indicators one approval must draw on together is a matter of policy. */
export const checkIndicatorsTogether = (state: LedgerState, drawn: ReadonlySet<string>): void => {
  for (const indicator of drawn) {
    const { indicators } = policyOf(state, 'approval-indicators', { indicator });
    const missing = indicators.filter((needed) => !drawn.has(needed));
    if (missing.length > 0) refuse('approval-indicator-missing', { indicator, missing });
  }
};

/** What the review sheet states beside the quota: 总量 = 农用地 + 未利用地, 批次 = 总量 + 原有建设用地. */
export const checkLand = (
  land: LandStated | undefined,
  indicator: Indicator,
  sum: Vector,
): void => {
  if (land === undefined) return;
  const { total, farmland, cultivated } = quantityOf(sum, indicator);
  if (total === undefined || farmland === undefined || cultivated === undefined) return;
  const problem = checkLandFacts({
    total,
    farmland,
    cultivated,
    ...(land.unused === undefined ? {} : { unused: BigInt(land.unused) }),
    ...(land.existingConstruction === undefined
      ? {}
      : { existingConstruction: BigInt(land.existingConstruction) }),
    ...(land.batchArea === undefined ? {} : { batch: BigInt(land.batchArea) }),
  });
  if (problem === undefined) return;
  const facts = Object.entries(problem).map(([key, value]) => [key, String(value)] as const);
  refuse('land-facts-inconsistent', Object.fromEntries(facts));
};
