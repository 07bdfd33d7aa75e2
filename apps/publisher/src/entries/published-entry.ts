/**
 * What leaves the house about an entry, version 1. Guests build on it: members may be added, none may be removed or
 * change its meaning (`docs/schemas/muledger.entries.v1.json` and its test). Another shape is another topic, `….v2`.
 *
 * It is enough to keep anybody's balances, and no more: no names, no notes, no projects, no stored shape.
 */
export interface PublishedEntry {
  readonly ledger: string;
  /** Place in the ledger, 0, 1, 2 … without gaps, as a decimal string. */
  readonly revision: string;
  readonly entryId: string;
  /** What happened. Guests meet kinds they do not know, and then go by the postings. */
  readonly kind: string;
  /** YYYY-MM-DD in Asia/Shanghai. */
  readonly effectiveOn: string;
  /** ISO 8601 in UTC. */
  readonly recordedAt: string;
  readonly documentNo?: string;
  /** The earlier entry that this one undoes, annotates, voids or ends. */
  readonly concerns?: string;
  /** Units that are new or have changed. */
  readonly units?: readonly PublishedUnit[];
  /** Lots that this entry opens. Postings name lots of this entry and of earlier ones. */
  readonly lots: readonly PublishedLot[];
  readonly postings: readonly PublishedPosting[];
}

export interface PublishedUnit {
  readonly unit: string;
  readonly code?: string;
  readonly name: string;
  readonly level: string;
  readonly parent?: string;
  readonly from: string;
}

export interface PublishedLot {
  readonly lot: string;
  readonly unit: string;
  readonly indicator: string;
  readonly planYear: number;
  readonly planKind: string;
  readonly parent?: string;
  readonly validFrom: string;
  readonly validUntil: string;
}

/** An account; those that nobody holds (where quota comes from and where it ends) have no unit. */
export interface PublishedAccount {
  readonly unit?: string;
  readonly lot: string;
  readonly bucket: string;
}

/** What left one account and came to another. */
export interface PublishedPosting {
  readonly from: PublishedAccount;
  readonly to: PublishedAccount;
  /** Whole units by component, as decimal strings: 1/300 m² for areas, grams for grain. */
  readonly quantity: Readonly<Record<string, string>>;
  readonly reservation?: string;
  /** The day on which it moves, where that is later than the day of the entry. */
  readonly effectiveOn?: string;
}
