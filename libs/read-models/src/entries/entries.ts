import type { AnnotatedField, LedgerEvent, LedgerEventType } from '#domain';
import { ANNOTATED_FIELDS } from '#domain';
import { eachInSlices, mapInSlices } from '#event-store';
import type { Pool } from 'pg';
import { kindCode, kindOf } from '../codes.js';
import { nameKey } from '../name-key.js';
import { decodeCursor, encodeCursor, isRevision } from '../queries/cursor.js';
import { NotThere } from '../queries/errors.js';
import { RowReader, select, type TextRow } from '../queries/sql.js';
import type { At, LedgerView } from '../queries/view.js';
import { LEDGER_STREAM, type Decode } from '../projection/batch.js';
import { LIVE } from '../schema/names.js';

/** 更正说明 beside an entry: what is stored stays, what is right is said. */
export interface AnnotationShown {
  readonly entry: string;
  readonly revision: bigint;
  readonly field: AnnotatedField;
  readonly was: string;
  readonly is: string;
  readonly reason: string;
}

/** Another entry that speaks of this one. */
export interface EntryLink {
  readonly entry: string;
  readonly entryKind: LedgerEventType;
  readonly revision: bigint;
  readonly effectiveOn: string;
}

export interface EntryShown {
  readonly entry: string;
  readonly entryKind: LedgerEventType;
  readonly revision: bigint;
  readonly position: string;
  readonly effectiveOn: string;
  readonly recordedAt: string;
  /** The stored event. */
  readonly event: LedgerEvent;
  /** Of an annotation or an unfreezing: the entry it speaks of, which says whose it is. */
  readonly target?: LedgerEvent | undefined;
  readonly annotations: readonly AnnotationShown[];
  /** The reversal of this entry, if it was reversed by the revision of the view. */
  readonly reversedBy: EntryLink | undefined;
  /** The entry that this one reverses, voids, annotates or unfreezes. */
  readonly speaksOf: EntryLink | undefined;
  /** Voids and unfreezes of this entry, oldest first. */
  readonly followedBy: readonly EntryLink[];
}

export interface EntriesPage {
  readonly at: At;
  readonly rows: readonly EntryShown[];
  readonly cursor?: string;
}

/** Entries of one page at most. */
export const ENTRIES_LIMIT_MAX = 1_000;
const LIMIT = 100;

const COLUMNS = `e.entry, e.kind, e.revision, e.position, e.effective_on, e.recorded_at, e.event_id,
  e.body, e.metadata, e.target`;

const ON_PAGE =
  'e.ledger_no = $1 and e.revision <= $2 and e.revision > $3 and e.effective_on <= $4';

export interface DocumentAsked {
  readonly limit?: number;
  readonly cursor?: string;
  /** What the reader may see, judged before a page is cut: one that is half empty would tell of the rest. */
  readonly isSeen?: (entry: Pick<EntryShown, 'event' | 'target'>) => boolean;
}

/** @throws {NotThere} */
export const entryById = async (
  pool: Pool,
  decode: Decode,
  view: LedgerView,
  entry: string,
): Promise<EntryShown> => {
  const rows = await select(
    pool,
    'entry',
    `select ${COLUMNS} from ${LIVE}.entries e
      where e.ledger_no = $1 and e.revision <= $2 and e.entry = $3`,
    [view.ledgerNo, view.at.revision, entry],
  );
  const [shown] = await withLinks(pool, view, await withTargets(pool, decode, view, rows));
  if (shown === undefined) throw new NotThere('entry', entry);
  return shown;
};

/**
 * Every entry that rests on a document, by its number as stored or as an annotation corrected it, in the
 * order of the log. Effective after the view's day they are left out.
 * @throws {NotThere} no entry does @throws {BadCursor} @throws {RangeError} a limit outside 1…1000
 */
export const entriesOfDocument = async (
  pool: Pool,
  decode: Decode,
  view: LedgerView,
  number: string,
  { limit = LIMIT, cursor, isSeen = () => true }: DocumentAsked = {},
): Promise<EntriesPage> => {
  if (!Number.isInteger(limit) || limit < 1 || limit > ENTRIES_LIMIT_MAX) {
    throw new RangeError(`a page has 1 to ${ENTRIES_LIMIT_MAX} rows`);
  }
  const question = { list: 'document', filters: { number } };
  let [after = '-1'] =
    cursor === undefined ? [] : decodeCursor(view, question, cursor, [isRevision]);
  const page: Found[] = [];
  for (let isLast = false; !isLast && page.length <= limit;) {
    const found = await entriesAfter(pool, decode, view, { number, after, limit: limit + 1 });
    isLast = found.length <= limit;
    after = String(found.at(-1)?.stored.revision ?? after);
    await eachInSlices(found, (one) => {
      if (isSeen({ event: one.stored.event, target: one.target })) page.push(one);
    });
  }
  if (page.length === 0 && cursor === undefined) throw new NotThere('document', number);
  const rows = await withLinks(pool, view, page.slice(0, limit));
  const last = rows.at(-1);
  if (page.length <= limit || last === undefined) return { at: view.at, rows };
  return { at: view.at, rows, cursor: encodeCursor(view, question, [last.revision]) };
};

/** A stored entry with the one that it annotates or unfreezes. */
interface Found {
  readonly stored: ReturnType<typeof storedEntry>;
  readonly target: LedgerEvent | undefined;
}

