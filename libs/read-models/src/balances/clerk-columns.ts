import { add, BUCKETS, isZero, negate, zero, type Bucket, type Vector } from '#domain';
import {
  INFLOWS,
  OUTFLOWS,
  type Flow,
  type Inflow,
  type Outflow,
} from '../classification/flows.js';
import { IdentityBroken } from '../queries/errors.js';

/** Columns of the clerk's table: what came in, what went out, and what became of the rest. */
export type ClerkColumn = Inflow | Outflow | Bucket;
export const CLERK_COLUMNS: readonly ClerkColumn[] = [...INFLOWS, ...OUTFLOWS, ...BUCKETS];

/** Amounts of one row, in the order of the indicator's components. All are shown positive. */
export type ClerkColumns = Readonly<Record<ClerkColumn, Vector>>;

/** Buckets that stand below zero and are shown as what is owed. */
const OWED: ReadonlySet<Bucket> = new Set<Bucket>(['overused', 'advance', 'debt']);
/** Columns on the left side of the identity; all others are on its right. */
const LEFT: ReadonlySet<string> = new Set<string>([...INFLOWS, ...OWED]);
const OUT: ReadonlySet<string> = new Set<string>(OUTFLOWS);

/** Collects legs of one row of the table. */
export class ClerkSums {
  private readonly flows = new Map<Flow, Vector>();
  private readonly buckets = new Map<string, Vector>();

  constructor(private readonly width: number) {}

  add(bucket: string, flow: Flow, moved: Vector): void {
    this.buckets.set(bucket, add(this.buckets.get(bucket) ?? zero(this.width), moved));
    this.flows.set(flow, add(this.flows.get(flow) ?? zero(this.width), moved));
  }

  /**
   * The row, checked: issued + brought forward + carried, transferred, reclaimed, split and reorganised in
   * + confirmed + settled + overused + advance + debt = allocated, transferred, split, carried and
   * reorganised out + deducted + reclaimed + lapsed + repaid + voided + available + reserved + consumed
   * (domain 4.3, with what an over-use, an advance and a debt add to it).
   * @throws {IdentityBroken}
   */
  columns(): ClerkColumns {
    const amounts = CLERK_COLUMNS.map((column) => [column, this.amount(column)] as const);
    let balance = zero(this.width);
    for (const [column, amount] of amounts) {
      balance = add(balance, LEFT.has(column) ? amount : negate(amount));
    }
    if (!isZero(balance)) throw new IdentityBroken(`the identity is off by ${balance.join(', ')}`);
    return byColumn(amounts);
  }

  private amount(column: ClerkColumn): Vector {
    const isBucket = this.isBucket(column);
    const sum = (isBucket ? this.buckets.get(column) : this.flow(column)) ?? zero(this.width);
    const shownNegated = isBucket ? OWED.has(column) : OUT.has(column);
    return shownNegated ? negate(sum) : sum;
  }

  private flow(column: ClerkColumn): Vector | undefined {
    return this.isBucket(column) ? undefined : this.flows.get(column);
  }

  private isBucket(column: ClerkColumn): column is Bucket {
    return BUCKETS.some((bucket) => bucket === column);
  }
}

const byColumn = (amounts: readonly (readonly [ClerkColumn, Vector])[]): ClerkColumns => {
  const found = new Map(amounts);
  const of = (column: ClerkColumn): Vector => {
    const amount = found.get(column);
    if (amount === undefined) throw new RangeError(`no column ${column}`);
    return amount;
  };
  return {
    issued: of('issued'),
    broughtForward: of('broughtForward'),
    carriedIn: of('carriedIn'),
    transferredIn: of('transferredIn'),
    reclaimedIn: of('reclaimedIn'),
    splitIn: of('splitIn'),
    reorganisedIn: of('reorganisedIn'),
    confirmed: of('confirmed'),
    settled: of('settled'),
    allocatedOut: of('allocatedOut'),
    transferredOut: of('transferredOut'),
    splitOut: of('splitOut'),
    deducted: of('deducted'),
    reclaimed: of('reclaimed'),
    lapsed: of('lapsed'),
    carriedOut: of('carriedOut'),
    reorganisedOut: of('reorganisedOut'),
    repaid: of('repaid'),
    available: of('available'),
    reserved: of('reserved'),
    consumed: of('consumed'),
    voided: of('voided'),
    overused: of('overused'),
    advance: of('advance'),
    debt: of('debt'),
  };
};
