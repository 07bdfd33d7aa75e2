import type { Pool } from 'pg';
import { bucketCode } from '../codes.js';
import { decodeIndicator } from '../projection/indicator-codec.js';
import { inTransaction } from '../runner/transaction.js';
import { LIVE } from '../schema/names.js';
import { OPEN } from '../schema/lifespans.js';

/** What a whole province holds of one component of an indicator, over all units and plan years; areas only. */
export interface HeldFigure {
  readonly ledger: string;
  readonly indicator: string;
  readonly component: string;
  /** Units of 1/300 m². */
  readonly available: bigint;
  readonly reserved: bigint;
}

export interface OldestReservation {
  readonly ledger: string;
  /** Effective day of the oldest reservation of which something is left, whoever holds it now. YYYY-MM-DD. */
  readonly effectiveOn: string;
}

/** How the ledgers stand at the head of the read models: what is watched, not what is decided by. */
export interface Figures {
  readonly held: readonly HeldFigure[];
  /** None for a ledger without an open reservation. */
  readonly oldest: readonly OldestReservation[];
}

/** Milliseconds. Whoever watches must not be what the database is busy with. */
const STATEMENT_MAX = 2_000;

interface HeldRow {
  readonly ledger: string;
  readonly definition: string;
  readonly available: readonly string[];
  readonly reserved: readonly string[];
}

const vectorOf = (bucket: 'available' | 'reserved'): string =>
  `array[${[1, 2, 3, 4]
    .map((i) => `coalesce(sum(b.c${i}) filter (where a.bucket = ${bucketCode(bucket)}), 0)::text`)
    .join(', ')}]`;

const HELD = `
  with held as (
    select a.ledger_no, a.indicator_no, ${vectorOf('available')} as available,
      ${vectorOf('reserved')} as reserved
    from ${LIVE}.balances b join ${LIVE}.accounts a using (account_no)
    where a.bucket in (${bucketCode('available')}, ${bucketCode('reserved')})
    group by a.ledger_no, a.indicator_no
  ), defined as (
    select distinct on (ledger_no, indicator_no) ledger_no, indicator_no, definition
    from ${LIVE}.indicators order by ledger_no, indicator_no, revision desc
  )
  select l.ledger, d.definition, h.available, h.reserved
  from held h join defined d using (ledger_no, indicator_no) join ${LIVE}.ledgers l using (ledger_no)
  order by l.ledger, h.indicator_no`;

/** By unit, because the index of the open draws is. A reservation that was handed over is as old as it was. */
const OLDEST = `
  select l.ledger, min(v.effective_on)::text as "effectiveOn"
  from ${LIVE}.ledgers l join ${LIVE}.units u using (ledger_no)
  cross join lateral (
    select one.reservation from ${LIVE}.reservation_draws one
    where one.unit_no = u.unit_no and one.lifespan_revisions = ${OPEN.code} offset 0) d
  join ${LIVE}.reservation_versions v
    on v.ledger_no = l.ledger_no and v.reservation = d.reservation and v.change = 0
  group by l.ledger order by l.ledger`;

/** Reads them in at most two seconds each. @throws what keeps the database from answering in time */
export const figures = (pool: Pool): Promise<Figures> =>
  inTransaction(pool, async (client) => {
    await client.query(
      `set transaction read only; set local statement_timeout = ${STATEMENT_MAX}; set local jit = off`,
    );
    const { rows: held } = await client.query<HeldRow>(HELD);
    const { rows: oldest } = await client.query<OldestReservation>(OLDEST);
    return { held: held.flatMap(heldFigures), oldest };
  });

const heldFigures = ({ ledger, definition, available, reserved }: HeldRow): HeldFigure[] => {
  const { id: indicator, components } = decodeIndicator(definition);
  return components.flatMap(({ name: component, dimension }, nth) =>
    dimension === 'area'
      ? [
          {
            ...{ ledger, indicator, component },
            available: BigInt(available[nth] ?? 0),
            reserved: BigInt(reserved[nth] ?? 0),
          },
        ]
      : [],
  );
};