const entriesAfter = async (
  pool: Pool,
  decode: Decode,
  view: LedgerView,
  {
    number,
    after,
    limit,
  }: { readonly number: string; readonly after: string; readonly limit: number },
): Promise<Found[]> => {
  const rows = await select(
    pool,
    'entries_of_document',
    `select ${COLUMNS} from (
        (select e.* from ${LIVE}.entries e where e.document_key = $5 and ${ON_PAGE} order by e.revision limit $6)
        union all
        (select e.* from ${LIVE}.annotations n join ${LIVE}.entries e
            on e.ledger_no = n.ledger_no and e.entry = n.target
          where n.ledger_no = $1 and n.is_key = $5 and n.field = 'document.number' and n.revision <= $2
            and e.document_key is distinct from $5 and ${ON_PAGE} order by e.revision limit $6)) e
      order by e.revision limit $6`,
    [view.ledgerNo, view.at.revision, after, view.at.asOf, nameKey(number), limit],
  );
  return withTargets(pool, decode, view, rows);
};

/** Kinds whose entry does not say whose it is. */
const SPEAK_OF_OTHERS: ReadonlySet<LedgerEventType> = new Set(['EntryAnnotated', 'QuotaUnfrozen']);

const withTargets = async (
  pool: Pool,
  decode: Decode,
  view: LedgerView,
  rows: readonly TextRow[],
): Promise<Found[]> => {
  const read = await mapInSlices(rows, (row) => storedEntry(decode, view, row));
  const ids = read.flatMap(({ entryKind, target }) =>
    SPEAK_OF_OTHERS.has(entryKind) && target !== undefined ? [target] : [],
  );
  const targets = new Map<string, LedgerEvent>();
  if (ids.length > 0) {
    const found = await select(
      pool,
      'entry_targets',
      `select ${COLUMNS} from ${LIVE}.entries e
        where e.ledger_no = $1 and e.revision <= $2 and e.entry = any($3)`,
      [view.ledgerNo, view.at.revision, ids],
    );
    await eachInSlices(found, (row) => {
      const { entry, event } = storedEntry(decode, view, row);
      targets.set(entry, event);
    });
  }
  return read.map((stored) => ({ stored, target: targets.get(stored.target ?? '') }));
};

const withLinks = async (
  pool: Pool,
  view: LedgerView,
  found: readonly Found[],
): Promise<EntryShown[]> => {
  const read = found.map(({ stored, target: event }) => ({ ...stored, targetEvent: event }));
  const ids = read.map(({ entry }) => entry);
  const annotations = await annotationsOf(pool, view, ids);
  const targets = read.flatMap(({ target }) => (target === undefined ? [] : [target]));
  const spokenOf = await linksOf(pool, view, 'entry', targets);
  const following = await linksOf(pool, view, 'target', ids);
  return read.map(({ target, targetEvent, ...entry }) => {
    const after = following.get(entry.entry) ?? [];
    return {
      ...entry,
      target: targetEvent,
      annotations: annotations.get(entry.entry) ?? [],
      reversedBy: after.find(({ entryKind }) => entryKind === 'EntryReversed'),
      speaksOf: target === undefined ? undefined : spokenOf.get(target)?.[0],
      followedBy: after.filter(({ entryKind }) => entryKind !== 'EntryReversed'),
    };
  });
};

const storedEntry = (decode: Decode, { at }: LedgerView, row: TextRow) => {
  const r = new RowReader(row);
  const [entry, entryKind, revision, position] = [r.text(), kindOf(r.int()), r.big(), r.text()];
  const [effectiveOn, recordedAt, id] = [r.text(), r.instant(), r.text()];
  const [body, metadata, target] = [r.text(), r.text(), r.optional()];
  const stream = `${LEDGER_STREAM}${at.ledger}`;
  const event = decode({ stream, revision, position, id, type: entryKind, body, metadata });
  return { entry, entryKind, revision, position, effectiveOn, recordedAt, event, target };
};

const annotationsOf = async (
  pool: Pool,
  { ledgerNo, at }: LedgerView,
  ids: readonly string[],
): Promise<Map<string, AnnotationShown[]>> => {
  const rows = await select(
    pool,
    'annotations',
    `select target, entry, revision, field, was, is_now, reason from ${LIVE}.annotations
      where ledger_no = $1 and revision <= $2 and target = any($3) order by revision`,
    [ledgerNo, at.revision, ids],
  );
  return grouped(rows, (r) => {
    const [entry, revision, word] = [r.text(), r.big(), r.text()];
    const field = ANNOTATED_FIELDS.find((one) => one === word);
    if (field === undefined) throw new TypeError(`no field ${word} is annotated`);
    return { entry, revision, field, was: r.text(), is: r.text(), reason: r.text() };
  });
};

/** Entries by their own id, or those that speak of an entry; annotations are shown apart. */
const linksOf = async (
  pool: Pool,
  { ledgerNo, at }: LedgerView,
  by: 'entry' | 'target',
  ids: readonly string[],
): Promise<Map<string, EntryLink[]>> => {
  if (ids.length === 0) return new Map();
  const rows = await select(
    pool,
    `links_by_${by}`,
    `select ${by}, entry, kind, revision, effective_on from ${LIVE}.entries
      where ledger_no = $1 and revision <= $2 and ${by} = any($3)
        ${by === 'target' ? `and kind <> ${kindCode('EntryAnnotated')}` : ''} order by revision`,
    [ledgerNo, at.revision, ids],
  );
  return grouped(rows, (r) => ({
    entry: r.text(),
    entryKind: kindOf(r.int()),
    revision: r.big(),
    effectiveOn: r.text(),
  }));
};

/** Rows by their first cell. */
const grouped = <T>(rows: readonly TextRow[], read: (row: RowReader) => T): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const r = new RowReader(row);
    const key = r.text();
    const one = read(r);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
};
