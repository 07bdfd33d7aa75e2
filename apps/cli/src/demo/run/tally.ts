import { BUCKETS, isZero, parseAccount, type Bucket, type LedgerEvent } from '#domain';
import { digestOfBalances, type Balance } from '#ledger-stream';
import { add, noLand, type Land } from '../play/land.js';

/** Where quota is in the end. What is owed stands below zero, and so does the state it came from. */
export type Place = Bucket | 'source' | 'lapsed' | 'deducted';
export const PLACES: readonly Place[] = ['source', ...BUCKETS, 'lapsed', 'deducted'];

const COMPONENTS = ['total', 'farmland', 'cultivated'] as const;
const MAY_BE_NEGATIVE: ReadonlySet<string> = new Set(['source', 'overused', 'advance', 'debt']);

/** The books added up from the log alone, without any table of the server. */
export class Tally {
  entries = 0;
  /** Lots a split bound to a purpose, with what was put into them. */
  readonly purposes: { readonly unit: string; readonly purpose: string; readonly land: Land }[] =
    [];
  /** Accounts that stood below zero after some entry and never may. */
  readonly overdrafts = new Set<string>();
  private readonly accounts = new Map<string, Map<string, bigint>>();

  add({ type, data }: LedgerEvent): void {
    this.entries += 1;
    for (const { from, to, quantity } of data.postings)
      for (const [component, amount] of Object.entries(quantity)) {
        this.change(from, component, -amount);
        this.change(to, component, amount);
      }
    // An entry's postings are netted before they are judged.
    for (const { from } of data.postings) {
      const held = [...(this.accounts.get(from)?.values() ?? [])];
      if (!MAY_BE_NEGATIVE.has(parseAccount(from).bucket) && held.some((amount) => amount < 0n))
        this.overdrafts.add(from);
    }
    if (type !== 'QuotaSplit') return;
    for (const { lot, unit, purpose } of data.lots) {
      const posting = data.postings.find(({ to }) => parseAccount(to).lot === lot);
      if (purpose === undefined || posting === undefined) continue;
      this.purposes.push({ unit, purpose, land: landOf(posting.quantity) });
    }
  }

  /** Of all units together. */
  byPlace(): ReadonlyMap<Place, Land> {
    const sums = new Map<Place, Land>(PLACES.map((place) => [place, noLand()]));
    for (const [path, held] of this.accounts) {
      const { bucket } = parseAccount(path);
      sums.set(bucket, add(sums.get(bucket) ?? noLand(), landOf(Object.fromEntries(held))));
    }
    return sums;
  }

  /** What each unit has of a place, by unitId. */
  byUnit(place: Bucket): ReadonlyMap<string, Land> {
    const sums = new Map<string, Land>();
    for (const [path, held] of this.accounts) {
      const { unit, bucket } = parseAccount(path);
      if (unit !== undefined && bucket === place)
        sums.set(unit, add(sums.get(unit) ?? noLand(), landOf(Object.fromEntries(held))));
    }
    return sums;
  }

  /** The sum over all accounts is nothing, and no account was ever overdrawn. */
  isConserved(): boolean {
    let sum = noLand();
    for (const land of this.byPlace().values()) sum = add(sum, land);
    return isZero(sum) && this.overdrafts.size === 0;
  }

  /** The line two installations compare: SHA-256 over all balances. */
  fingerprint(): string {
    return digestOfBalances(this.balances());
  }

  private *balances(): Generator<Omit<Balance, 'indicator'>> {
    for (const [account, held] of this.accounts)
      for (const [component, amount] of held) yield { account, component, amount };
  }

  private change(path: string, component: string, by: bigint): void {
    const held = this.accounts.get(path) ?? new Map<string, bigint>();
    held.set(component, (held.get(component) ?? 0n) + by);
    this.accounts.set(path, held);
  }
}

const landOf = (quantity: Readonly<Record<string, bigint>>): Land =>
  COMPONENTS.map((name) => quantity[name] ?? 0n);
