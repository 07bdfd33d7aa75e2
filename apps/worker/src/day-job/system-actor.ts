import type { Actor, LedgerState } from '#domain';

/** Who posts what a day brings: the ledger itself, in the name of its province. No token carries this role. */
export const systemActor = (state: LedgerState): Actor => ({
  id: 'muledger',
  role: 'system',
  unit: state.head.province,
});
