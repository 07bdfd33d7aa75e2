import type { Pool } from 'pg';
import { formatDay } from '#domain';
import { checkInvariants, LedgerViews, type Breaches, type Broken } from '#read-models';
import type { ReplayedLedger } from './replay-ledger.js';

/** Names each rule in the words that tell of its breach. */
const RULES: Record<keyof Broken, string> = {
  overdrawn: 'accounts overdrawn, or paid beyond what they owe',
  overResolved: 'reservations of which more was resolved than reserved',
  approvalsTwice: 'approvals that are used more than once',
  parcelsTwice: 'parcels that are used more than once',
  beyondBounds: 'accounts with a balance beyond ± (2^53 − 1)',
};

/** Says what a person does about a breach. Entries are never edited: what is wrong is undone by further ones. */
const REMEDIES: Record<keyof Broken, string> = {
  overdrawn: 'reverse the entry that took too much, the newest first',
  overResolved: 'reverse the entry that resolved too much of it',
  approvalsTwice: 'ask whose use is right, and reverse or void the other one',
  parcelsTwice: 'ask whose use is right, and reverse or void the other one',
  beyondBounds: 'reverse the entry with the wrong amount',
};

/** For a log that these rules cannot have written. */
export const REMEDY_OF_BROKEN =
  'stop posting to this ledger and restore its log from a copy (docs/runbooks/restore.md)';

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

export const told = (broken: Broken & Partial<Pick<Breaches, 'entries'>>): string[] =>
  ruleNames.flatMap((rule) => {
    if (broken[rule].length === 0) return [];
    const found = broken[rule].map((what) => {
      const entries = broken.entries?.get(what) ?? [];
      return entries.length === 0 ? what : `${what} (${entries.join(', ')})`;
    });
    return [`${RULES[rule]}: ${found.join(', ')}${remedyFor(rule, broken.entries)}`];
  });

const remedyFor = (rule: keyof Broken, entries: Breaches['entries'] | undefined): string =>
  entries === undefined ? '' : `; ${REMEDIES[rule]} (muledger journal tells of each entry)`;

const ruleNames: readonly (keyof Broken)[] = [
  'overdrawn',
  'overResolved',
  'approvalsTwice',
  'parcelsTwice',
  'beyondBounds',
];
