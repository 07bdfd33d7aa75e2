import { ANNUAL, INCREASE_DECREASE, SCALE } from '../../quantity/index.js';
import type { OpenLedger } from '../commands.js';
import type { LedgerOpened, PlanKind } from '../events.js';
import { checkDocument, dateOf } from '../guards.js';
import { checkEntryId } from '../names.js';
import { refuse } from '../refusals.js';
import type { LedgerState } from '../state.js';
import { checkIndicator, checkKindId } from './define-kinds.js';
import { checkUnitShape } from './unit-placing.js';

/** 计划类型 of every ledger; a province may define more. */
const PLAN_KINDS: readonly PlanKind[] = [
  { id: 'pool', title: '计划总盘' },
  { id: 'project', title: '项目计划' },
  { id: 'reward', title: '奖励计划' },
  { id: 'linked', title: '挂钩计划' },
  { id: 'people-land', title: '人地挂钩' },
  { id: 'farmer-housing', title: '农民建房' },
  { id: 'rural-industry', title: '乡村产业' },
  { id: 'reserve', title: '省级预留' },
  { id: 'national-direct', title: '国家配置' },
  { id: 'base', title: '基础指标' },
  { id: 'over-use', title: '超计划使用' },
  { id: 'sanction', title: '核减待抵' },
];

export const openLedger = (command: OpenLedger, state: LedgerState): LedgerOpened => {
  const { data } = command;
  if (state.head.opened) refuse('ledger-already-open', { province: state.head.province });
  checkEntryId(command, state);
  checkDocument(data.document, false);
  const opensOn = dateOf(data.opensOn, 'opensOn');
  const indicators = [ANNUAL, SCALE, INCREASE_DECREASE, ...(data.indicators ?? [])];
  const planKinds = [...PLAN_KINDS, ...(data.planKinds ?? [])];
  const twice = repeated(indicators);
  if (twice !== undefined) refuse('indicator-already-defined', { indicator: twice });
  indicators.forEach(checkIndicator);
  const kindTwice = repeated(planKinds);
  if (kindTwice !== undefined) refuse('plan-kind-already-defined', { planKind: kindTwice });
  for (const { id } of planKinds) checkKindId('planKind.id', id);
  checkUnitShape(data.province);
  const { province, actor } = data;
  if (province.level !== 'province' || province.parent !== undefined) {
    refuse('unit-malformed', { unit: province.unitId, field: 'level' });
  }
  if (dateOf(province.from, 'from') > opensOn) {
    refuse('unit-not-in-force', { unit: province.unitId, on: data.opensOn, successors: [] });
  }
  const isOwn = actor.unit === province.unitId || actor.unit === province.code;
  if (actor.role !== 'province' || !isOwn) {
    refuse('not-permitted', {
      action: 'OpenLedger',
      role: actor.role,
      unit: actor.unit,
      right: 'province',
    });
  }
  return {
    type: 'LedgerOpened',
    data: {
      entryId: data.entryId,
      effectiveOn: data.opensOn,
      recordedAt: '',
      actor: { id: actor.id, role: actor.role, unitId: province.unitId },
      ...(data.document === undefined ? {} : { document: data.document }),
      ...(data.note === undefined ? {} : { note: data.note }),
      postings: [],
      lots: [],
      province,
      opensOn: data.opensOn,
      clock: data.clock,
      timeZone: 'Asia/Shanghai',
      indicators,
      planKinds,
    },
  };
};

const repeated = (all: readonly { readonly id: string }[]): string | undefined =>
  all.find(({ id }, i) => all.findIndex((one) => one.id === id) < i)?.id;
