import type { Pool } from 'pg';
import { eachInSlices, mapInSlices } from '#event-store';
import { bucketOf, flowOf, IN, kindCode, kindOf } from '../codes.js';
import {
  decodeCursor,
  encodeCursor,
  isDate,
  isDirection,
  isRevision,
  isSmall,
  type Question,
} from '../queries/cursor.js';
import { RowReader, select, type TextRow } from '../queries/sql.js';
import type { LedgerView } from '../queries/view.js';
import type { JournalAsked, JournalPage, JournalRow } from './journal-row.js';
import { BEFORE_ALL, journalSql, RUNNING } from './journal-sql.js';

/** Rows of one page at most. */
export const JOURNAL_LIMIT_MAX = 1_000;
const JOURNAL_LIMIT = 100;
const FIRST_DAY = '1900-01-01';
const CURSOR = [isDate, isDirection, isRevision, isSmall];

/** A row with what places it: the order of the page and the account it moved. */
interface Placed {
  readonly accountNo: number;
  readonly legNo: number;
  readonly directionCode: number;
  readonly row: Omit<JournalRow, 'balance'>;
}

/**
 * Legs on held accounts that are effective by the view's day and recorded by its revision, in the order
 * of the effective clock: day, inflow before outflow, revision.
 * @throws {NotThere} @throws {BadCursor} @throws {RangeError} a limit outside 1…1000
 */
export const journal = async (
  pool: Pool,
  view: LedgerView,
  asked: JournalAsked,
): Promise<JournalPage> => {
  const { limit = JOURNAL_LIMIT, cursor } = asked;
  if (!Number.isInteger(limit) || limit < 1 || limit > JOURNAL_LIMIT_MAX) {
    throw new RangeError(`a page has 1 to ${JOURNAL_LIMIT_MAX} rows`);
  }
  const { asOf, revision } = view.at;
  const { name, text, values } = journalSql(asked, {
    ledgerNo: view.ledgerNo,
    revision,
    from: asked.from ?? FIRST_DAY,
    to: asked.to !== undefined && asked.to < asOf ? asked.to : asOf,
    after: cursor === undefined ? BEFORE_ALL : placeOf(view, asked, cursor),
    limit: limit + 1,
    unitNos: unitNosOf(view, asked),
    kind: asked.entryKind && kindCode(asked.entryKind),
    allUnitNos: view.catalog.allUnitNos,
  });
  const cells = await select(pool, name, text, values);
  const found = await mapInSlices(cells, (row) => placed(view, row));
  const page = found.slice(0, limit);
  const rows = await withBalances(pool, view, page);
  const last = page.at(-1);
  if (found.length <= limit || last === undefined) return { at: view.at, rows };
  const { effectiveOn, revision: lastRevision } = last.row;
  const key = [effectiveOn, last.directionCode, lastRevision, last.legNo];
  return { at: view.at, rows, cursor: encodeCursor(view, questionOf(asked), key) };
};

const questionOf = (filters: JournalAsked): Question => ({ list: 'journal', filters });

const placeOf = (
  view: LedgerView,
  asked: JournalAsked,
  cursor: string,
): readonly [string, number, string, string] => {
  const key = decodeCursor(view, questionOf(asked), cursor, CURSOR);
  const [day = '', direction = '', revision = '', leg = ''] = key;
  return [day, Number(direction), revision, leg];
};

const unitNosOf = (
  view: LedgerView,
  { unit, subtree }: JournalAsked,
): readonly number[] | undefined => {
  if (unit === undefined) return undefined;
  const unitId = view.resolveUnit(unit);
  return view.unitNos(subtree === true ? view.subtree(unitId) : [unitId]);
};

const placed = ({ catalog }: LedgerView, cells: TextRow): Placed => {
  const r = new RowReader(cells);
  const [accountNo, legNo, revision, effectiveOn] = [r.int(), r.int(), r.big(), r.text()];
  const directionCode = r.int();
  const [flow, entryKind, reservation] = [flowOf(r.int()), kindOf(r.int()), r.optional()];
  const moved = r.vector(4);
  const [entry, position, recordedAt, recordedOn] = [r.text(), r.text(), r.instant(), r.text()];
  const actor = { id: r.text(), role: r.text(), unitId: r.text() };
  const [document, approval, project] = [r.optional(), r.optional(), r.optional()];
  const [unit, lot, bucket] = [catalog.unitId(r.int()) ?? '', r.text(), bucketOf(r.int())];
  const { id: indicator, components } = catalog.indicator(r.int());
  const [planYear, planKind] = [r.int(), catalog.planKind(r.int())];
  const counterUnit = catalog.unitId(r.int());
  const counter = {
    ...(counterUnit === undefined ? {} : { unit: counterUnit }),
    lot: r.text(),
    bucket: bucketOf(r.int()),
  };
  const isIn = directionCode === IN;
  const row = {
    entry,
    entryKind,
    revision,
    position,
    effectiveOn,
    recordedAt,
    recordedOn,
    actor,
    document,
    approval,
    project,
    unit,
    lot,
    bucket,
    indicator,
    planYear,
    planKind,
    direction: isIn ? ('in' as const) : ('out' as const),
    flow,
    counter,
    reservation,
    amount: moved.slice(0, components.length).map((one) => (isIn ? one : -one)),
  };
  return { accountNo, legNo, directionCode, row };
};

const withBalances = async (
  pool: Pool,
  { at }: LedgerView,
  page: readonly Placed[],
): Promise<JournalRow[]> => {
  // The page is in order, so the last one seen of an account is its last one.
  const last = new Map(page.map((one) => [one.accountNo, one]));
  const ends = [...last.values()];
  const rows = await select(pool, 'journal_running', RUNNING, [
    at.revision,
    ends.map(({ accountNo }) => accountNo),
    ends.map(({ row }) => row.effectiveOn),
    ends.map(({ directionCode }) => directionCode),
    ends.map(({ row }) => row.revision),
    ends.map(({ legNo }) => legNo),
  ]);
  const balances = new Map<string, readonly bigint[]>();
  await eachInSlices(rows, (cells) => {
    const r = new RowReader(cells);
    const key = `${r.int()}/${r.big()}/${r.int()}`;
    balances.set(key, r.vector(4));
  });
  return mapInSlices(page, ({ accountNo, legNo, row }) => {
    const balance = balances.get(`${accountNo}/${row.revision}/${legNo}`);
    if (balance === undefined)
      throw new RangeError(`no balance after leg ${legNo} of ${row.entry}`);
    return { ...row, balance: balance.slice(0, row.amount.length) };
  });
};
