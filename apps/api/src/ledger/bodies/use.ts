import type {
  AdvanceQuota,
  AmendReservation,
  ConfirmAdvance,
  ConsumeQuota,
  RecordOverUse,
  ReleaseReservation,
  ReserveQuota,
  VoidConsumption,
} from '#domain';
import {
  AmountText,
  DayField,
  Flag,
  ListOf,
  Nested,
  OneOf,
  QuantityField,
  Text,
  TextList,
  Year,
} from '../../validation/fields.js';
import { pick } from '../../present.js';
import { common, type EntryContext } from '../entry-context.js';
import {
  AutomaticDrawBody,
  ConsumptionDrawBody,
  DrawBody,
  LotDrawBody,
  readAutomatic,
  readConsumptionDraws,
  readDraws,
} from './draws.js';
import { ApprovalBody, DatedEntryBody, EntryBody, IndicatorYearKind } from './entry-body.js';

type Amounts = Readonly<Record<string, string>>;

export class ReserveQuotaBody extends DatedEntryBody {
  @Text() readonly unit!: string;
  @ListOf(() => LotDrawBody, { optional: true }) readonly draws?: readonly LotDrawBody[];
  @ListOf(() => AutomaticDrawBody, { optional: true })
  readonly automatic?: readonly AutomaticDrawBody[];
  @Text({ optional: true, description: '项目代码' }) readonly project?: string;
  @Text({ optional: true, description: '批次' }) readonly batch?: string;
  @Text({ optional: true }) readonly projectClass?: string;
  @Text({ optional: true }) readonly purpose?: string;
  @DayField({ description: 'last day of the reservation' }) readonly expiresOn!: string;
}
export const reserveQuota = (body: ReserveQuotaBody, context: EntryContext): ReserveQuota => {
  const { amounts } = context;
  const draws = body.draws && { draws: readDraws(body.draws, amounts) };
  const automatic = body.automatic && { automatic: readAutomatic(body.automatic, amounts) };
  return {
    kind: 'ReserveQuota',
    data: {
      ...common(body, context),
      ...pick(body, 'unit', 'project', 'batch', 'projectClass', 'purpose', 'expiresOn'),
      ...draws,
      ...automatic,
    },
  };
};

export class AmendReservationBody extends DatedEntryBody {
  @Text() readonly reservation!: string;
  @DayField({ optional: true }) readonly expiresOn?: string;
  @Text({ optional: true }) readonly project?: string;
}
export const amendReservation = (
  body: AmendReservationBody,
  context: EntryContext,
): AmendReservation => ({
  kind: 'AmendReservation',
  data: { ...common(body, context), ...pick(body, 'reservation', 'expiresOn', 'project') },
});

export class ReleaseReservationBody extends DatedEntryBody {
  @Text() readonly reservation!: string;
  @ListOf(() => LotDrawBody, { optional: true, description: 'all that is left when absent' })
  readonly draws?: readonly LotDrawBody[];
}
export const releaseReservation = (
  body: ReleaseReservationBody,
  context: EntryContext,
): ReleaseReservation => {
  const draws = body.draws && { draws: readDraws(body.draws, context.amounts) };
  return {
    kind: 'ReleaseReservation',
    data: { ...common(body, context), reservation: body.reservation, ...draws },
  };
};

/** Facts of a conversion that are no quota. */
export class LandBody {
  @AmountText({ optional: true, description: '未利用地' }) readonly unused?: string;
  @AmountText({ optional: true, description: '存量建设用地' })
  readonly existingConstruction?: string;
  @AmountText({ optional: true, description: '批次总面积' }) readonly batchArea?: string;
}

export class ConsumeQuotaBody extends EntryBody {
  @Text() readonly unit!: string;
  @ListOf(() => ConsumptionDrawBody, { optional: true })
  readonly draws?: readonly ConsumptionDrawBody[];
  @ListOf(() => AutomaticDrawBody, { optional: true })
  readonly automatic?: readonly AutomaticDrawBody[];
  @Text({ optional: true, description: 'with automatic draws: the reservation used first' })
  readonly reservation?: string;
  @Nested(() => ApprovalBody) readonly approval!: ApprovalBody;
  @Text({ optional: true }) readonly project?: string;
  @Text({ optional: true }) readonly projectClass?: string;
  @Text({ optional: true, description: 'where a lot is bound to one' }) readonly purpose?: string;
  @TextList({ optional: true, description: '地块' }) readonly parcels?: readonly string[];
  @Nested(() => LandBody, { optional: true }) readonly land?: LandBody;
  @Flag({ optional: true, description: 'releases what is left of the reservation' })
  readonly final?: boolean;
}
export const consumeQuota = (body: ConsumeQuotaBody, context: EntryContext): ConsumeQuota => {
  const { amounts } = context;
  const draws = body.draws && { draws: readConsumptionDraws(body.draws, amounts) };
  const automatic = body.automatic && { automatic: readAutomatic(body.automatic, amounts) };
  const land = body.land && { land: readLand(body.land, context) };
  return {
    kind: 'ConsumeQuota',
    data: {
      ...common(body, context, body.effectiveOn ?? body.approval.date),
      ...pick(body, 'unit', 'reservation', 'approval', 'project', 'projectClass', 'purpose'),
      ...pick(body, 'parcels', 'final'),
      ...draws,
      ...automatic,
      ...land,
    },
  };
};

