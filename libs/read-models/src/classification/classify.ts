import { OUTSIDE, type AccountRef, type LedgerEventType } from '#domain';
import type { Flow, Inflow, Outflow } from './flows.js';

/** Quota that leaves one holding for another: how the giving and the receiving side call it. */
const MOVES: Partial<Record<LedgerEventType, { readonly out: Outflow; readonly in: Inflow }>> = {
  QuotaSplit: { out: 'splitOut', in: 'splitIn' },
  QuotaAllocated: { out: 'allocatedOut', in: 'issued' },
  QuotaTransferred: { out: 'transferredOut', in: 'transferredIn' },
  QuotaReclaimed: { out: 'reclaimed', in: 'reclaimedIn' },
  // A voided consumption that returns to the issuer.
  ConsumptionVoided: { out: 'reclaimed', in: 'reclaimedIn' },
  QuotaCarriedOver: { out: 'carriedOut', in: 'carriedIn' },
  UnitsReorganised: { out: 'reorganisedOut', in: 'reorganisedIn' },
};

/** What comes from outside the ledger. */
const FROM_SOURCE: Partial<Record<LedgerEventType, Inflow>> = {
  QuotaIssued: 'issued',
  BalanceBroughtForward: 'broughtForward',
  // 国家配置: a direct draw at the approval itself.
  QuotaConsumed: 'issued',
  AdvanceConfirmed: 'confirmed',
};

const OWED: readonly string[] = ['overused', 'advance', 'debt'];

export interface LegFlows {
  readonly from: Flow;
  readonly to: Flow;
}

/** A posting that no column of the clerk's table has a place for: a defect of this table. */
export class UnclassifiedPosting extends Error {
  override readonly name = 'UnclassifiedPosting';
  constructor(type: LedgerEventType, from: AccountRef, to: AccountRef) {
    super(`no column for ${type}: ${from.bucket} of ${from.lot} to ${to.bucket} of ${to.lot}`);
  }
}

/**
 * Puts both legs of a posting into exactly one column each, so that for every unit and lot inflows
 * less outflows equal the sum of its buckets (domain 4.3). It holds because a leg without a column is
 * `internal`, and internal legs cancel within their unit and lot. The posting of a reversal is
 * classified as the original it undoes, with its sides swapped back.
 * @throws {UnclassifiedPosting}
 */
export const classify = (type: LedgerEventType, from: AccountRef, to: AccountRef): LegFlows => {
  if (from.unit === undefined || to.unit === undefined) return crossing(type, from, to);
  const move = MOVES[type];
  const sameUnit = from.unit === to.unit;
  // A receipt pays debts of its unit in the same entry, so the buckets decide before the kind.
  if (sameUnit && from.bucket === 'available' && OWED.includes(to.bucket)) {
    return { from: type === 'QuotaDeducted' ? 'deducted' : 'repaid', to: 'settled' };
  }
  if (sameUnit && from.lot === to.lot) return { from: 'internal', to: 'internal' };
  if (move === undefined) throw new UnclassifiedPosting(type, from, to);
  return { from: move.out, to: move.in };
};

const crossing = (type: LedgerEventType, from: AccountRef, to: AccountRef): LegFlows => {
  const outer = from.unit === undefined ? from : to;
  const flow = columnOf(type, outer);
  if (flow === undefined) throw new UnclassifiedPosting(type, from, to);
  return {
    from: from.unit === undefined ? 'outside' : flow,
    to: to.unit === undefined ? 'outside' : flow,
  };
};

const columnOf = (type: LedgerEventType, { bucket }: AccountRef): Flow | undefined => {
  const outside = OUTSIDE.find((one) => one === bucket);
  return outside === 'source' ? FROM_SOURCE[type] : outside;
};
