import { add, isZero, negate, zero, type Bucket, type Vector } from '#domain';
import type { Pool } from 'pg';
import {
  INFLOWS,
  OUTFLOWS,
  type Flow,
  type Inflow,
  type Outflow,
} from '../classification/flows.js';
import { bucketOf, flowOf } from '../codes.js';
import { IdentityBroken } from '../queries/errors.js';
import { RowReader, select } from '../queries/sql.js';
import type { At, LedgerView, UnitShown } from '../queries/view.js';
import { LIVE } from '../schema/names.js';

export interface StatementAsked {
  /** Unit id, or the code it carried on `to`. */
  readonly unit: string;
  /** First and last effective day, both included. */
  readonly from: string;
  readonly to: string;
  readonly indicator?: string;
  readonly planYear?: number;
}

/** What a lot, or all of an indicator, held before, what moved, and what it held after. */
export interface StatementLine {
  readonly indicator: string;
  /** Absent in the line of all lots of the indicator. */
  readonly lot?: string;
  readonly planYear?: number;
  readonly planKind?: string;
  readonly opening: HeldVectors;
  /** Columns that moved in between; outflows are shown positive. */
  readonly movements: ReadonlyMap<Inflow | Outflow, Vector>;
  readonly closing: HeldVectors;
}
/** Buckets that hold or owe something; what is owed is negative here, as it stands in the books. */
export type HeldVectors = ReadonlyMap<Bucket, Vector>;

export interface Statement {
  readonly at: At;
  readonly from: string;
  readonly to: string;
  readonly unit: UnitShown | undefined;
  readonly lots: readonly StatementLine[];
  readonly totals: readonly StatementLine[];
}

const sumsOf = (filter: string, name: string): string =>
  [1, 2, 3, 4]
    .map((i) => `coalesce(sum(l.c${i}) filter (where ${filter}), 0) as ${name}${i}`)
    .join(', ');

const SQL = `
  select t.lot, a.indicator_no, a.plan_year, a.plan_kind_no, a.bucket, s.*
  from ${LIVE}.accounts a join ${LIVE}.lots t using (lot_no)
  cross join lateral (
    select l.flow, ${sumsOf('l.effective_on < $4', 'before')}, ${sumsOf('l.effective_on >= $4', 'within')}
    from ${LIVE}.legs l
    where l.account_no = a.account_no and l.effective_on <= $3 and l.revision <= $5
    group by l.flow) s
  where a.ledger_no = $1 and a.unit_no = $2
    and ($6::int is null or a.indicator_no = $6) and ($7::int is null or a.plan_year = $7)`;

/**
 * Opening, movements and closing of a unit as of the view's revision. Every line and every total is
 * checked: opening + inflows − outflows = closing, over all buckets.
 * @throws {NotThere} @throws {IdentityBroken} @throws {RangeError} `from` is after `to`
 */
export const statement = async (
  pool: Pool,
  view: LedgerView,
  { unit, from, to, indicator, planYear }: StatementAsked,
): Promise<Statement> => {
  if (from > to) throw new RangeError('a statement ends before it begins');
  const closing = view.on(to);
  const unitId = closing.resolveUnit(unit);
  const { ledgerNo, catalog, at } = closing;
  const indicatorNo = indicator === undefined ? null : catalog.indicatorNo(indicator, at.revision);
  const values = [
    ledgerNo,
    catalog.unitNo(unitId),
    to,
    from,
    at.revision,
    indicatorNo,
    planYear ?? null,
  ];
  const rows = await select(pool, 'statement', SQL, values);

  const lots = new Map<string, LineSums>();
  const totals = new Map<string, LineSums>();
  for (const row of rows) {
    const r = new RowReader(row);
    const lot = r.text();
    const { id, components } = catalog.indicator(r.int());
    const [year, planKind] = [r.int(), catalog.planKind(r.int())];
    const [bucket, flow] = [bucketOf(r.int()), flowOf(r.int())];
    const width = components.length;
    const [before, within] = [r.vector(4).slice(0, width), r.vector(4).slice(0, width)];
    const line = { indicator: id, lot, planYear: year, planKind };
    sumsIn(lots, lot, line, width).add(bucket, flow, before, within);
    sumsIn(totals, id, { indicator: id }, width).add(bucket, flow, before, within);
  }
  return {
    at,
    from,
    to,
    unit: closing.unit(unitId),
    lots: linesOf(lots),
    totals: linesOf(totals),
  };
};

type LineHead = Omit<StatementLine, 'opening' | 'movements' | 'closing'>;

const sumsIn = (
  all: Map<string, LineSums>,
  key: string,
  head: LineHead,
  width: number,
): LineSums => {
  const known = all.get(key) ?? new LineSums(head, width);
  all.set(key, known);
  return known;
};

const linesOf = (all: ReadonlyMap<string, LineSums>): StatementLine[] =>
  [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sums]) => sums.line());

class LineSums {
  private readonly opening = new Map<Bucket, Vector>();
  private readonly closing = new Map<Bucket, Vector>();
  private readonly flows = new Map<Flow, Vector>();

  constructor(
    private readonly head: LineHead,
    private readonly width: number,
  ) {}

  add(bucket: ReturnType<typeof bucketOf>, flow: Flow, before: Vector, within: Vector): void {
    if (bucket === 'source' || bucket === 'lapsed' || bucket === 'deducted') return;
    this.addTo(this.opening, bucket, before);
    this.addTo(this.closing, bucket, add(before, within));
    this.addTo(this.flows, flow, within);
  }

  /** @throws {IdentityBroken} */
  line(): StatementLine {
    const movements = new Map<Inflow | Outflow, Vector>();
    let expected = this.total(this.opening);
    for (const flow of [...INFLOWS, ...OUTFLOWS]) {
      const moved = this.flows.get(flow);
      if (moved === undefined || isZero(moved)) continue;
      expected = add(expected, moved);
      movements.set(flow, isOutflow(flow) ? negate(moved) : moved);
    }
    const off = add(expected, negate(this.total(this.closing)));
    if (!isZero(off)) {
      throw new IdentityBroken(
        `the statement of ${this.head.lot ?? this.head.indicator} is off by ${off.join(', ')}`,
      );
    }
    return {
      ...this.head,
      opening: nonZero(this.opening),
      movements,
      closing: nonZero(this.closing),
    };
  }

  private addTo<K>(sums: Map<K, Vector>, key: K, amount: Vector): void {
    sums.set(key, add(sums.get(key) ?? zero(this.width), amount));
  }

  private total(buckets: ReadonlyMap<Bucket, Vector>): Vector {
    return [...buckets.values()].reduce((sum, one) => add(sum, one), zero(this.width));
  }
}

const isOutflow = (flow: Flow): boolean => OUTFLOWS.some((one) => one === flow);

const nonZero = (buckets: ReadonlyMap<Bucket, Vector>): HeldVectors =>
  new Map([...buckets].filter(([, amount]) => !isZero(amount)));
