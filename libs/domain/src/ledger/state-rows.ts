/** The rows of the state, and how an overlay copies one before it changes it. */
import type { Day } from '../calendar/index.js';
import type { Vector } from '../quantity/index.js';
import type { Claims } from './events.js';
import type { Lot } from './lot.js';

/** A reservation while something of it is left. */
export interface Reservation {
  readonly id: string;
  unit: string;
  project: string | undefined;
  readonly batch: string | undefined;
  readonly projectClass: string | undefined;
  readonly purpose: string | undefined;
  readonly reservedOn: Day;
  expiresOn: Day;
  /** What is left, by lot. */
  readonly left: Map<string, Vector>;
  /** Live entries that used, released or returned part of it. */
  readonly resolvedBy: number[];
  /** Its expiry was reversed: an approval of before may still be consumed from it, and the day job leaves it open. */
  reopened: boolean;
}

/** A reservation as it was before it expired, for as long as the expiry may be reversed on its own day. */
export interface ExpiredReservation extends Reservation {
  readonly expiredOn: Day;
}

/** What reversals gave back to a reservation that was closed, and that went on to what is available. */
export interface GoneOn {
  readonly parts: { readonly lot: string; readonly day: Day; readonly amount: Vector }[];
}

export interface FreezeInForce {
  readonly id: string;
  /** More than one after a frozen unit was divided. */
  readonly units: string[];
  readonly lot: string | undefined;
  readonly withSubtree: boolean;
  readonly exceptions: readonly string[];
}

/** 暂停登记: who holds the ledger still, since when and why. */
export interface SuspensionInForce {
  readonly entry: string;
  /** Id of who asked for it, and the unit. */
  readonly by: string;
  readonly unit: string;
  readonly since: string;
  readonly reason: string;
}

/** What was voided of a consumption, by lot, and the live entries that did it. */
export interface Voiding {
  readonly voided: Map<string, Vector>;
  readonly voidedBy: number[];
  /** What the consumption held, and where it stands, while all of it is voided. */
  freed: { readonly claims: Claims; readonly revision: number } | undefined;
}

/** What was issued to the province for an indicator and a plan year, and how much of it before the plan arrived. */
export interface Issued {
  total: Vector;
  preIssued: Vector;
}

export interface IdList {
  readonly ids: string[];
}

export interface Settled {
  amount: bigint;
  of: bigint | undefined;
}

export const copyLot = (lot: Lot): Lot => ({ ...lot });
export const copyIds = ({ ids }: IdList): IdList => ({ ids: ids.slice() });
export const copyReservation = (one: Reservation): Reservation => ({
  ...one,
  left: new Map(one.left),
  resolvedBy: one.resolvedBy.slice(),
});
export const copyExpired = (one: ExpiredReservation): ExpiredReservation => ({
  ...copyReservation(one),
  expiredOn: one.expiredOn,
});
export const copyFreeze = (freeze: FreezeInForce): FreezeInForce => ({
  ...freeze,
  units: freeze.units.slice(),
});
export const copyVoiding = ({ voided, voidedBy, freed }: Voiding): Voiding => ({
  voided: new Map(voided),
  voidedBy: voidedBy.slice(),
  freed,
});
export const copyIssued = (issued: Issued): Issued => ({ ...issued });
export const copySettled = (settled: Settled): Settled => ({ ...settled });
