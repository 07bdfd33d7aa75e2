import type {
  AllocateQuota,
  BringForward,
  DeductQuota,
  IssueQuota,
  ReclaimQuota,
  SplitQuota,
  TransferQuota,
} from '#domain';
import { mapSteps, type Steps } from '#event-store';
import {
  AmountText,
  DayField,
  Flag,
  ListOf,
  OneOf,
  QuantityField,
  Text,
  Year,
} from '../../validation/fields.js';
import { pick } from '../../present.js';
import { common, type EntryContext } from '../entry-context.js';
import { lastDigitOf } from '../last-digit.js';
import { LotDrawBody, readDraws } from './draws.js';
import { DatedEntryBody, IndicatorYearKind } from './entry-body.js';

type Amounts = Readonly<Record<string, string>>;

/** What a new lot may restrict. */
abstract class LotTerms {
  @DayField({ optional: true }) readonly validFrom?: string;
  @DayField({ optional: true }) readonly validUntil?: string;
  @Text({ optional: true }) readonly purpose?: string;
  @Text({ optional: true }) readonly project?: string;
}
const LOT_TERMS = ['validFrom', 'validUntil', 'purpose', 'project'] as const;

export class IssueQuotaBody extends IndicatorYearKind {
  @Text({ optional: true, description: 'the province when absent, or a unit planned separately' })
  readonly unit?: string;
  @QuantityField() readonly quantity!: Amounts;
  @Flag({ optional: true, description: '预下达' }) readonly preIssued?: boolean;
}
export const issueQuota = (body: IssueQuotaBody, context: EntryContext): IssueQuota => {
  const quantity = context.amounts.quantity('quantity', body.quantity, body);
  return {
    kind: 'IssueQuota',
    data: {
      ...common(body, context),
      ...pick(body, 'unit', 'indicator', 'planYear', 'planKind', 'preIssued', ...LOT_TERMS),
      quantity,
    },
  };
};

export class OpeningRowBody extends LotTerms {
  @Text() readonly unit!: string;
  @Text() readonly indicator!: string;
  @Year() readonly planYear!: number;
  @Text() readonly planKind!: string;
  @QuantityField({ optional: true }) readonly available?: Amounts;
  @QuantityField({ optional: true }) readonly consumed?: Amounts;
  @QuantityField({ optional: true }) readonly reserved?: Amounts;
  @DayField({ optional: true, description: 'needed with reserved' }) readonly expiresOn?: string;
}
export class StatedTotalBody {
  @Text() readonly component!: string;
  @AmountText({ description: 'the total as printed, with all its digits' })
  readonly stated!: string;
}
export class BringForwardBody extends DatedEntryBody {
  @ListOf(() => OpeningRowBody) readonly rows!: readonly OpeningRowBody[];
  @ListOf(() => StatedTotalBody, { optional: true }) readonly totals?: readonly StatedTotalBody[];
}
const OPENING_BUCKETS = ['available', 'consumed', 'reserved'] as const;

export function* bringForward(body: BringForwardBody, context: EntryContext): Steps<BringForward> {
  const { amounts } = context;
  const rows = yield* mapSteps(body.rows, (row, i) => {
    const held: Partial<Record<(typeof OPENING_BUCKETS)[number], Record<string, bigint>>> = {};
    for (const bucket of OPENING_BUCKETS) {
      const texts = row[bucket];
      if (texts !== undefined) held[bucket] = amounts.quantity(`rows[${i}].${bucket}`, texts, row);
    }
    return {
      ...pick(row, 'unit', 'indicator', 'planYear', 'planKind', 'expiresOn', ...LOT_TERMS),
      ...held,
    };
  });
  const totals = yield* mapSteps(body.totals ?? [], ({ component, stated }, i) => {
    const path = `totals[${i}].stated`;
    const by = body.rows[0] ?? {};
    const { [component]: total = 0n } = amounts.quantity(path, { [component]: stated }, by);
    const dimension = amounts.measured(component, by);
    return { component, stated: total, lastDigit: lastDigitOf(stated, dimension) };
  });
  return {
    kind: 'BringForward',
    data: { ...common(body, context), rows, ...(body.totals === undefined ? {} : { totals }) },
  };
}

