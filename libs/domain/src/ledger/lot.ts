import type { Day } from '../calendar/index.js';

/** A lot as the entry that opens it states it. */
export interface LotOpened {
  /** `<entryId>.<n>`, n from 1: a client can name it before it posts. */
  readonly lot: string;
  readonly unit: string;
  readonly indicator: string;
  readonly planYear: number;
  readonly planKind: string;
  readonly purpose?: string;
  readonly project?: string;
  /** The lot it was taken from; roots have none and say by their entry where they come from. */
  readonly parent?: string;
  readonly validFrom: string;
  readonly validUntil: string;
  /** The plan year of the first lot of a chain of carry-overs; absent when it is `planYear`. */
  readonly firstPlanYear?: number;
  readonly preIssued?: true;
  /** The document of this lot, where it is another than the entry's. */
  readonly document?: LotDocument;
}

export interface LotDocument {
  readonly number: string;
  readonly issuer: string;
  readonly date: string;
  readonly title?: string;
  readonly sha256?: string;
}

/** A lot in the state: one compact row. */
export interface Lot {
  readonly id: string;
  readonly unit: string;
  readonly indicator: string;
  readonly planYear: number;
  readonly firstPlanYear: number;
  readonly planKind: string;
  readonly purpose: string | undefined;
  readonly project: string | undefined;
  readonly parent: string | undefined;
  readonly validFrom: Day;
  readonly validUntil: Day;
  readonly openedAt: number;
  readonly openedOn: Day;
  readonly preIssued: boolean;
  /** Ended by the reversal of its entry: nothing is drawn on it any more. */
  ended: boolean;
  /** A person reversed what the use deadline had taken: the deadline takes nothing of it any more. */
  spared: boolean;
}

/** Of an opening balance. The slash keeps it apart from entries and lots; openings of before have the id of their lot. */
export const openingReservationId = (entryId: string, n: number): string => `${entryId}/${n}`;

export const lotId = (entryId: string, n: number): string => `${entryId}.${n}`;

type Aged = Pick<Lot, 'id' | 'openedOn' | 'openedAt'>;

/** By the day a lot was opened, then by the entry, then by its place in it. */
export const oldestFirst = (a: Aged, b: Aged): number =>
  a.openedOn - b.openedOn ||
  a.openedAt - b.openedAt ||
  a.id.length - b.id.length ||
  (a.id < b.id ? -1 : 1);

/** Lots are drawn on that are bound to a project or purpose first, then the earliest end, then the oldest. */
export const inDrawOrder = (a: Lot, b: Lot): number =>
  boundness(b) - boundness(a) ||
  a.validUntil - b.validUntil ||
  a.openedOn - b.openedOn ||
  a.openedAt - b.openedAt ||
  numberOf(a) - numberOf(b);

const numberOf = ({ id }: Lot): number => Number(id.slice(id.lastIndexOf('.') + 1));

const boundness = ({ project, purpose }: Lot): number =>
  (project === undefined ? 0 : 2) + (purpose === undefined ? 0 : 1);
