/** What several commands have in common. */
import type { Document, Settlement } from './events.js';
import type { Quantity } from './quantity-of.js';
import type { Actor } from './roles.js';

export interface Common {
  readonly entryId: string;
  readonly actor: Actor;
  readonly effectiveOn: string;
  readonly document?: Document;
  readonly note?: string;
  readonly stated?: Readonly<Record<string, string>>;
  readonly settles?: readonly Settlement[];
  readonly replaces?: string;
}

export type Asked<Kind extends string, Body> = {
  readonly kind: Kind;
  readonly data: Common & Body;
};

/** Of which lot how much, and from which reservation. */
export interface Draw {
  readonly lot: string;
  readonly quantity: Quantity;
  readonly reservation?: string;
}

/** 国家配置: quota that never reached the locality and is written off at the approval itself. */
export interface DirectDraw {
  readonly direct: {
    readonly indicator: string;
    readonly planYear: number;
    readonly document: Document;
  };
  readonly quantity: Quantity;
}

/** Draws that the ledger picks itself: matching project or purpose, then the earliest end, then the oldest lot. */
export interface AutomaticDraw {
  readonly indicator: string;
  readonly quantity: Quantity;
  readonly planYear?: number;
  readonly planKind?: string;
}

export interface Validity {
  readonly validFrom?: string;
  readonly validUntil?: string;
}

export interface Restriction {
  readonly purpose?: string;
  readonly project?: string;
}

export interface OpeningRow extends Validity, Restriction {
  readonly unit: string;
  readonly indicator: string;
  readonly planYear: number;
  readonly planKind: string;
  readonly available?: Quantity;
  readonly consumed?: Quantity;
  readonly reserved?: Quantity;
  /** Needed with `reserved`. */
  readonly expiresOn?: string;
}
