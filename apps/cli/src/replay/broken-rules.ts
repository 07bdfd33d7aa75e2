import type { Pool } from 'pg';
import { formatDay } from '#domain';
import { checkInvariants, LedgerViews, type Broken } from '#read-models';
import type { ReplayedLedger } from './replay-ledger.js';

/** Names each rule in the words that tell of its breach. */
const RULES: Record<keyof Broken, string> = {
  overdrawn: 'accounts overdrawn, or paid beyond what they owe',
  overResolved: 'reservations of which more was resolved than reserved',
  approvalsTwice: 'approvals that are used more than once',
  parcelsTwice: 'parcels that are used more than once',
  beyondBounds: 'accounts with a balance beyond ± (2^53 − 1)',
};

/** The rules that the entries break by themselves, whatever let them in: one line each, none in a sound ledger. */
export const brokenRules = async (
  pool: Pool,
  ledger: string,
  { revision, state }: Pick<ReplayedLedger, 'revision' | 'state'>,
): Promise<string[]> => {
  if (revision === undefined) return [];
  const asOf = formatDay(state.head.day);
  return told(
    await checkInvariants(
      pool,
      await new LedgerViews(pool).open(ledger, { asOf, atRevision: revision }),
    ),
  );
};

export const told = (broken: Broken): string[] =>
  ruleNames.flatMap((rule) =>
    broken[rule].length === 0 ? [] : [`${RULES[rule]}: ${broken[rule].join(', ')}`],
  );

const ruleNames: readonly (keyof Broken)[] = [
  'overdrawn',
  'overResolved',
  'approvalsTwice',
  'parcelsTwice',
  'beyondBounds',
];
