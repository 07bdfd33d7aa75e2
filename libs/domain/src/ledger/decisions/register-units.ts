import { formatDay, type Day } from '../../calendar/index.js';
import { isZero } from '../../quantity/index.js';
import type { UnitVersion } from '../../units/index.js';
import type { Bucket } from '../account.js';
import type { RegisterUnits } from '../commands.js';
import { entryData, LEDGERS_DAY, startEntry } from '../entry.js';
import type { UnitsRegistered } from '../events.js';
import { checkBooks, dateOf } from '../guards.js';
import { accountsOf } from '../owners.js';
import { refuse } from '../refusals.js';
import { permit } from '../rights.js';
import { staysFrozen } from '../stays-frozen.js';
import type { LedgerState } from '../state.js';
import { greatestFrom, leastFrom, type Timeline } from '../timeline.js';
import { placeUnits } from './unit-placing.js';

/** As many accounts as a clerk can read at once. */
const LISTED_MAX = 50;
/** What was used or voided stays with a unit for good; all else must have gone. */
const OPEN: ReadonlySet<Bucket> = new Set<Bucket>([
  'available',
  'reserved',
  'overused',
  'advance',
  'debt',
]);

/** New units, and new versions of units: another code, another parent, a moved border. It moves no quota. */
export const registerUnits = (command: RegisterUnits, state: LedgerState): UnitsRegistered => {
  const on = startEntry(command, state, 'document-optional');
  const { units: asked, actor } = command.data;
  const from = formatDay(on);
  const dated = asked.map((unit) => (unit.from === LEDGERS_DAY ? { ...unit, from } : unit));
  if (dated.length === 0) refuse('nothing-to-do', { field: 'units' });
  const { units, registry } = placeUnits(state.units, dated, state.head);
  const actorUnit = permit(state, 'RegisterUnits', actor);
  checkBooks(state, on);
  for (const unit of units) {
    checkTablesOf(state, unit);
    checkHoldsNothing(state, unit);
  }
  const stays = staysFrozen(state, { units: registry, day: state.head.day });
  return {
    type: 'UnitsRegistered',
    data: { ...entryData(command, state, actorUnit), units, ...stays },
  };
};

/** A new version of a unit would change the tables of days whose books are closed: its name, its code, its superior. */
const checkTablesOf = ({ head, units }: LedgerState, { unitId, from }: UnitVersion): void => {
  const { closedThrough, opensOn } = head;
  if (!units.has(unitId) || closedThrough < opensOn) return;
  if (dateOf(from, 'from') > closedThrough) return;
  refuse('books-closed', { effectiveOn: from, closedThrough: formatDay(closedThrough) });
};

/** A unit that holds or owes something cannot be told to hold none: it would lie out of reach of every entry. */
export const checkHoldsNothing = (
  state: LedgerState,
  { unitId, holdsQuota, from }: UnitVersion,
): void => {
  if (holdsQuota) return;
  const on = dateOf(from, 'from');
  const accounts: string[] = [];
  for (const { path, bucket, row } of accountsOf(state, unitId)) {
    if (OPEN.has(bucket) && isOpenFrom(row, on)) accounts.push(path);
    if (accounts.length === LISTED_MAX) break;
  }
  if (accounts.length > 0) refuse('unit-holds-quota', { unit: unitId, from, accounts });
};

const isOpenFrom = (row: Timeline, on: Day): boolean => {
  const width = row.balances[0]?.length ?? 0;
  return !isZero(leastFrom(row, on, width)) || !isZero(greatestFrom(row, on, width));
};
