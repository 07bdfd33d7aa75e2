import type {
  AdvanceDay,
  CarryOver,
  CloseBooks,
  ClosePlanYear,
  LapseQuota,
  ReopenPlanYear,
} from '#domain';
import { DayField, ListOf, QuantityField, Text, Year } from '../../validation/fields.js';
import { pick } from '../../present.js';
import { common, type EntryContext } from '../entry-context.js';
import { LotDrawBody, readDraws } from './draws.js';
import { DatedEntryBody, EntryBody } from './entry-body.js';

export class CarryOverBody extends DatedEntryBody {
  @Text() readonly unit!: string;
  @Text() readonly lot!: string;
  @QuantityField() readonly quantity!: Readonly<Record<string, string>>;
  @Year() readonly toPlanYear!: number;
  @DayField({ optional: true }) readonly validFrom?: string;
  @DayField({ optional: true }) readonly validUntil?: string;
}
export const carryOver = (body: CarryOverBody, context: EntryContext): CarryOver => {
  const quantity = context.amounts.quantity('quantity', body.quantity, body);
  return {
    kind: 'CarryOver',
    data: {
      ...common(body, context),
      ...pick(body, 'unit', 'lot', 'toPlanYear', 'validFrom', 'validUntil'),
      quantity,
    },
  };
};

export class LapseQuotaBody extends DatedEntryBody {
  @Text() readonly unit!: string;
  @ListOf(() => LotDrawBody) readonly draws!: readonly LotDrawBody[];
}
export const lapseQuota = (body: LapseQuotaBody, context: EntryContext): LapseQuota => {
  const draws = readDraws(body.draws, context.amounts);
  return { kind: 'LapseQuota', data: { ...common(body, context), unit: body.unit, draws } };
};

export class CloseBooksBody extends EntryBody {
  @DayField({ description: 'last day of the closed books' }) readonly through!: string;
}
export const closeBooks = (body: CloseBooksBody, context: EntryContext): CloseBooks => ({
  kind: 'CloseBooks',
  data: { ...common(body, context), through: body.through },
});

export class ClosePlanYearBody extends EntryBody {
  @Year() readonly planYear!: number;
}
export const closePlanYear = (body: ClosePlanYearBody, context: EntryContext): ClosePlanYear => ({
  kind: 'ClosePlanYear',
  data: { ...common(body, context), planYear: body.planYear },
});

export class ReopenPlanYearBody extends EntryBody {
  @Year() readonly planYear!: number;
  @Text({ max: 2_000 }) readonly reason!: string;
}
export const reopenPlanYear = (
  body: ReopenPlanYearBody,
  context: EntryContext,
): ReopenPlanYear => ({
  kind: 'ReopenPlanYear',
  data: { ...common(body, context), ...pick(body, 'planYear', 'reason') },
});

/** The entry of a day is effective on that day. */
export class AdvanceDayBody extends EntryBody {
  @DayField({ description: 'the day after the ledger’s day' }) readonly date!: string;
}
export const advanceDay = (body: AdvanceDayBody, context: EntryContext): AdvanceDay => ({
  kind: 'AdvanceDay',
  data: { ...common(body, context, body.effectiveOn ?? body.date), date: body.date },
});
