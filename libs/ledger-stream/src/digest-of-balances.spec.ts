import { fold, LedgerState, type AccountPath } from '#domain';
import { balancesOf, digestOfBalances, RunningDigest } from './digest-of-balances.js';
import { newFingerprints } from './keyed-fingerprints.js';
import { syntheticLog } from './testing/index.js';

describe('the digest of a growing ledger', () => {
  it('is the one of its balances at every time, accounts that come and go included', () => {
    const state = LedgerState.initial(newFingerprints());
    const running = new RunningDigest(state);
    const forgotten = new Set<string>();
    let before = new Set<AccountPath>();
    let revision = 0;
    const options = { entries: 2_000, units: 9, planYears: 3, seed: 3, closesBooks: true };
    for (const event of syntheticLog(options)) {
      fold(state, event, revision);
      revision += 1;
      if (revision % 7 > 0 && event.type !== 'BooksClosed') continue;
      expect(running.now()).toBe(digestOfBalances(balancesOf(state)));
      const now = new Set(Array.from(state.accounts.entries(), ([account]) => account));
      for (const account of before) if (!now.has(account)) forgotten.add(account);
      before = now;
    }
    expect(forgotten.size).toBeGreaterThan(20);
  });
});