export class SplitPartBody extends LotTerms {
  @Text({ optional: true }) readonly planKind?: string;
  @QuantityField() readonly quantity!: Amounts;
}
export class SplitQuotaBody extends DatedEntryBody {
  @Text() readonly unit!: string;
  @Text() readonly lot!: string;
  @ListOf(() => SplitPartBody) readonly parts!: readonly SplitPartBody[];
}
export function* splitQuota(body: SplitQuotaBody, context: EntryContext): Steps<SplitQuota> {
  const parts = yield* mapSteps(body.parts, (part, i) => ({
    ...pick(part, 'planKind', ...LOT_TERMS),
    quantity: context.amounts.quantity(`parts[${i}].quantity`, part.quantity, body),
  }));
  return {
    kind: 'SplitQuota',
    data: { ...common(body, context), ...pick(body, 'unit', 'lot'), parts },
  };
}

export class AllocationBody extends LotTerms {
  @Text() readonly unit!: string;
  @QuantityField() readonly quantity!: Amounts;
}
export class AllocateQuotaBody extends DatedEntryBody {
  @Text() readonly fromUnit!: string;
  @Text() readonly lot!: string;
  @ListOf(() => AllocationBody) readonly to!: readonly AllocationBody[];
}
export function* allocateQuota(
  body: AllocateQuotaBody,
  context: EntryContext,
): Steps<AllocateQuota> {
  const to = yield* mapSteps(body.to, (one, i) => ({
    ...pick(one, 'unit', ...LOT_TERMS),
    quantity: context.amounts.quantity(`to[${i}].quantity`, one.quantity, body),
  }));
  return {
    kind: 'AllocateQuota',
    data: { ...common(body, context), ...pick(body, 'fromUnit', 'lot'), to },
  };
}

export class TransferQuotaBody extends DatedEntryBody {
  @Text() readonly fromUnit!: string;
  @Text() readonly toUnit!: string;
  @Text() readonly lot!: string;
  @QuantityField() readonly quantity!: Amounts;
  @Text({ optional: true, description: '调剂价款' }) readonly price?: string;
  @Text({ optional: true, description: '协议' }) readonly agreement?: string;
}
export const transferQuota = (body: TransferQuotaBody, context: EntryContext): TransferQuota => {
  const quantity = context.amounts.quantity('quantity', body.quantity, body);
  return {
    kind: 'TransferQuota',
    data: {
      ...common(body, context),
      ...pick(body, 'fromUnit', 'toUnit', 'lot', 'price', 'agreement'),
      quantity,
    },
  };
};

export class ReclaimQuotaBody extends DatedEntryBody {
  @Text() readonly unit!: string;
  @ListOf(() => LotDrawBody) readonly draws!: readonly LotDrawBody[];
}
export const reclaimQuota = (body: ReclaimQuotaBody, context: EntryContext): ReclaimQuota => {
  const draws = readDraws(body.draws, context.amounts);
  return { kind: 'ReclaimQuota', data: { ...common(body, context), unit: body.unit, draws } };
};

export const DEDUCTION_REASONS = ['over-use', 'sanction'] as const;
export class DeductQuotaBody extends DatedEntryBody {
  @Text() readonly unit!: string;
  @OneOf(DEDUCTION_REASONS, { description: 'over-use 扣减, sanction 核减' })
  readonly reason!: (typeof DEDUCTION_REASONS)[number];
  @Text() readonly indicator!: string;
  @Year() readonly planYear!: number;
  @QuantityField() readonly quantity!: Amounts;
  @ListOf(() => LotDrawBody, { optional: true }) readonly draws?: readonly LotDrawBody[];
}
export const deductQuota = (body: DeductQuotaBody, context: EntryContext): DeductQuota => {
  const { amounts } = context;
  const quantity = amounts.quantity('quantity', body.quantity, body);
  const draws = body.draws && { draws: readDraws(body.draws, amounts) };
  return {
    kind: 'DeductQuota',
    data: {
      ...common(body, context),
      ...pick(body, 'unit', 'reason', 'indicator', 'planYear'),
      quantity,
      ...draws,
    },
  };
};
