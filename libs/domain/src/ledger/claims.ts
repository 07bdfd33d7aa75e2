import { parseAccount } from './account.js';
import type { Claims, LedgerEvent } from './events.js';
import { approvalKey, approvalProjectKey, parcelKey, type ApprovalUse } from './keys.js';
import { consumedIndicators } from './look-up.js';
import type { LedgerState } from './state.js';

/** What a consumption holds against every other: its approval per project and indicator, and its parcels. */
export const claimsOf = (state: LedgerState, { type, data }: LedgerEvent): Claims => {
  const approval = 'approval' in data ? data.approval?.number : undefined;
  const project = 'approval' in data ? data.project : undefined;
  const claims: Claims = {
    use: type === 'OverUseRecorded' ? 'over-use' : 'consumption',
    ...(approval === undefined ? {} : { approval }),
    ...(project === undefined ? {} : { project }),
    indicators: approval === undefined ? [] : consumedIndicators(state, data.postings),
    parcels: 'parcels' in data ? (data.parcels ?? []) : [],
  };
  const isDrawn = data.postings.some(
    ({ from, to }) =>
      parseAccount(from).bucket === 'available' && parseAccount(to).bucket === 'consumed',
  );
  return type === 'OverUseRecorded' && isDrawn ? { ...claims, draws: claims.indicators } : claims;
};

/** What an approval is taken for. An over-use that also draws on lots is a consumption beside. */
export interface Taken {
  readonly use: ApprovalUse;
  readonly indicator: string;
}

const takenBy = ({ use, indicators, draws = [] }: Claims): Taken[] => [
  ...indicators.map((indicator) => ({ use, indicator })),
  ...draws.map((indicator) => ({ use: 'consumption' as const, indicator })),
];

/** What one key is taken for: an indicator of the approval, or a parcel. */
export type Claimed = Taken | { readonly parcel: string };

const keysOf = (claims: Claims): string[] => [
  ...takenBy(claims).flatMap((taken) => exactKey(claims, taken) ?? []),
  ...claims.parcels.map(parcelKey),
];

const exactKey = ({ approval, project }: Claims, { use, indicator }: Taken): string | undefined => {
  if (approval === undefined) return undefined;
  const key = approvalKey(use, approval, indicator);
  return project === undefined ? key : approvalProjectKey(key, project);
};

/** Lets an entry hold what it claims. Held already, it stays so. */
export const hold = (state: LedgerState, claims: Claims, revision: number): void => {
  const { approval, project } = claims;
  if (approval !== undefined) {
    for (const { use, indicator } of takenBy(claims)) {
      const key = approvalKey(use, approval, indicator);
      if (project === undefined) {
        state.approvals.set(key, revision);
        continue;
      }
      const exact = approvalProjectKey(key, project);
      if (!isAmong(state, exact, revision)) countProjects(state, key, revision, 1);
      state.approvals.set(exact, revision);
    }
  }
  for (const parcel of claims.parcels) state.approvals.set(parcelKey(parcel), revision);
};

/** Frees all that an entry holds, and says what that was. */
export const free = (state: LedgerState, stated: Claims, revision: number): Claims => {
  const claims = withDraws(state, stated, revision);
  const { approval, project } = claims;
  for (const taken of takenBy(claims)) {
    if (approval === undefined || project === undefined) break;
    const key = approvalKey(taken.use, approval, taken.indicator);
    if (holds(state, claims, taken, revision)) countProjects(state, key, revision, -1);
  }
  for (const key of keysOf(claims)) state.approvals.delete(key, revision);
  return claims;
};

/** Entries stored before draws of an over-use were claimed free it without naming them. */
const withDraws = (state: LedgerState, claims: Claims, revision: number): Claims => {
  if (claims.use !== 'over-use' || claims.draws !== undefined) return claims;
  const draws = claims.indicators.filter((indicator) =>
    holds(state, claims, { use: 'consumption', indicator }, revision),
  );
  return draws.length === 0 ? claims : { ...claims, draws };
};

/** Whether an entry holds the approval for an indicator. */
export const holds = (
  state: LedgerState,
  claims: Claims,
  taken: Taken,
  revision: number,
): boolean => {
  const key = exactKey(claims, taken);
  return key !== undefined && isAmong(state, key, revision);
};

/** Claims without what of the approval the entry does not hold. */
export const heldOf = (state: LedgerState, claims: Claims, revision: number): Claims => {
  const isHeld = (use: ApprovalUse) => (indicator: string) =>
    holds(state, claims, { use, indicator }, revision);
  const { indicators, draws } = claims;
  return {
    ...claims,
    indicators: indicators.filter(isHeld(claims.use)),
    ...(draws === undefined ? {} : { draws: draws.filter(isHeld('consumption')) }),
  };
};

/** What two entries of one approval both take it for, whatever their projects. */
export const meetIn = (one: Claims, other: Claims): Taken | undefined =>
  takenBy(one).find(({ use, indicator }) =>
    takenBy(other).some((taken) => taken.use === use && taken.indicator === indicator),
  );

const isAmong = (state: LedgerState, key: string, revision: number): boolean =>
  state.approvals.candidates(key).includes(revision);

/** Counts uses of an approval that name a project, in the one slot that there is for them. */
const countProjects = (state: LedgerState, key: string, revision: number, by: 1 | -1): void => {
  const known = newestOfProjects(state, key);
  const count = known === undefined ? 0 : state.approvals.note(key, known);
  if (known !== undefined) state.approvals.delete(key, known);
  if (count + by > 0) state.approvals.set(key, by > 0 ? revision : (known ?? revision), count + by);
};

/**
 * The revision beside the count of uses that name a project: one of them, the newest that came. They have one slot
 * however many they are, because an approval of a batch may have thousands.
 */
const newestOfProjects = (state: LedgerState, key: string): number | undefined =>
  state.approvals.candidates(key).find((one) => state.approvals.note(key, one) > 0);

export interface Holder {
  readonly revision: number;
  readonly claimed: Claimed;
}

/**
 * Revisions that may stand in the way of claims, with what they hold. A use that names no project is one of the whole
 * approval: it excludes and is excluded by every other.
 * @param projects under which the approval may turn out to be used
 */
export const holdersAgainst = (
  state: LedgerState,
  claims: Claims,
  projects: Iterable<string | undefined> = [claims.project],
): readonly Holder[] => {
  const { approval, parcels } = claims;
  const found: Holder[] = [];
  const add = (key: string, claimed: Claimed): void => {
    for (const revision of state.approvals.candidates(key)) found.push({ revision, claimed });
  };
  if (approval !== undefined) {
    for (const taken of takenBy(claims)) {
      const key = approvalKey(taken.use, approval, taken.indicator);
      for (const revision of state.approvals.candidates(key)) {
        const isOfProjects = state.approvals.note(key, revision) > 0;
        if (!isOfProjects) found.push({ revision, claimed: taken });
        else
          for (const project of projects) {
            if (project === undefined) found.push({ revision, claimed: taken });
            else add(approvalProjectKey(key, project), taken);
          }
      }
    }
  }
  for (const parcel of parcels) add(parcelKey(parcel), { parcel });
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
