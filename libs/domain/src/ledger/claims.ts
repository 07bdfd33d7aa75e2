import type { Claims, LedgerEvent } from './events.js';
import { approvalKey, parcelKey } from './keys.js';
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

const keysOf = ({ use, approval, project, indicators, parcels }: Claims): string[] => [
  ...(approval === undefined
    ? []
    : indicators.map((indicator) => approvalKey(use, approval, project, indicator))),
  ...parcels.map(parcelKey),
];

export const hold = (state: LedgerState, claims: Claims, revision: number): void => {
  for (const key of keysOf(claims)) state.approvals.set(key, revision);
};

export const free = (state: LedgerState, claims: Claims): void => {
  for (const key of keysOf(claims)) state.approvals.delete(key);
};

/** Whether some live entry holds one of them. */
export const isHeld = (state: LedgerState, claims: Claims): boolean =>
  keysOf(claims).some((key) => state.approvals.find(key) !== undefined);
