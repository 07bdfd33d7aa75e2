import { BUCKETS, OUTSIDE, ROLES, UNIT_LEVELS } from '#domain';
import { CLERK_COLUMNS, ENTRY_KINDS, INFLOWS, OUTFLOWS } from '#read-models';
import {
  COUNT,
  DAY,
  FLAG,
  INSTANT,
  list,
  mapOf,
  object,
  oneOf,
  ref,
  REVISION,
  said,
  TEXT,
  YEAR,
  type Schema,
} from './schema.js';

const QUANTITY = ref('Quantity');
const BUCKET = oneOf([...BUCKETS, ...OUTSIDE]);
const ENTRY_KIND = oneOf(ENTRY_KINDS);

/** Where an answer stands: every read states it. */
export const STATED = {
  ledger: TEXT,
  asOf: said('entries effective by this day', DAY),
  revision: said('entries up to this revision', REVISION),
  recordedAt: said('when that revision was recorded', INSTANT),
};

/** A unit as it is called on the day of the answer. */
const UNIT = { unit: said('unitId', TEXT) };
const UNIT_NAMES = { unitCode: TEXT, unitName: TEXT };

const LOT = {
  lot: TEXT,
  indicator: TEXT,
  planYear: YEAR,
  firstPlanYear: said('plan year of the first lot of a chain of carry-overs', YEAR),
  planKind: TEXT,
  validFrom: DAY,
  validUntil: DAY,
  preIssued: FLAG,
  status: oneOf(['not-yet-valid', 'valid', 'expired', 'closed', 'ended']),
  openedBy: object(
    { entry: TEXT, entryKind: ENTRY_KIND, revision: REVISION, effectiveOn: DAY },
    { document: TEXT },
  ),
};
const LOT_OPTIONAL = { purpose: TEXT, project: TEXT, parent: TEXT };

const UNIT_VERSION = {
  unitId: TEXT,
  name: TEXT,
  level: oneOf(UNIT_LEVELS),
  from: said('first day of this version', DAY),
  holdsQuota: FLAG,
};
const UNIT_VERSION_OPTIONAL = {
  code: said('GB/T 2260', TEXT),
  localCode: TEXT,
  parent: said('unitId', TEXT),
  plannedSeparately: FLAG,
  note: TEXT,
};

/** Parts that several answers have, by name. */
export const COMPONENTS: Readonly<Record<string, Schema>> = {
  Quantity: said('amounts by component of the indicator', mapOf(ref('AmountBody'))),
  Actor: object({ id: TEXT, role: oneOf([...ROLES, 'system']), unitId: TEXT }),
  BalanceRow: object(
    {
      indicator: TEXT,
      ...Object.fromEntries(CLERK_COLUMNS.map((name) => [name, QUANTITY])),
    },
    { ...UNIT, ...UNIT_NAMES, planYear: YEAR, planKind: TEXT, lot: TEXT },
  ),
  JournalRow: object(
    {
      ...UNIT,
      ...{ entry: TEXT, entryKind: ENTRY_KIND, revision: REVISION, position: TEXT },
      ...{ effectiveOn: DAY, recordedAt: INSTANT, recordedOn: DAY, actor: ref('Actor') },
      ...{ lot: TEXT, bucket: BUCKET, indicator: TEXT, planYear: YEAR, planKind: TEXT },
      direction: oneOf(['in', 'out']),
      flow: said('the column of the balances it counts in', TEXT),
      counter: object({ lot: TEXT, bucket: BUCKET }, { unit: TEXT }),
      amount: QUANTITY,
      balance: said('of the account after it: effective day, in before out, revision', QUANTITY),
    },
    { ...UNIT_NAMES, document: TEXT, approval: TEXT, project: TEXT, reservation: TEXT },
  ),
  Reservation: object(
    {
      ...UNIT,
      ...{ reservation: TEXT, openedAt: REVISION, reservedOn: DAY, expiresOn: DAY, open: FLAG },
      draws: list(object({ lot: TEXT, indicator: TEXT, reserved: QUANTITY, left: QUANTITY })),
      history: list(
        object(
          {
            ...{ revision: REVISION, effectiveOn: DAY, unit: TEXT },
            change: oneOf(['opened', 'amended', 'handed-over']),
          },
          { project: TEXT, expiresOn: DAY },
        ),
      ),
    },
    { ...UNIT_NAMES, project: TEXT, batch: TEXT, projectClass: TEXT, purpose: TEXT },
  ),
  StatementLine: object(
    {
      indicator: TEXT,
      opening: said('by account', mapOf(QUANTITY)),
      movements: said(
        'columns that moved; outflows are positive',
        object({}, Object.fromEntries([...INFLOWS, ...OUTFLOWS].map((name) => [name, QUANTITY]))),
      ),
      closing: said('by account', mapOf(QUANTITY)),
    },
    { lot: TEXT, planYear: YEAR, planKind: TEXT },
  ),
  // The holder of a lot above is named to those who see it.
  Lot: object(LOT, { ...UNIT, ...UNIT_NAMES, ...LOT_OPTIONAL }),
  LotBelow: object({ ...UNIT, ...LOT, depth: COUNT }, { ...UNIT_NAMES, ...LOT_OPTIONAL }),
  LotDetail: object(
    {
      ...STATED,
      ...UNIT,
      ...LOT,
      holdings: list(object({ bucket: BUCKET, amount: QUANTITY }, { ...UNIT, ...UNIT_NAMES })),
      freezes: list(ref('Freeze')),
    },
    { ...UNIT_NAMES, ...LOT_OPTIONAL },
  ),
  Freeze: object(
    {
      ...{ freeze: said('the entry that froze', TEXT), revision: REVISION, effectiveOn: DAY },
      ...{ units: list(TEXT), withSubtree: FLAG, reason: TEXT, exceptions: list(TEXT) },
    },
    { lot: TEXT },
  ),
  UnitVersion: object(UNIT_VERSION, UNIT_VERSION_OPTIONAL),
  UnitInForce: object(
    { ...UNIT_VERSION, inForce: FLAG },
    {
      ...UNIT_VERSION_OPTIONAL,
      children: said('with `tree=true`: the units below it', list(ref('UnitInForce'))),
    },
  ),
  EntryLink: object({ entry: TEXT, entryKind: ENTRY_KIND, revision: REVISION, effectiveOn: DAY }),
  Entry: {
    ...object(
      {
        ...{ entryId: TEXT, entryKind: ENTRY_KIND, schemaVersion: COUNT, effectiveOn: DAY },
        ...{ recordedAt: INSTANT, actor: ref('Actor'), revision: REVISION, position: TEXT },
        postings: list(
          object(
            { from: TEXT, to: TEXT, quantity: QUANTITY },
            { reservation: TEXT, effectiveOn: DAY },
          ),
        ),
        lots: said('lots it opened', list({ type: 'object' })),
        annotations: list(
          object({
            ...{ entry: TEXT, revision: REVISION, field: TEXT, was: TEXT, is: TEXT, reason: TEXT },
          }),
        ),
        followedBy: list(ref('EntryLink')),
      },
      {
        partly: said('other units have a part in it that is not shown', FLAG),
        document: object({ number: TEXT, issuer: TEXT, date: DAY }, { title: TEXT, sha256: TEXT }),
        note: TEXT,
        reversedBy: ref('EntryLink'),
        speaksOf: ref('EntryLink'),
      },
    ),
    description: 'the stored entry; docs/events.md has the further members of each kind',
    additionalProperties: true,
  },
};
