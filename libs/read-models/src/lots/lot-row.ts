import type { LedgerEventType } from '#domain';
import { kindOf } from '../codes.js';
import { RowReader, type TextRow } from '../queries/sql.js';
import type { LedgerView } from '../queries/view.js';
import { LIVE } from '../schema/names.js';

/**
 * `ended`: its entry was reversed. `closed`: its plan year was closed. `not-yet-valid` and `expired` by its
 * validity. All on the day and at the revision of the view.
 */
export type LotStatus = 'not-yet-valid' | 'valid' | 'expired' | 'closed' | 'ended';

export interface LotShown {
  readonly lot: string;
  /** The unit it was opened for. */
  readonly unit: string;
  readonly indicator: string;
  readonly planYear: number;
  /** Plan year of the first lot of a chain of carry-overs. */
  readonly firstPlanYear: number;
  readonly planKind: string;
  readonly purpose: string | undefined;
  readonly project: string | undefined;
  readonly parent: string | undefined;
  readonly validFrom: string;
  readonly validUntil: string;
  readonly preIssued: boolean;
  readonly status: LotStatus;
  readonly openedBy: {
    readonly entry: string;
    readonly entryKind: LedgerEventType;
    readonly revision: bigint;
    readonly effectiveOn: string;
    readonly document: string | undefined;
  };
}

/** Columns that `lotShown` reads. Parameters: 1 ledger, 2 revision, 3 day. */
export const LOT_COLUMNS = `t.lot, t.unit, t.indicator_no, t.plan_year, t.first_plan_year, t.plan_kind_no,
  t.purpose, t.project, t.parent, t.valid_from, t.valid_until, t.pre_issued, t.entry, t.kind, t.revision,
  t.opened_on, (select e.document from ${LIVE}.entries e
    where e.ledger_no = t.ledger_no and e.revision = t.revision),
  exists (select from ${LIVE}.lot_endings n
    where n.lot_no = t.lot_no and n.revision <= $2 and n.ended_on <= $3),
  coalesce((select m.closed from ${LIVE}.plan_year_marks m where m.ledger_no = t.ledger_no
    and m.plan_year = t.plan_year and m.revision <= $2 and m.effective_on <= $3
    order by m.revision desc limit 1), false)`;

/** Lots that are there on the day and at the revision. */
export const LOTS_IN_VIEW = `${LIVE}.lots t where t.ledger_no = $1 and t.revision <= $2 and t.opened_on <= $3`;

export const lotShown = ({ catalog, at }: LedgerView, cells: TextRow): LotShown => {
  const r = new RowReader(cells);
  const [lot, unit, indicatorNo] = [r.text(), r.text(), r.int()];
  const [planYear, firstPlanYear, planKindNo] = [r.int(), r.int(), r.int()];
  const [purpose, project, parent] = [r.optional(), r.optional(), r.optional()];
  const [validFrom, validUntil, preIssued] = [r.text(), r.text(), r.flag()];
  const [entry, kind, revision, effectiveOn] = [r.text(), r.int(), r.big(), r.text()];
  const [document, ended, closed] = [r.optional(), r.flag(), r.flag()];
  return {
    lot,
    unit,
    indicator: catalog.indicator(indicatorNo).id,
    planYear,
    firstPlanYear,
    planKind: catalog.planKind(planKindNo),
    purpose,
    project,
    parent,
    validFrom,
    validUntil,
    preIssued,
    status: statusOf(at.asOf, validFrom, validUntil, ended, closed),
    openedBy: { entry, entryKind: kindOf(kind), revision, effectiveOn, document },
  };
};

const statusOf = (
  asOf: string,
  validFrom: string,
  validUntil: string,
  ended: boolean,
  closed: boolean,
): LotStatus => {
  if (ended) return 'ended';
  if (closed) return 'closed';
  if (asOf < validFrom) return 'not-yet-valid';
  return asOf > validUntil ? 'expired' : 'valid';
};
