import { ROLES } from '#domain';
import { STATED } from './components.js';
import {
  COUNT,
  FLAG,
  INSTANT,
  list,
  object,
  oneOf,
  ref,
  said,
  TEXT,
  DAY,
  type Schema,
} from './schema.js';

export interface Described {
  /** By media type. Text where no schema is given. */
  readonly content: Readonly<Record<string, Schema>>;
}

const json = (schema: Schema): Described => ({ content: { 'application/json': schema } });
const table = (schema: Schema): Described => ({
  content: { 'application/json': schema, 'text/csv': TEXT },
});
const page = (name: string): Schema =>
  object({ ...STATED, rows: list(ref(name)) }, { cursor: said('of the next page', TEXT) });

/** What each read answers when it succeeds, by its route as the description names it. */
export const READ_ANSWERS: Readonly<Record<string, Described>> = {
  '/v1/me': json(
    object(
      { sub: TEXT, name: TEXT, role: oneOf(ROLES), expiresAt: INSTANT },
      { unit: said('unitId or code', TEXT) },
    ),
  ),
  '/v1/health/live': json(object({ status: oneOf(['live']) })),
  '/v1/health/ready': json(
    object(
      { status: oneOf(['ready', 'degraded']), checks: list(TEXT) },
      { concerns: list(object({ name: TEXT, detail: TEXT })) },
    ),
  ),
  '/metrics': { content: { 'text/plain': TEXT } },
  '/v1/ledgers/{ledger}/balances': table(object({ ...STATED, rows: list(ref('BalanceRow')) })),
  '/v1/ledgers/{ledger}/journal': table(page('JournalRow')),
  '/v1/ledgers/{ledger}/reservations': table(page('Reservation')),
  '/v1/ledgers/{ledger}/statements/{unit}': table(
    object(
      {
        ...STATED,
        ...{ from: DAY, to: DAY },
        lots: list(ref('StatementLine')),
        totals: list(ref('StatementLine')),
      },
      { unit: TEXT, unitCode: TEXT, unitName: TEXT },
    ),
  ),
  '/v1/ledgers/{ledger}/lots/{lot}': json(ref('LotDetail')),
  '/v1/ledgers/{ledger}/lots/{lot}/lineage': json(
    object({
      ...STATED,
      lot: TEXT,
      ancestors: said('the lot itself first, the lot of the state last', list(ref('Lot'))),
      descendants: list(ref('LotBelow')),
      truncated: FLAG,
    }),
  ),
  '/v1/ledgers/{ledger}/units': table(object({ ...STATED, units: list(ref('UnitInForce')) })),
  '/v1/ledgers/{ledger}/units/{unit}': json(
    object(
      {
        ...STATED,
        unitId: TEXT,
        versions: list(ref('UnitVersion')),
        successors: list(TEXT),
        predecessors: list(TEXT),
      },
      { endedOn: said('first day on which it is no longer there', DAY) },
    ),
  ),
  '/v1/ledgers/{ledger}/entries/{entry}': json(object({ ...STATED, entry: ref('Entry') })),
  '/v1/ledgers/{ledger}/documents/{number}': json(
    object(
      { ...STATED, document: TEXT, rows: list(ref('Entry')) },
      { cursor: said('of the next page', TEXT) },
    ),
  ),
  '/v1/ledgers/{ledger}/events': {
    content: { 'application/jsonl': said('one stored event a line', TEXT) },
  },
  '/v1/ledgers/{ledger}/stream': {
    content: { 'text/event-stream': said('one entry an event', TEXT) },
  },
};

const LINE = object(
  { line: COUNT, status: COUNT },
  {
    ...{ entryId: TEXT, ledger: TEXT, revision: TEXT, position: TEXT, recordedAt: INSTANT },
    ...{ effectiveOn: DAY, lots: list(TEXT), reservationId: TEXT, dryRun: FLAG },
    problem: ref('ProblemBody'),
  },
);

/** Of `POST …/batches`. */
export const BATCH_ANSWER: Schema = object(
  {
    ...{ ledger: TEXT, atomic: FLAG, recorded: FLAG, lines: COUNT, failed: COUNT },
    results: said('one a line, in their order', list(LINE)),
    balances: said('of the accounts its lines moved, after the last', list(ref('BalanceLeftBody'))),
  },
  { dryRun: FLAG },
);
