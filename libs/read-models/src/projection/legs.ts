import { vectorWords } from './vector-words.js';
import { flowCode, IN, kindCode, OUT } from '../codes.js';
import { classify, type LegFlows } from '../classification/classify.js';
import { accounts, legs } from '../schema/tables.js';
import { movesOn, type LedgerEvent, type Posting } from '#domain';
import type { Account, LedgerDirectory } from './directory.js';
import { text, type Rows } from './rows.js';

/** The two legs of every posting, in the order of the entry. */
export const projectPostings = (
  rows: Rows,
  ledger: LedgerDirectory,
  event: LedgerEvent,
  revision: bigint,
): void => {
  const { postings, effectiveOn } = event.data;
  const kind = kindCode(event.type);
  let legNo = 0;
  for (const posting of postings) {
    const from = accountOf(rows, ledger, posting, 'from');
    const to = accountOf(rows, ledger, posting, 'to');
    if (from.lot.indicatorNo !== to.lot.indicatorNo) {
      throw new RangeError(`a posting of revision ${revision} moves between two indicators`);
    }
    const { taken, given } = vectorWords(posting.quantity, from.lot.components);
    const flows = flowsOf(event, from, to);
    const reservation = posting.reservation === undefined ? '\\N' : text(posting.reservation);
    const head = `${revision}\t`;
    const ends = `\t${movesOn(posting, effectiveOn)}\t${ledger.no}\t`;
    rows.addLine(
      legs,
      `${head}${from.no}\t${to.no}\t${from.unitNo}${ends}${legNo++}\t${kind}\t${flowCode(flows.from)}\t${OUT}\t${summedBy(from)}\t${taken}\t${reservation}`,
    );
    rows.addLine(
      legs,
      `${head}${to.no}\t${from.no}\t${to.unitNo}${ends}${legNo++}\t${kind}\t${flowCode(flows.to)}\t${IN}\t${summedBy(to)}\t${given}\t${reservation}`,
    );
  }
};

const summedBy = ({ lot, bucket }: Account): string =>
  `${lot.indicatorNo}\t${lot.planYear}\t${lot.planKindNo}\t${bucket}`;

/** A reversal counts in the columns of what it undoes: its postings are the original's, swapped. */
const flowsOf = (event: LedgerEvent, from: Account, to: Account): LegFlows => {
  // What a reversal gives back pays debts first; that is its own, because no entry draws on a debt to undo.
  const isPayment = from.ref.bucket === 'available' && to.ref.bucket === 'debt';
  if (event.type !== 'EntryReversed' || isPayment) return classify(event.type, from.ref, to.ref);
  const original = classify(event.data.entryType, to.ref, from.ref);
  return { from: original.to, to: original.from };
};

const accountOf = (
  rows: Rows,
  ledger: LedgerDirectory,
  posting: Posting,
  side: 'from' | 'to',
): Account => {
  const { account, isNew } = ledger.account(posting[side]);
  if (isNew) {
    const { no, unitNo, lot, bucket } = account;
    const { planYear, planKindNo, indicatorNo } = lot;
    rows.add(accounts, no, ledger.no, unitNo, lot.no, bucket, indicatorNo, planYear, planKindNo);
  }
  return account;
};