const readLand = (land: LandBody, { amounts }: EntryContext) => {
  const read = (name: keyof LandBody) => {
    const text = land[name];
    return text === undefined ? {} : { [name]: String(amounts.amount(`land.${name}`, text)) };
  };
  return { ...read('unused'), ...read('existingConstruction'), ...read('batchArea') };
};

export const ADVANCE_USES = ['available', 'consumed'] as const;
export class AdvanceQuotaBody extends IndicatorYearKind {
  @Text() readonly unit!: string;
  @QuantityField() readonly quantity!: Amounts;
  @OneOf(ADVANCE_USES) readonly use!: (typeof ADVANCE_USES)[number];
  @Nested(() => ApprovalBody, { optional: true }) readonly approval?: ApprovalBody;
  @Text({ optional: true }) readonly projectClass?: string;
  @TextList({ optional: true }) readonly parcels?: readonly string[];
}
export const advanceQuota = (body: AdvanceQuotaBody, context: EntryContext): AdvanceQuota => {
  const quantity = context.amounts.quantity('quantity', body.quantity, body);
  return {
    kind: 'AdvanceQuota',
    data: {
      ...common(body, context),
      ...pick(body, 'unit', 'indicator', 'planYear', 'planKind', 'use', 'approval'),
      ...pick(body, 'projectClass', 'parcels', 'validFrom', 'validUntil', 'purpose', 'project'),
      quantity,
    },
  };
};

export class ConfirmAdvanceBody extends DatedEntryBody {
  @Text() readonly unit!: string;
  @Text({ description: 'the lot of the advance' }) readonly advance!: string;
  @ListOf(() => LotDrawBody, { optional: true, description: "the unit's own lots" })
  readonly draws?: readonly LotDrawBody[];
  @QuantityField({ optional: true, description: 'what the state confirms' })
  readonly quantity?: Amounts;
}
export const confirmAdvance = (body: ConfirmAdvanceBody, context: EntryContext): ConfirmAdvance => {
  const { amounts } = context;
  const draws = body.draws && { draws: readDraws(body.draws, amounts) };
  const quantity = body.quantity && {
    quantity: amounts.quantity('quantity', body.quantity, { lot: body.advance }),
  };
  return {
    kind: 'ConfirmAdvance',
    data: { ...common(body, context), ...pick(body, 'unit', 'advance'), ...draws, ...quantity },
  };
};

export class RecordOverUseBody extends DatedEntryBody {
  @Text() readonly unit!: string;
  @Text() readonly indicator!: string;
  @Year() readonly planYear!: number;
  @QuantityField({ description: 'what was approved beyond what is held' })
  readonly quantity!: Amounts;
  @ListOf(() => DrawBody, { optional: true }) readonly draws?: readonly DrawBody[];
  @Nested(() => ApprovalBody) readonly approval!: ApprovalBody;
  @Text({ optional: true }) readonly project?: string;
  @TextList({ optional: true }) readonly parcels?: readonly string[];
}
export const recordOverUse = (body: RecordOverUseBody, context: EntryContext): RecordOverUse => {
  const { amounts } = context;
  const quantity = amounts.quantity('quantity', body.quantity, body);
  const draws = body.draws && { draws: readDraws(body.draws, amounts) };
  return {
    kind: 'RecordOverUse',
    data: {
      ...common(body, context),
      ...pick(body, 'unit', 'indicator', 'planYear', 'approval', 'project', 'parcels'),
      quantity,
      ...draws,
    },
  };
};

export class VoidConsumptionBody extends DatedEntryBody {
  @Text({ description: 'entryId of the consumption' }) readonly consumption!: string;
  @ListOf(() => LotDrawBody, { optional: true, description: 'all that is left when absent' })
  readonly draws?: readonly LotDrawBody[];
  @Text({ max: 2_000 }) readonly reason!: string;
}
export const voidConsumption = (
  body: VoidConsumptionBody,
  context: EntryContext,
): VoidConsumption => {
  const draws = body.draws && { draws: readDraws(body.draws, context.amounts) };
  return {
    kind: 'VoidConsumption',
    data: { ...common(body, context), ...pick(body, 'consumption', 'reason'), ...draws },
  };
};
