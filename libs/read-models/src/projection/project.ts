import { dayOfInstant, entryConcerned, formatDay, type LedgerEvent } from '#domain';
import type { RecordedEvent } from '#event-store';
import { kindCode } from '../codes.js';
import { exactKey, nameKey } from '../name-key.js';
import { entries, lots } from '../schema/tables.js';
import type { LedgerDirectory } from './directory.js';
import { approvalOf, projectOf } from './entry-facts.js';
import { definePlanKind, projectFacts } from './facts.js';
import { projectPostings } from './legs.js';
import { text, type Rows } from './rows.js';

/**
 * Turns one event into rows and numbers what it introduces. Only adds rows; what is summed up is summed
 * by SQL from the legs.
 * @throws when the event cannot be placed; it is never skipped
 */
export const project = (
  rows: Rows,
  ledger: LedgerDirectory,
  event: LedgerEvent,
  recorded: RecordedEvent,
): void => {
  // Units and indicators first: the lots and postings of the same entry may name them.
  projectFacts(rows, ledger, event, recorded.revision);
  openLots(rows, ledger, event, recorded.revision);
  projectPostings(rows, ledger, event, recorded.revision);
  projectEntry(rows, ledger, event, recorded);
};

const openLots = (
  rows: Rows,
  ledger: LedgerDirectory,
  { type, data }: LedgerEvent,
  revision: bigint,
): void => {
  for (const opened of data.lots) {
    const { indicator, planYear, planKind } = opened;
    const planKindNo =
      ledger.planKinds.get(planKind) ?? definePlanKind(rows, ledger, planKind, revision);
    const { no, indicatorNo } = ledger.openLot(opened.lot, indicator, planYear, planKindNo);
    rows.add(
      lots,
      no,
      ledger.no,
      opened.lot,
      data.entryId,
      kindCode(type),
      revision,
      data.effectiveOn,
      opened.unit,
      indicatorNo,
      planYear,
      opened.firstPlanYear ?? planYear,
      planKindNo,
      opened.purpose,
      opened.project,
      opened.parent,
      opened.validFrom,
      opened.validUntil,
      opened.preIssued === true,
    );
  }
};

const projectEntry = (
  rows: Rows,
  ledger: LedgerDirectory,
  event: LedgerEvent,
  { revision, position, id, body, metadata }: RecordedEvent,
): void => {
  const { type, data } = event;
  const { entryId, effectiveOn, recordedAt, actor } = data;
  const recordedOn = recordedDay(recordedAt);
  const [document, approval, project] = [
    data.document?.number,
    approvalOf(event),
    projectOf(event),
  ];
  rows.addLine(
    entries,
    `${ledger.no}\t${revision}\t${text(position)}\t${id}\t${text(entryId)}\t${kindCode(type)}\t` +
      `${effectiveOn}\t${recordedAt}\t${recordedOn}\t${text(actor.id)}\t${actor.role}\t` +
      `${text(actor.unitId)}\t${optional(document)}\t${optional(approval)}\t` +
      `${optional(project)}\t${keyOf(document)}\t${keyOf(approval)}\t${keyOf(project)}\t` +
      `${exactKey(actor.id)}\t${optional(entryConcerned(event))}\t`,
    text(body),
    '\t',
    text(metadata),
  );
};

/** Entries come in the order of their recording: most are recorded in the same hour as the one before. */
const lastHour = { hour: '', day: '' };

const recordedDay = (recordedAt: string): string => {
  // In UTC an hour lies within one day of Shanghai, which is whole hours ahead.
  const hour = recordedAt.endsWith('Z') ? recordedAt.slice(0, HOUR_LENGTH) : '';
  if (hour === '' || hour !== lastHour.hour) {
    lastHour.day = formatDay(dayOfInstant(recordedAt));
    lastHour.hour = hour;
  }
  return lastHour.day;
};
const HOUR_LENGTH = '2021-03-18T16'.length;

const keyOf = (name: string | undefined): string => (name === undefined ? '\\N' : nameKey(name));
const optional = (value: string | undefined): string => (value === undefined ? '\\N' : text(value));
