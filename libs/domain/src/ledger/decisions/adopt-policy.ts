import type { AdoptPolicy } from '../commands.js';
import { entryData, startEntry } from '../entry.js';
import type { PolicyAdopted } from '../events.js';
import { checkNotInFuture, dateOf } from '../guards.js';
import { VOID_FATES, type PolicyRow, type Ratio } from '../policy.js';
import { refuse } from '../refusals.js';
import { permit } from '../rights.js';
import type { LedgerState } from '../state.js';

export const adoptPolicy = (command: AdoptPolicy, state: LedgerState): PolicyAdopted => {
  const on = startEntry(command, state, 'document-optional');
  const { version, digest, from, rows, actor } = command.data;
  dateOf(from, 'from');
  const actorUnit = permit(state, 'AdoptPolicy', actor);
  checkNotInFuture(state, on);
  if (state.head.policies.some((policy) => policy.version === version)) {
    refuse('policy-version-taken', { version });
  }
  for (const row of rows) {
    if (!isSound(row)) refuse('policy-malformed', { policy: row.key });
  }
  return {
    type: 'PolicyAdopted',
    data: { ...entryData(command, state, actorUnit), version, digest, from, rows },
  };
};

const isSound = (row: PolicyRow): boolean => {
  switch (row.key) {
    case 'pre-issue-share':
      return isRatio(row.value);
    case 'pre-issue-base':
      return /^\d{1,19}$/.test(row.value.total);
    case 'voided-consumption':
      return VOID_FATES.includes(row.value.fate);
    case 'use-deadline':
      return (
        /^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(row.value.monthDay) &&
        ['reclaim', 'lapse', 'nothing'].includes(row.value.then)
      );
    case 'backdating-limit':
      return isCount(row.value.days);
    case 'carry-over-term':
      return isCount(row.value.years);
    case 'freeze-exceptions':
      return row.value.projectClasses.every((name) => name !== '');
    case 'approval-indicators':
      return row.value.indicators.every((name) => name !== '');
    default:
      // A body may name any key; only those of the table have a meaning.
      return false;
  }
};

const isCount = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;
const isRatio = ({ numerator, denominator }: Ratio): boolean =>
  isCount(numerator) && isCount(denominator) && denominator > 0;
