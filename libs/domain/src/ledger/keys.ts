/** Keys of the tables and indexes of the state. The parts never hold the slash, except the last. */
import type { Day } from '../calendar/index.js';
import { folded } from './folded.js';

export const holdingKey = (unit: string, indicator: string): string => `${unit}/${indicator}`;
export const overUseKey = (unit: string, indicator: string, planYear: number): string =>
  `overused/${unit}/${indicator}/${planYear}`;
export const debtKey = (unit: string, indicator: string): string => `debt/${unit}/${indicator}`;
export const issuedKey = (indicator: string, planYear: number): string =>
  `${indicator}/${planYear}`;
/** Opening balances come once for each of these, whatever their purpose or project. */
export const openingKey = (
  unit: string,
  indicator: string,
  planYear: number,
  planKind: string,
): string => `${unit}/${indicator}/${planYear}/${planKind}`;
/** One approval may be consumed once and over-used once. */
export type ApprovalUse = 'consumption' | 'over-use';
/**
 * Uses of an approval that name no project, and how many name one. The folded number may hold anything; its length says
 * where it ends.
 */
export const approvalKey = (use: ApprovalUse, number: string, indicator: string): string => {
  const text = folded(number);
  return `${use}/${indicator}/${text.length}/${text}`;
};
/** Uses of an approval for one project. */
export const approvalProjectKey = (approval: string, project: string): string =>
  `${approval}=${folded(project)}`;
export const parcelKey = (parcel: string): string => `parcel/${folded(parcel)}`;
export const settlementKey = (kind: string, id: string): string => `${kind}/${id}`;
/** Groups of `LedgerState.owners`. */
export const lotsKey = (unit: string): string => `lots/${unit}`;
export const reservationsKey = (unit: string): string => `reservations/${unit}`;
/** Reservations by the revision of their expiry. */
export const expiryKey = (revision: number): string => `expiry/${revision}`;
/** Accounts that moved after the books were closed, and, by plan year, those that keep it from being closed. */
export const movedKey = 'moved';
export const openKey = (planYear: number): string => `open/${planYear}`;
export const frozenUnitKey = (unit: string): string => `frozen-unit/${unit}`;
export const frozenLotKey = (lot: string): string => `frozen-lot/${lot}`;
export const dayKey = (day: Day): string => String(day);
