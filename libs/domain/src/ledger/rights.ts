import { formatDay } from '../calendar/index.js';
import type { CommandKind } from './commands.js';
import type { LedgerEvent, LedgerEventType } from './events.js';
import { refuse } from './refusals.js';
import type { Actor, Role } from './roles.js';
import type { LedgerState } from './state.js';

/**
 * Who may post a kind of entry:
 * `province` the province alone; `own-holdings` the province anywhere, a city from its own holdings to its subtree;
 * `common-superior` a superior of both sides; `holder` the holder, or a superior on its behalf; `operator` who runs the
 * days; `operator-or-province` either of the two; `own-entries` who may post the cited kind, on entries of its own unit, and the province on all.
 */
export type Right =
  | 'province'
  | 'own-holdings'
  | 'common-superior'
  | 'holder'
  | 'operator'
  | 'operator-or-province'
  | 'own-entries';

/** The one table of rights to write. The ledger's day job may post what a day brings with it. */
export const WRITE_RIGHTS: Record<CommandKind, { readonly right: Right; readonly dayJob?: true }> =
  {
    OpenLedger: { right: 'province' },
    DefineIndicator: { right: 'province' },
    DefinePlanKind: { right: 'province' },
    RegisterUnits: { right: 'province' },
    AdoptPolicy: { right: 'province' },
    IssueQuota: { right: 'province' },
    BringForward: { right: 'province' },
    SplitQuota: { right: 'own-holdings' },
    AllocateQuota: { right: 'own-holdings' },
    TransferQuota: { right: 'common-superior' },
    ReclaimQuota: { right: 'own-holdings', dayJob: true },
    ReserveQuota: { right: 'holder' },
    AmendReservation: { right: 'holder' },
    ReleaseReservation: { right: 'holder' },
    ExpireReservations: { right: 'operator', dayJob: true },
    ConsumeQuota: { right: 'holder' },
    AdvanceQuota: { right: 'holder' },
    ConfirmAdvance: { right: 'province' },
    RecordOverUse: { right: 'holder' },
    DeductQuota: { right: 'province' },
    VoidConsumption: { right: 'province' },
    CarryOver: { right: 'province' },
    LapseQuota: { right: 'province', dayJob: true },
    Freeze: { right: 'province' },
    Unfreeze: { right: 'province' },
    ReverseEntry: { right: 'own-entries' },
    AnnotateEntry: { right: 'own-entries' },
    ReorganiseUnits: { right: 'province' },
    CloseBooks: { right: 'province' },
    ClosePlanYear: { right: 'province' },
    ReopenPlanYear: { right: 'province' },
    AdvanceDay: { right: 'operator', dayJob: true },
    SuspendPosting: { right: 'operator-or-province' },
    ResumePosting: { right: 'operator-or-province' },
  };

/** Which command an entry came from: who may post the one may undo the other. */
const KIND_OF: Record<LedgerEventType, CommandKind> = {
  LedgerOpened: 'OpenLedger',
  IndicatorDefined: 'DefineIndicator',
  PlanKindDefined: 'DefinePlanKind',
  UnitsRegistered: 'RegisterUnits',
  PolicyAdopted: 'AdoptPolicy',
  QuotaIssued: 'IssueQuota',
  BalanceBroughtForward: 'BringForward',
  QuotaSplit: 'SplitQuota',
  QuotaAllocated: 'AllocateQuota',
  QuotaTransferred: 'TransferQuota',
  QuotaReclaimed: 'ReclaimQuota',
  QuotaReserved: 'ReserveQuota',
  ReservationAmended: 'AmendReservation',
  ReservationReleased: 'ReleaseReservation',
  ReservationsExpired: 'ExpireReservations',
  QuotaConsumed: 'ConsumeQuota',
  QuotaAdvanced: 'AdvanceQuota',
  AdvanceConfirmed: 'ConfirmAdvance',
  OverUseRecorded: 'RecordOverUse',
  QuotaDeducted: 'DeductQuota',
  ConsumptionVoided: 'VoidConsumption',
  QuotaCarriedOver: 'CarryOver',
  QuotaLapsed: 'LapseQuota',
  QuotaFrozen: 'Freeze',
  QuotaUnfrozen: 'Unfreeze',
  EntryReversed: 'ReverseEntry',
  EntryAnnotated: 'AnnotateEntry',
  UnitsReorganised: 'ReorganiseUnits',
  BooksClosed: 'CloseBooks',
  PlanYearClosed: 'ClosePlanYear',
  PlanYearReopened: 'ReopenPlanYear',
  DayAdvanced: 'AdvanceDay',
  PostingSuspended: 'SuspendPosting',
  PostingResumed: 'ResumePosting',
};

