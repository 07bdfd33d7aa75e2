/** What every stored entry has. These shapes stay for ever, as those of `events.ts` do. */
import type { LotOpened } from './lot.js';
import type { Posting } from './posting.js';
import type { Role } from './roles.js';

/** 文件: what an entry rests on. */
export interface Document {
  readonly number: string;
  readonly issuer: string;
  readonly date: string;
  readonly title?: string;
  readonly sha256?: string;
}

/** 批准: a conversion approval (农转用). Its date is the day the quota is consumed. */
export interface Approval {
  readonly number: string;
  readonly date: string;
  readonly authority?: string;
}

/** What a workflow asked for and this entry settles. `part` of `of`, both whole units, when it settles less than all. */
export interface Settlement {
  readonly kind: 'request' | 'parcel-credit' | 'linkage-claim' | 'reward';
  readonly id: string;
  readonly part?: { readonly amount: string; readonly of: string };
}

export interface EntryActor {
  readonly id: string;
  readonly role: Role | 'system';
  readonly unitId: string;
}

export interface EntryData {
  readonly entryId: string;
  readonly effectiveOn: string;
  /** Stamped by the sequencer; it never decreases within a ledger. */
  readonly recordedAt: string;
  readonly actor: EntryActor;
  /** The superior posted for the holder. */
  readonly onBehalf?: true;
  readonly policyVersion?: string;
  readonly document?: Document;
  readonly note?: string;
  /** Amounts as they were written, by their place in the body. */
  readonly stated?: Readonly<Record<string, string>>;
  readonly settles?: readonly Settlement[];
  /** The reversed entry that this one takes the place of. */
  readonly replaces?: string;
  readonly postings: readonly Posting[];
  readonly lots: readonly LotOpened[];
}

export type Stored<Type extends string, Facts> = {
  readonly type: Type;
  readonly data: EntryData & Facts;
};

/** Facts of a conversion that are no quota, kept beside it. Whole units. */
export interface LandStated {
  readonly unused?: string;
  readonly existingConstruction?: string;
  /** 批次总面积: what is converted and what was construction land before. */
  readonly batchArea?: string;
}

export interface StatedTotal {
  readonly component: string;
  readonly rows: string;
  readonly stated: string;
  /** 尾差: stated − rows. */
  readonly difference: string;
}

export interface PlanKind {
  readonly id: string;
  readonly title: string;
}

export interface ReservationOpened {
  readonly reservation: string;
  readonly unit: string;
  readonly project?: string;
  readonly batch?: string;
  readonly projectClass?: string;
  readonly purpose?: string;
  readonly expiresOn: string;
}
/** What one live entry holds against every other: an approval per project and indicator, and parcels. */
export interface Claims {
  readonly use: 'consumption' | 'over-use';
  readonly approval?: string;
  readonly project?: string;
  readonly indicators: readonly string[];
  /** Of an over-use: indicators of which it draws ordinary quota beside, as a consumption does. */
  readonly draws?: readonly string[];
  readonly parcels: readonly string[];
}
