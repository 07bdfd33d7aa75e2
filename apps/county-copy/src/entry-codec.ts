import { UnreadableMessage, type Message } from '#inbox';

/** What of a published entry the copy needs (docs/schemas/muledger.entries.v1.json). The rest is ignored. */
export interface Entry {
  readonly ledger: string;
  readonly lots: readonly Lot[];
  readonly postings: readonly Posting[];
}

export interface Lot {
  readonly lot: string;
  readonly indicator: string;
  readonly planYear: number;
  readonly planKind: string;
}

export interface Account {
  readonly unit?: string;
  readonly lot: string;
  readonly bucket: string;
}

export interface Posting {
  readonly from: Account;
  readonly to: Account;
  /** Whole units by component, as decimal strings. */
  readonly quantity: Readonly<Record<string, string>>;
}

export const ENTRIES_TOPIC = 'muledger.entries.v1';
const ENTRY_TYPE = 'muledger.entry.recorded.v1';

/** @throws {UnreadableMessage} it is of another type, or of another shape than that type has */
export const readEntry = ({ type, id, data }: Message): Entry => {
  const entry = data as Partial<Entry> | null;
  const isEntry =
    typeof entry?.ledger === 'string' && Array.isArray(entry.lots) && Array.isArray(entry.postings);
  if (type !== ENTRY_TYPE || !isEntry)
    throw new UnreadableMessage(`message ${id} of type ${type} is no entry`);
  return entry as Entry;
};
