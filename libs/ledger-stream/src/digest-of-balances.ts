import { createHash } from 'node:crypto';
import {
  isZero,
  parseAccount,
  type AccountPath,
  type Indicator,
  type LedgerState,
  type Vector,
} from '#domain';

/** What an account holds of one component after everything that was posted, whole units. */
export interface Balance {
  /** Path of the account, as in a posting. */
  readonly account: string;
  readonly indicator: string;
  readonly component: string;
  readonly amount: bigint;
}

/** Every balance of a state, in no order. */
export function* balancesOf(state: LedgerState): Generator<Balance> {
  for (const [account, { balances }] of state.accounts.entries()) {
    const { id: indicator, components } = indicatorOf(state, account);
    for (const [i, amount] of (balances.at(-1) ?? []).entries())
      yield { account, indicator, component: components[i]?.name ?? '', amount };
  }
}

const indicatorOf = (state: LedgerState, account: string): Indicator => {
  const lot = state.lots.get(parseAccount(account).lot);
  if (lot === undefined) throw new Error(`account ${account} is of a lot that was never opened`);
  return state.indicatorOf(lot);
};

/**
 * SHA-256 (hex) over all balances that are not zero, one line each: account, tab, component, tab, amount, newline, in
 * the order of the bytes. Zeros are left out because an account that came to nothing may be forgotten. It is stored at
 * the close of a plan year and compared between installations, so the listing can never change.
 */
export const digestOfBalances = (balances: Iterable<Omit<Balance, 'indicator'>>): string => {
  const lines: string[] = [];
  for (const { account, component, amount } of balances)
    if (amount !== 0n) lines.push(lineOf(account, component, amount));
  const hash = createHash('sha256');
  // Paths and names are ASCII, where the order of code units is the order of bytes (and of COLLATE "C").
  for (const line of lines.sort()) hash.update(line);
  return hash.digest('hex');
};

const lineOf = (account: string, component: string, amount: bigint): string =>
  `${account}\t${component}\t${amount}\n`;

/**
 * The same digest of one state as it grows. What an account held at the last digest is kept with its lines, and the
 * order of all accounts: to write and to sort them anew at the close of every plan year was an eighth of a replay.
 */
export class RunningDigest {
  private ordered: AccountLines[] = [];
  private readonly known = new Map<AccountPath, AccountLines>();

  constructor(private readonly state: LedgerState) {}

  now(): string {
    this.takeIn();
    const hash = createHash('sha256');
    for (const { lines, isThere } of this.ordered) if (isThere) hash.update(lines);
    return hash.digest('hex');
  }

  private takeIn(): void {
    const added: AccountLines[] = [];
    for (const one of this.ordered) one.isThere = false;
    for (const [account, { balances }] of this.state.accounts.entries()) {
      let one = this.known.get(account);
      if (one === undefined) {
        one = { account, balance: undefined, lines: '', isThere: true };
        this.known.set(account, one);
        added.push(one);
      }
      one.isThere = true;
      const balance = balances.at(-1);
      // Vectors are replaced, never changed: the same one is the same balance.
      if (one.balance === balance) continue;
      one.balance = balance;
      one.lines = this.linesOf(account, balance ?? []);
    }
    // Two runs that are in order each, so the sort only merges them. Nothing in a path is below the tab that ends it in
    // a line: the order of the paths is the order of the lines.
    this.ordered = this.ordered.concat(added.sort(byAccount)).sort(byAccount);
  }

  private linesOf(account: AccountPath, balance: Vector): string {
    if (isZero(balance)) return '';
    const { components } = indicatorOf(this.state, account);
    const lines: string[] = [];
    for (const [i, amount] of balance.entries())
      if (amount !== 0n) lines.push(lineOf(account, components[i]?.name ?? '', amount));
    return lines.sort().join('');
  }
}

interface AccountLines {
  readonly account: AccountPath;
  balance: Vector | undefined;
  lines: string;
  /** An account that came to nothing may be forgotten, and come back. */
  isThere: boolean;
}

const byAccount = (a: AccountLines, b: AccountLines): number => (a.account < b.account ? -1 : 1);
