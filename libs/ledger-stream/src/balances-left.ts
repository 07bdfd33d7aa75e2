import { current, parseAccount, type LedgerEvent, type LedgerState } from '#domain';
import type { AccountLeft } from '#event-store';

/** What each account of a unit that the entry moved holds after it. Accounts that nobody holds are left out. */
export const balancesLeft = (
  state: LedgerState,
  { data: { postings } }: LedgerEvent,
): readonly AccountLeft[] => {
  const left = new Map<string, AccountLeft>();
  for (const { from, to } of postings) {
    for (const account of [from, to]) {
      if (left.has(account)) continue;
      const { unit, lot: id } = parseAccount(account);
      const lot = state.lots.get(id);
      if (unit === undefined || lot === undefined) continue;
      const { components } = state.indicatorOf(lot);
      const amounts = current(state.accounts.get(account), components.length);
      left.set(account, { account, components, amounts });
    }
  }
  return [...left.values()];
};
