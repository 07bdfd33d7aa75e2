import {
  entryConcerned,
  parseAccount,
  type AccountPath,
  type LedgerEvent,
  type LotOpened,
  type Posting,
  type UnitVersion,
} from '#domain';
import { PUBLISHED_KINDS } from './kinds.js';
import type {
  PublishedAccount,
  PublishedEntry,
  PublishedLot,
  PublishedPosting,
  PublishedUnit,
} from './published-entry.js';

export interface EntryPlace {
  readonly ledger: string;
  readonly revision: bigint;
}

/** Chooses, member by member, what guests are told. Whatever is not named here stays in the house. */
export const publishEntry = (
  event: LedgerEvent,
  { ledger, revision }: EntryPlace,
): PublishedEntry => {
  const { type, data } = event;
  const { entryId, effectiveOn, recordedAt, document, postings, lots } = data;
  const concerns = entryConcerned(event);
  const units = unitsOf(event);
  return {
    ledger,
    revision: String(revision),
    entryId,
    kind: PUBLISHED_KINDS[type],
    effectiveOn,
    recordedAt,
    ...(document === undefined ? {} : { documentNo: document.number }),
    ...(concerns === undefined ? {} : { concerns }),
    ...(units.length === 0 ? {} : { units: units.map(publishUnit) }),
    lots: lots.map(publishLot),
    postings: postings.map(publishPosting),
  };
};

const unitsOf = ({ type, data }: LedgerEvent): readonly UnitVersion[] => {
  switch (type) {
    case 'LedgerOpened':
      return [data.province];
    case 'UnitsRegistered':
    case 'UnitsReorganised':
      return data.units;
    default:
      return [];
  }
};

const publishUnit = ({ unitId, code, name, level, parent, from }: UnitVersion): PublishedUnit => ({
  unit: unitId,
  ...(code === undefined ? {} : { code }),
  name,
  level,
  ...(parent === undefined ? {} : { parent }),
  from,
});

const publishLot = (opened: LotOpened): PublishedLot => {
  const { lot, unit, indicator, planYear, planKind, parent, validFrom, validUntil } = opened;
  return {
    ...{ lot, unit, indicator, planYear, planKind },
    ...(parent === undefined ? {} : { parent }),
    ...{ validFrom, validUntil },
  };
};

const publishPosting = ({
  from,
  to,
  quantity,
  reservation,
  effectiveOn,
}: Posting): PublishedPosting => ({
  from: publishAccount(from),
  to: publishAccount(to),
  quantity: Object.fromEntries(
    Object.entries(quantity).map(([component, amount]) => [component, String(amount)]),
  ),
  ...(reservation === undefined ? {} : { reservation }),
  ...(effectiveOn === undefined ? {} : { effectiveOn }),
});

const publishAccount = (path: AccountPath): PublishedAccount => {
  const { unit, lot, bucket } = parseAccount(path);
  return { ...(unit === undefined ? {} : { unit }), lot, bucket };
};
