import type { Claims, LedgerEvent } from './events.js';
import { approvalKey, parcelKey, someProjectKey } from './keys.js';
import { consumedIndicators } from './look-up.js';
import type { LedgerState } from './state.js';

/** What a consumption holds against every other: its approval per project and indicator, and its parcels. */
export const claimsOf = (state: LedgerState, { type, data }: LedgerEvent): Claims => {
  const approval = 'approval' in data ? data.approval?.number : undefined;
  const project = 'approval' in data ? data.project : undefined;
  return {
    use: type === 'OverUseRecorded' ? 'over-use' : 'consumption',
    ...(approval === undefined ? {} : { approval }),
    ...(project === undefined ? {} : { project }),
    indicators: approval === undefined ? [] : consumedIndicators(state, data.postings),
    parcels: 'parcels' in data ? (data.parcels ?? []) : [],
  };
};

/** What one key is taken for: an indicator of the approval, or a parcel. */
export type Claimed = { readonly indicator: string } | { readonly parcel: string };

const keysOf = (claims: Claims): string[] => [
  ...claims.indicators.flatMap((indicator) => exactKey(claims, indicator) ?? []),
  ...claims.parcels.map(parcelKey),
];

const exactKey = ({ use, approval, project }: Claims, indicator: string): string | undefined =>
  approval === undefined ? undefined : approvalKey(use, approval, project, indicator);

/** Lets an entry hold what it claims. Held already, it stays so. */
export const hold = (state: LedgerState, claims: Claims, revision: number): void => {
  for (const indicator of claims.indicators) {
    const key = exactKey(claims, indicator);
    if (key !== undefined && !isAmong(state, key, revision)) {
      countProjects(state, claims, indicator, revision, 1);
    }
  }
  for (const key of keysOf(claims)) state.approvals.set(key, revision);
};

export const free = (state: LedgerState, claims: Claims, revision: number): void => {
  for (const indicator of claims.indicators) {
    const key = exactKey(claims, indicator);
    if (key !== undefined && isAmong(state, key, revision)) {
      countProjects(state, claims, indicator, revision, -1);
    }
  }
  for (const key of keysOf(claims)) state.approvals.delete(key, revision);
};

/** Whether an entry holds the approval for an indicator. */
export const holds = (
  state: LedgerState,
  claims: Claims,
  indicator: string,
  revision: number,
): boolean => {
  const key = exactKey(claims, indicator);
  return key !== undefined && isAmong(state, key, revision);
};

const isAmong = (state: LedgerState, key: string, revision: number): boolean =>
  state.approvals.candidates(key).includes(revision);

/**
 * How many uses of an approval name a project, in one slot however many they are: an approval of a batch may have
 * thousands. The revision beside the count is that of one of them, the newest that came.
 */
const countProjects = (
  state: LedgerState,
  { use, approval, project }: Claims,
  indicator: string,
  revision: number,
  by: 1 | -1,
): void => {
  if (approval === undefined || project === undefined) return;
  const key = someProjectKey(use, approval, indicator);
  const [known] = state.approvals.candidates(key);
  const count = known === undefined ? 0 : state.approvals.note(key, known);
  if (known !== undefined) state.approvals.delete(key, known);
  if (count + by > 0) state.approvals.set(key, by > 0 ? revision : (known ?? revision), count + by);
};

/**
 * Revisions that may stand in the way of claims, with what they hold. A use that names no project is one of the whole
 * approval: it excludes and is excluded by every other.
 */
export const holdersAgainst = (
  state: LedgerState,
  claims: Claims,
): { readonly revision: number; readonly claimed: Claimed }[] => {
  const { use, approval, project } = claims;
  const found: { revision: number; claimed: Claimed }[] = [];
  const add = (key: string, claimed: Claimed): void => {
    for (const revision of state.approvals.candidates(key)) found.push({ revision, claimed });
  };
  if (approval !== undefined) {
    for (const indicator of claims.indicators) {
      add(approvalKey(use, approval, undefined, indicator), { indicator });
      if (project === undefined) add(someProjectKey(use, approval, indicator), { indicator });
      else add(approvalKey(use, approval, project, indicator), { indicator });
    }
  }
  for (const parcel of claims.parcels) add(parcelKey(parcel), { parcel });
  return found;
};

/** The one of several entries that holds something of it: their ids share a fingerprint. */
export const holderOf = (
  state: LedgerState,
  claims: Claims,
  candidates: readonly number[],
): number => {
  const keys = keysOf(claims);
  const holder = candidates.find((revision) => keys.some((key) => isAmong(state, key, revision)));
  return holder ?? candidates[0] ?? -1;
};
