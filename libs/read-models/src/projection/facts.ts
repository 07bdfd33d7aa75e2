import type {
  EntryAnnotated,
  Indicator,
  LedgerEvent,
  PlanKind,
  ReservationOpened,
  UnitsReorganised,
} from '#domain';
import { nameKey } from '../name-key.js';
import * as t from '../schema/tables.js';
import type { LedgerDirectory } from './directory.js';
import {
  projectFreeze,
  projectMovedFreezes,
  projectStaysFrozen,
  projectUnfreeze,
} from './freezes.js';
import { encodeIndicator } from './indicator-codec.js';
import type { Rows } from './rows.js';
import { projectUnits } from './units.js';
import { COMPONENTS_MAX } from './vector-words.js';

/** What an entry says beyond its lots and postings. */
export const projectFacts = (
  rows: Rows,
  ledger: LedgerDirectory,
  event: LedgerEvent,
  revision: bigint,
): void => {
  switch (event.type) {
    case 'LedgerOpened':
      for (const one of event.data.indicators) defineIndicator(rows, ledger, one, revision);
      for (const { id, title } of event.data.planKinds) {
        definePlanKind(rows, ledger, id, revision, title);
      }
      return projectUnits(rows, ledger, [event.data.province], revision);
    case 'IndicatorDefined':
      return defineIndicator(rows, ledger, event.data.indicator, revision);
    case 'PlanKindDefined':
      return redefinePlanKind(rows, ledger, event.data.planKind, revision);
    case 'UnitsRegistered':
      projectUnits(rows, ledger, event.data.units, revision);
      return projectStaysFrozen(rows, ledger, event, revision);
    case 'DayAdvanced':
      return projectStaysFrozen(rows, ledger, event, revision);
    case 'UnitsReorganised':
      return projectReorganisation(rows, ledger, event, revision);
    case 'QuotaReserved':
      return openReservation(
        rows,
        ledger,
        event.data.reservation,
        event.data.effectiveOn,
        revision,
      );
    case 'BalanceBroughtForward':
      for (const one of event.data.reservations) {
        openReservation(rows, ledger, one, event.data.effectiveOn, revision);
      }
      return;
    case 'ReservationAmended': {
      const { reservation, unit, project, expiresOn, effectiveOn } = event.data;
      changeReservation(rows, ledger, AMENDED, reservation, effectiveOn, revision, {
        unit,
        project,
        expiresOn,
      });
      return;
    }
    case 'QuotaFrozen':
      return projectFreeze(rows, ledger, event, revision);
    case 'QuotaUnfrozen':
      return projectUnfreeze(rows, ledger, event, revision);
    case 'EntryReversed':
      for (const id of event.data.endedLots) {
        const lot = ledger.lots.get(id);
        if (lot) rows.add(t.lotEndings, lot.no, revision, event.data.effectiveOn);
      }
      return;
    case 'EntryAnnotated':
      return annotate(rows, ledger, event, revision);
    case 'PlanYearClosed':
    case 'PlanYearReopened': {
      const { planYear, effectiveOn } = event.data;
      const closed = event.type === 'PlanYearClosed';
      const digest = closed ? event.data.stateDigest : null;
      return rows.add(t.planYearMarks, ledger.no, planYear, revision, effectiveOn, closed, digest);
    }
    default:
      return;
  }
};

const annotate = (
  rows: Rows,
  ledger: LedgerDirectory,
  { data: { entry, entryId, field, was, is, reason } }: EntryAnnotated,
  revision: bigint,
): void => {
  const key = nameKey(is);
  rows.add(t.annotations, ledger.no, entry, revision, entryId, field, was, is, reason, key);
};

const defineIndicator = (
  rows: Rows,
  ledger: LedgerDirectory,
  indicator: Indicator,
  revision: bigint,
): void => {
  if (indicator.components.length > COMPONENTS_MAX) {
    throw new RangeError(`indicator ${indicator.id} has more than ${COMPONENTS_MAX} components`);
  }
  const no = ledger.defineIndicator(indicator);
  rows.add(t.indicators, ledger.no, no, indicator.id, encodeIndicator(indicator), revision);
};

/** The number of a plan kind; one that a lot names without having been defined has no title. */
export const definePlanKind = (
  rows: Rows,
  ledger: LedgerDirectory,
  id: string,
  revision: bigint,
  title?: string,
): number => {
  const no = ledger.definePlanKind(id);
  rows.add(t.planKinds, ledger.no, no, id, title, revision);
  return no;
};

const redefinePlanKind = (
  rows: Rows,
  ledger: LedgerDirectory,
  { id, title }: PlanKind,
  revision: bigint,
): void => {
  definePlanKind(rows, ledger, id, revision, title);
};

/** Stored in `change`. */
const OPENED = 0;
const AMENDED = 1;
const HANDED_OVER = 2;

type Optional = 'project' | 'expiresOn' | 'batch' | 'projectClass' | 'purpose';
type Changed = { readonly unit: string } & {
  readonly [Key in Optional]?: ReservationOpened[Key] | undefined;
};

const openReservation = (
  rows: Rows,
  ledger: LedgerDirectory,
  { reservation, unit, project, expiresOn, batch, projectClass, purpose }: ReservationOpened,
  effectiveOn: string,
  revision: bigint,
): void => {
  const opened = { unit, project, expiresOn, batch, projectClass, purpose };
  changeReservation(rows, ledger, OPENED, reservation, effectiveOn, revision, opened);
};

const changeReservation = (
  rows: Rows,
  ledger: LedgerDirectory,
  change: number,
  reservation: string,
  effectiveOn: string,
  revision: bigint,
  { unit, project, expiresOn, batch, projectClass, purpose }: Changed,
): void =>
  rows.add(
    t.reservationVersions,
    ledger.no,
    reservation,
    revision,
    change,
    effectiveOn,
    unit,
    project,
    expiresOn,
    batch,
    projectClass,
    purpose,
    project === undefined ? null : nameKey(project),
  );

const projectReorganisation = (
  rows: Rows,
  ledger: LedgerDirectory,
  event: UnitsReorganised,
  revision: bigint,
): void => {
  const { data } = event;
  const { effectiveOn } = data;
  projectUnits(rows, ledger, data.units, revision);
  for (const { unit, successors } of data.ended) {
    const no = ledger.units.get(unit);
    if (no === undefined) continue;
    rows.add(t.unitEndings, ledger.no, no, revision, effectiveOn, successors);
    projectMovedFreezes(rows, ledger, unit, successors, effectiveOn, revision);
  }
  projectStaysFrozen(rows, ledger, event, revision);
  for (const [reservation, unit] of Object.entries(data.reservations)) {
    changeReservation(rows, ledger, HANDED_OVER, reservation, effectiveOn, revision, { unit });
  }
};