const POSTERS: Record<Right, readonly Role[]> = {
  province: [],
  'own-holdings': ['city'],
  'common-superior': ['city'],
  holder: ['city', 'county'],
  operator: [],
  'operator-or-province': [],
  'own-entries': ['city', 'county'],
};

/** Who may undo or annotate an own entry: whose role may post its kind. The province may all of it. */
export const permitAsPosted = ({ type }: LedgerEvent, { role, unit }: Actor): void => {
  const action = KIND_OF[type];
  const { right } = WRITE_RIGHTS[action];
  if (role === 'province' || POSTERS[right].some((poster) => poster === role)) return;
  refuse('not-permitted', { action, role, unit, right });
};

/** The units an entry touches: whose holdings it draws on, and where they go. */
export interface Sides {
  /** Whose account is drawn on, or whose right it is. */
  readonly from?: string;
  readonly to?: readonly string[];
}

/** Refuses `not-permitted`, or tells the actor's unit. Rights are judged on the ledger's day. */
export const permit = (
  state: LedgerState,
  kind: CommandKind,
  actor: Actor,
  sides: Sides = {},
): string => {
  const unit = state.units.resolve(actor.unit, state.head.day);
  if (unit === undefined || !isPermitted(state, kind, { ...actor, unit }, sides)) {
    const endedOn = unit === undefined ? undefined : state.units.endedOn(unit);
    return refuse('not-permitted', {
      action: kind,
      role: actor.role,
      unit: actor.unit,
      right: WRITE_RIGHTS[kind].right,
      ...(sides.from === undefined ? {} : { of: sides.from }),
      ...(endedOn === undefined ? {} : { endedOn: formatDay(endedOn) }),
    });
  }
  return unit;
};

const isPermitted = (
  state: LedgerState,
  kind: CommandKind,
  { role, unit }: Actor,
  { from, to = [] }: Sides,
): boolean => {
  const { right, dayJob } = WRITE_RIGHTS[kind];
  if (role === 'system') return dayJob === true;
  if (role === 'operator') return right === 'operator' || right === 'operator-or-province';
  if (role === 'auditor' || role === 'public') return false;
  if (role === 'province') return right !== 'operator' && unit === state.head.province;
  if (!isHeldBy(state, role, unit)) return false;
  switch (right) {
    case 'province':
    case 'operator':
    case 'operator-or-province':
      return false;
    case 'own-holdings':
      return role === 'city' && from === unit && to.every((one) => isWithin(state, one, unit));
    case 'common-superior':
      return (
        role === 'city' &&
        [...(from === undefined ? [] : [from]), ...to].every((one) => isBelow(state, one, unit))
      );
    case 'holder':
      return from !== undefined && isWithin(state, from, unit);
    case 'own-entries':
      return from === unit;
  }
};

/** A role is that of a unit of its level, while the unit is there: an ended one has the rights of nobody. */
const isHeldBy = (state: LedgerState, role: 'city' | 'county', unit: string): boolean => {
  const level = state.units.on(unit, state.head.day)?.level;
  return role === 'city' ? level === 'city' : level === 'county' || level === 'zone';
};

const isBelow = (state: LedgerState, unit: string, above: string): boolean =>
  state.units.isBelow(unit, above, state.head.day);
const isWithin = (state: LedgerState, unit: string, above: string): boolean =>
  state.units.isWithin(unit, above, state.head.day);
