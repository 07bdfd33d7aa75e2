import { parseAccount, type AccountPath, type AccountRef, type Indicator } from '#domain';
import { bucketCode } from '../codes.js';

/** A lot as far as its postings need it. */
export interface LotNumber {
  readonly no: number;
  readonly indicatorNo: number;
  readonly components: readonly string[];
  readonly planYear: number;
  readonly planKindNo: number;
}

export interface Account {
  readonly no: number;
  readonly unitNo: number;
  readonly lot: LotNumber;
  readonly ref: AccountRef;
  /** Code of its bucket. */
  readonly bucket: number;
}

/** The account was not there before: the caller stores it. */
export interface Opened {
  readonly account: Account;
  readonly isNew: boolean;
}

/** A posting names something that no entry has introduced: the log is broken, or in the wrong order. */
export class UnknownName extends Error {
  override readonly name = 'UnknownName';
  constructor(what: string, name: string) {
    super(`${what} ${name} is not known at this revision`);
  }
}

/** Numbers handed out in the order of the log, so that two builds of the same log hand out the same. */
export class Counters {
  ledger = 0;
  unit = 0;
  lot = 0;
  account = 0;
}

/** The numbers of one ledger's words. Grows with units, lots and accounts, never with entries. */
export class LedgerDirectory {
  readonly indicators = new Map<
    string,
    { readonly no: number; readonly components: readonly string[] }
  >();
  readonly planKinds = new Map<string, number>();
  readonly units = new Map<string, number>();
  readonly lots = new Map<string, LotNumber>();
  readonly accounts = new Map<string, Account>();
  /** Units held by the freezes that are in force. */
  readonly freezeUnits = new Map<string, Set<string>>();

  constructor(
    readonly no: number,
    private readonly counters: Counters,
  ) {}

  defineIndicator({ id, components }: Indicator, stored?: number): number {
    const no = stored ?? this.indicators.get(id)?.no ?? this.indicators.size + 1;
    this.indicators.set(id, { no, components: components.map(({ name }) => name) });
    return no;
  }

  definePlanKind(id: string, stored?: number): number {
    const no = stored ?? this.planKinds.get(id) ?? this.planKinds.size + 1;
    this.planKinds.set(id, no);
    return no;
  }

  /** Number of a unit, and whether it was never seen before. */
  registerUnit(unit: string): { readonly no: number; readonly isNew: boolean } {
    const known = this.units.get(unit);
    if (known !== undefined) return { no: known, isNew: false };
    const no = ++this.counters.unit;
    this.units.set(unit, no);
    return { no, isNew: true };
  }

  openLot(id: string, indicator: string, planYear: number, planKindNo: number): LotNumber {
    const known = this.indicators.get(indicator);
    if (known === undefined) throw new UnknownName('indicator', indicator);
    const { no: indicatorNo, components } = known;
    const lot = { no: ++this.counters.lot, indicatorNo, components, planYear, planKindNo };
    this.lots.set(id, lot);
    return lot;
  }

  account(path: AccountPath): Opened {
    const known = this.accounts.get(path);
    if (known !== undefined) return { account: known, isNew: false };
    const ref = parseAccount(path);
    const lot = this.lots.get(ref.lot);
    if (lot === undefined) throw new UnknownName('lot', ref.lot);
    const unitNo = ref.unit === undefined ? 0 : this.units.get(ref.unit);
    if (unitNo === undefined) throw new UnknownName('unit', ref.unit ?? '');
    const bucket = bucketCode(ref.bucket);
    const account = { no: ++this.counters.account, unitNo, lot, ref, bucket };
    this.accounts.set(path, account);
    return { account, isNew: true };
  }
}

/** The numbers of everything the tables name. Belongs to one table set. */
export class Directory {
  readonly counters = new Counters();
  readonly ledgers = new Map<string, LedgerDirectory>();

  ledger(id: string): LedgerDirectory {
    return this.ledgers.get(id) ?? this.restore(id, this.counters.ledger + 1);
  }

  /** A ledger under the number that the tables know it by, whatever order they are read in. */
  restore(id: string, no: number): LedgerDirectory {
    const ledger = new LedgerDirectory(no, this.counters);
    this.ledgers.set(id, ledger);
    this.counters.ledger = Math.max(this.counters.ledger, no);
    return ledger;
  }
}
