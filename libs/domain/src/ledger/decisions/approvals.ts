import { formatDay, type Day } from '../../calendar/index.js';
import { checkLandFacts, type Indicator, type Vector } from '../../quantity/index.js';
import type { CitedEntries } from '../entry.js';
import type { Approval, LandStated, LedgerEvent } from '../events.js';
import { dateOf, policyOf } from '../guards.js';
import { approvalKey, parcelKey, type ApprovalUse } from '../keys.js';
import { quantityOf } from '../quantity-of.js';
import { refuse } from '../refusals.js';
import type { LedgerState } from '../state.js';

/** 批准 names its number, and quota is consumed on its date. */
export const checkApprovalDate = (approval: Approval, on: Day): void => {
  if (approval.number.trim() === '') refuse('document-missing', { field: 'approval.number' });
  if (dateOf(approval.date, 'approval.date') === on) return;
  refuse('effective-not-approval-date', {
    approvedOn: approval.date,
    effectiveOn: formatDay(on),
  });
};

export interface ApprovedUse {
  readonly approval: Approval;
  readonly project?: string | undefined;
  readonly parcels?: readonly string[] | undefined;
}

/** One live use of an approval per project and indicator; a parcel is consumed once. */
export const checkApprovalUnused = (
  state: LedgerState,
  cited: CitedEntries,
  use: ApprovalUse,
  { approval, project, parcels = [] }: ApprovedUse,
  indicators: Iterable<string>,
): void => {
  for (const indicator of indicators) {
    const at = state.approvals.find(approvalKey(use, approval.number, project, indicator));
    const posted = at === undefined ? undefined : cited.get(at);
    if (posted === undefined || !isOf(posted, approval.number, project)) continue;
    refuse('approval-already-posted', {
      approval: approval.number,
      indicator,
      entry: posted.data.entryId,
      ...(project === undefined ? {} : { project }),
    });
  }
  const seen = new Set<string>();
  for (const parcel of parcels) {
    const at = state.approvals.find(parcelKey(parcel));
    const posted = at === undefined ? undefined : cited.get(at);
    const isTaken = posted !== undefined && parcelsOf(posted).includes(parcel);
    if (isTaken || seen.has(parcel)) {
      refuse('parcel-already-consumed', {
        parcel,
        ...(posted === undefined ? {} : { entry: posted.data.entryId }),
      });
    }
    seen.add(parcel);
  }
};

/** Fingerprints may collide, so the entry itself is asked. */
const isOf = (event: LedgerEvent, number: string, project: string | undefined): boolean =>
  'approval' in event.data &&
  event.data.approval?.number === number &&
  event.data.project === project;

const parcelsOf = (event: LedgerEvent): readonly string[] =>
  'parcels' in event.data ? (event.data.parcels ?? []) : [];

/** Revisions of the entries that an approval or its parcels may have been posted by. */
export const approvalCandidates = (
  state: LedgerState,
  use: ApprovalUse,
  { approval, project, parcels = [] }: ApprovedUse,
  indicators: Iterable<string>,
): number[] =>
  [
    ...Array.from(indicators, (indicator) => approvalKey(use, approval.number, project, indicator)),
    ...parcels.map(parcelKey),
  ]
    .map((key) => state.approvals.find(key))
    .filter((revision): revision is number => revision !== undefined);

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
