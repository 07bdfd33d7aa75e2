import { createHash } from 'node:crypto';
import { parseAccount, type LedgerState } from '#domain';

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
    const { lot: id } = parseAccount(account);
    const lot = state.lots.get(id);
    if (lot === undefined) throw new Error(`account ${account} is of a lot that was never opened`);
    const { id: indicator, components } = state.indicatorOf(lot);
    for (const [i, amount] of (balances.at(-1) ?? []).entries())
      yield { account, indicator, component: components[i]?.name ?? '', amount };
  }
}

/**
 * SHA-256 (hex) over all balances that are not zero, one line each: account, tab, component, tab, amount, newline, in
 * the order of the bytes. Zeros are left out because an account that came to nothing may be forgotten. It is stored at
 * the close of a plan year and compared between installations, so the listing can never change.
 */
export const digestOfBalances = (balances: Iterable<Omit<Balance, 'indicator'>>): string => {
  const lines: string[] = [];
  for (const { account, component, amount } of balances)
    if (amount !== 0n) lines.push(`${account}\t${component}\t${amount}\n`);
  const hash = createHash('sha256');
  // Paths and names are ASCII, where the order of code units is the order of bytes (and of COLLATE "C").
  for (const line of lines.sort()) hash.update(line);
  return hash.digest('hex');
};
