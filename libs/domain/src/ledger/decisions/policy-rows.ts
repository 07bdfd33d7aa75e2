import { parseDay } from '../../calendar/index.js';
import { AMOUNT_MAX } from '../../quantity/index.js';
import { folded } from '../folded.js';
import {
  POLICY_SCOPES,
  VOID_FATES,
  type PolicyRow,
  type PolicyScope,
  type Ratio,
} from '../policy.js';
import { refuse } from '../refusals.js';
import type { LedgerState } from '../state.js';

/** A century: longer terms are slips of the pen. */
const YEARS_MAX = 100;
const DAYS_MAX = 36_525;
/** A day of the year is one of every year. */
const COMMON_YEAR = 2001;
const PARTS = ['indicator', 'planYear', 'planKind'] as const;

/** Rows with a possible value, a scope that is asked for and exists, and no two that say different things of one case. */
export const checkRows = (state: LedgerState, rows: readonly PolicyRow[]): void => {
  for (const row of rows) {
    if (!isSound(row) || hasMore(row))
      refuse('policy-malformed', { policy: row.key, field: 'value' });
    const part = PARTS.find((one) => !isAsked(state, row, one));
    if (part !== undefined) refuse('policy-malformed', { policy: row.key, field: `scope.${part}` });
    if (row.key !== 'approval-indicators') continue;
    const unknown = row.value.indicators.filter((id) => !state.head.indicators.has(id));
    if (unknown.length > 0)
      refuse('policy-malformed', { policy: row.key, field: 'value', unknown });
  }
  rows.forEach((row, i) => {
    if (rows.slice(0, i).some((earlier) => isContradiction(rows, earlier, row))) {
      refuse('policy-malformed', { policy: row.key, field: 'scope', row: i + 1 });
    }
  });
};

const isAsked = (
  state: LedgerState,
  { key, scope = {} }: PolicyRow,
  part: keyof PolicyScope,
): boolean => {
  const named = scope[part];
  if (named === undefined) return true;
  if (!POLICY_SCOPES[key].includes(part)) return false;
  if (typeof named === 'number') return parseDay(`${named}-01-01`) !== undefined;
  const known = part === 'indicator' ? state.head.indicators : state.head.planKinds;
  return known.has(named);
};

/** Whether two rows of one key are as specific as each other, fit one case, and no more specific row decides it. */
const isContradiction = (rows: readonly PolicyRow[], a: PolicyRow, b: PolicyRow): boolean => {
  if (a.key !== b.key) return false;
  const [one, other] = [a.scope ?? {}, b.scope ?? {}];
  if (rankOf(one) !== rankOf(other)) return false;
  const apart = PARTS.some(
    (part) => one[part] !== undefined && other[part] !== undefined && one[part] !== other[part],
  );
  if (apart) return false;
  const both: PolicyScope = { ...one, ...other };
  if (rankOf(both) === rankOf(one)) return true;
  const isDecided = rows.some(
    ({ key, scope = {} }) => key === a.key && PARTS.every((part) => scope[part] === both[part]),
  );
  return !isDecided && JSON.stringify(a.value) !== JSON.stringify(b.value);
};

const rankOf = (scope: PolicyScope): number =>
  PARTS.filter((part) => scope[part] !== undefined).length;

/** The members of each value. A member beside them would look as if it decided something. */
const MEMBERS: Readonly<Record<PolicyRow['key'], readonly string[]>> = {
  'pre-issue-share': ['numerator', 'denominator'],
  'pre-issue-base': ['total'],
  'voided-consumption': ['fate'],
  'use-deadline': ['monthDay', 'then'],
  'backdating-limit': ['days'],
  'carry-over-term': ['years'],
  'freeze-exceptions': ['projectClasses'],
  'approval-indicators': ['indicators'],
};
const hasMore = ({ key, value }: PolicyRow): boolean =>
  Object.keys(value).some((member) => !MEMBERS[key].includes(member));

const isSound = (row: PolicyRow): boolean => {
  switch (row.key) {
    case 'pre-issue-share':
      return isShare(row.value);
    case 'pre-issue-base':
      return (
        // Nothing as last year's plan would refuse every pre-issue by another name.
        /^[1-9]\d{0,15}$/.test(row.value.total) && BigInt(row.value.total) <= AMOUNT_MAX
      );
    case 'voided-consumption':
      return VOID_FATES.includes(row.value.fate);
    case 'use-deadline':
      return (
        // 29 February is the last day of February where the year has none.
        parseDay(`${COMMON_YEAR}-${row.value.monthDay}`) !== undefined &&
        ['reclaim', 'lapse', 'nothing'].includes(row.value.then)
      );
    case 'backdating-limit':
      return isUpTo(row.value.days, DAYS_MAX);
    case 'carry-over-term':
      return isUpTo(row.value.years, YEARS_MAX);
    case 'freeze-exceptions':
      return areNames(row.value.projectClasses);
    case 'approval-indicators':
      return areNames(row.value.indicators);
    default:
      // A body may name any key; only those of the table have a meaning.
      return false;
  }
};

/** Names that can be read, each once. */
const areNames = (names: readonly string[]): boolean => {
  const keys = new Set(names.map(folded));
  return keys.size === names.length && !keys.has('');
};

const isUpTo = (n: number, max: number): boolean => isCount(n) && n <= max;
const isCount = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;
/** A part of a whole: no more than all of it. */
const isShare = ({ numerator, denominator }: Ratio): boolean =>
  isCount(numerator) && isCount(denominator) && denominator > 0 && numerator <= denominator;
