import type { ClassConstructor } from 'class-transformer';
import type { CommandKind, LedgerCommand } from '#domain';
import type { Steps } from '#event-store';
import { checkBody } from '../validation/check-body.js';
import * as closings from './bodies/closings.js';
import * as corrections from './bodies/corrections.js';
import type { EntryFields } from './bodies/entry-body.js';
import * as receipts from './bodies/receipts.js';
import * as reorganisation from './bodies/reorganisation.js';
import * as setUp from './bodies/set-up.js';
import * as suspensions from './bodies/suspensions.js';
import * as use from './bodies/use.js';
import type { EntryContext } from './entry-context.js';

/** A checked body that waits for what a command needs beside it. */
export interface AcceptedBody {
  /** Makes the command in steps: reading thousands of amounts takes some hundredths of a second. */
  commandSteps(context: EntryContext): Steps<LedgerCommand>;
}

/** One kind of entry: its route, its body, its command. */
export interface EntryRoute {
  /** Below /v1/ledgers/{L}/, and the `kind` of a line of a batch. */
  readonly path: string;
  readonly kind: CommandKind;
  readonly title: string;
  readonly body: ClassConstructor<EntryFields>;
  /** Where the effective date comes from when a body leaves it out. */
  readonly dated: Dated;
  /** @throws {HttpProblem} `malformed-body` */
  accept(plain: unknown, fieldsMax?: number): AcceptedBody;
}

/** `stated`: it may not be left out. `of-body`: another date of the body, as that of the approval. */
export type Dated = 'stated' | 'of-body' | 'ledgers-day';

type ToCommand<Body> = (body: Body, context: EntryContext) => LedgerCommand | Steps<LedgerCommand>;

const route = <Body extends EntryFields>(
  path: string,
  kind: CommandKind,
  title: string,
  body: ClassConstructor<Body>,
  toCommand: ToCommand<Body>,
  dated: Dated = 'stated',
): EntryRoute => ({
  path,
  kind,
  title,
  body,
  dated,
  accept(plain, fieldsMax) {
    const checked = checkBody(body, plain, fieldsMax);
    return {
      *commandSteps(context) {
        const made = toCommand(checked, context);
        return 'kind' in made ? made : yield* made;
      },
    };
  },
});

export const OPEN_LEDGER = route(
  'ledgers',
  'OpenLedger',
  '开账',
  setUp.OpenLedgerBody,
  setUp.openLedger,
  'of-body',
);

const { DefineIndicatorBody, DefinePlanKindBody, RegisterUnitsBody, AdoptPolicyBody } = setUp;
const { CloseBooksBody, ClosePlanYearBody, ReopenPlanYearBody, AdvanceDayBody } = closings;

/** Every kind of entry that may be posted. The order is that of the API description. */
// prettier-ignore
export const ENTRY_ROUTES: readonly EntryRoute[] = [
  route('indicators', 'DefineIndicator', '定义指标', DefineIndicatorBody, setUp.defineIndicator, 'ledgers-day'),
  route('plan-kinds', 'DefinePlanKind', '定义计划类型', DefinePlanKindBody, setUp.definePlanKind, 'ledgers-day'),
  route('units', 'RegisterUnits', '登记区划单元', RegisterUnitsBody, setUp.registerUnits, 'ledgers-day'),
  route('policies', 'AdoptPolicy', '政策生效', AdoptPolicyBody, setUp.adoptPolicy, 'ledgers-day'),
  route('opening-balances', 'BringForward', '期初', receipts.BringForwardBody, receipts.bringForward),
  route('issuances', 'IssueQuota', '下达', receipts.IssueQuotaBody, receipts.issueQuota),
  route('splits', 'SplitQuota', '切分', receipts.SplitQuotaBody, receipts.splitQuota),
  route('allocations', 'AllocateQuota', '分解下达', receipts.AllocateQuotaBody, receipts.allocateQuota),
  route('reservations', 'ReserveQuota', '预占', use.ReserveQuotaBody, use.reserveQuota),
  route('reservation-amendments', 'AmendReservation', '变更预占', use.AmendReservationBody, use.amendReservation),
  route('consumptions', 'ConsumeQuota', '使用(核销)', use.ConsumeQuotaBody, use.consumeQuota, 'of-body'),
  route('releases', 'ReleaseReservation', '解除预占', use.ReleaseReservationBody, use.releaseReservation),
  route('transfers', 'TransferQuota', '调剂', receipts.TransferQuotaBody, receipts.transferQuota),
  route('reclaims', 'ReclaimQuota', '收回', receipts.ReclaimQuotaBody, receipts.reclaimQuota),
  route('deductions', 'DeductQuota', '扣减、核减', receipts.DeductQuotaBody, receipts.deductQuota),
  route('advances', 'AdvanceQuota', '预支', use.AdvanceQuotaBody, use.advanceQuota),
  route('advance-confirmations', 'ConfirmAdvance', '预支确认', use.ConfirmAdvanceBody, use.confirmAdvance),
  route('over-uses', 'RecordOverUse', '超用', use.RecordOverUseBody, use.recordOverUse),
  route('voids', 'VoidConsumption', '使用作废', use.VoidConsumptionBody, use.voidConsumption),
  route('carry-overs', 'CarryOver', '结转', closings.CarryOverBody, closings.carryOver),
  route('lapses', 'LapseQuota', '失效', closings.LapseQuotaBody, closings.lapseQuota),
  route('freezes', 'Freeze', '冻结', corrections.FreezeBody, corrections.freeze, 'ledgers-day'),
  route('unfreezes', 'Unfreeze', '解冻', corrections.UnfreezeBody, corrections.unfreeze, 'ledgers-day'),
  route('reversals', 'ReverseEntry', '冲正', corrections.ReverseEntryBody, corrections.reverseEntry, 'ledgers-day'),
  route('annotations', 'AnnotateEntry', '更正说明', corrections.AnnotateEntryBody, corrections.annotateEntry, 'ledgers-day'),
  route('reorganisations', 'ReorganiseUnits', '区划调整', reorganisation.ReorganiseUnitsBody, reorganisation.reorganiseUnits, 'of-body'),
  route('books-closings', 'CloseBooks', '结账', CloseBooksBody, closings.closeBooks, 'ledgers-day'),
  route('year-closings', 'ClosePlanYear', '年结', ClosePlanYearBody, closings.closePlanYear, 'ledgers-day'),
  route('year-reopenings', 'ReopenPlanYear', '年度重开', ReopenPlanYearBody, closings.reopenPlanYear, 'ledgers-day'),
  route('days', 'AdvanceDay', '日切', AdvanceDayBody, closings.advanceDay, 'of-body'),
  route('suspensions', 'SuspendPosting', '暂停登记', suspensions.SuspendPostingBody, suspensions.suspendPosting, 'ledgers-day'),
  route('resumptions', 'ResumePosting', '恢复登记', suspensions.ResumePostingBody, suspensions.resumePosting, 'ledgers-day'),
];

/** By route or by the kind of the command, as a line of a batch names it. */
export const entryRouteNamed = (kind: string): EntryRoute | undefined => BY_NAME.get(kind);

const BY_NAME: ReadonlyMap<string, EntryRoute> = new Map(
  ENTRY_ROUTES.flatMap((one) => [
    [one.path, one],
    [one.kind, one],
  ]),
);
