import type { ReorganiseUnits } from '#domain';
import {
  DayField,
  ListOf,
  OneOf,
  QuantityField,
  Text,
  TextList,
  TextMap,
  Year,
} from '../../validation/fields.js';
import { pick } from '../../present.js';
import { common, type EntryContext } from '../entry-context.js';
import { DocumentBody, EntryBody } from './entry-body.js';
import { readUnits, UnitBody } from './set-up.js';

export class EndedUnitBody {
  @Text({ description: 'by unitId, or by its code before the change' }) readonly unit!: string;
  @TextList({ description: 'by unitId, or by code after the change' })
  readonly successors!: readonly string[];
}

export const DIVIDED_BUCKETS = ['available', 'advance', 'overused', 'debt'] as const;
export class DivisionBody {
  @Text() readonly from!: string;
  @Text() readonly to!: string;
  @Text() readonly indicator!: string;
  @Year() readonly planYear!: number;
  @Text() readonly planKind!: string;
  @QuantityField() readonly quantity!: Readonly<Record<string, string>>;
  @OneOf(DIVIDED_BUCKETS, { optional: true }) readonly bucket?: (typeof DIVIDED_BUCKETS)[number];
}

/** 区划调整. The entry is effective on `switchOn`. */
export class ReorganiseUnitsBody extends EntryBody {
  @DayField({ description: '批准日期' }) readonly approvedOn!: string;
  @DayField({ description: 'in force by law' }) readonly inForceOn!: string;
  @DayField({ description: 'the day the accounts switch' }) readonly switchOn!: string;
  @ListOf(() => DocumentBody, { max: 20 }) readonly documents!: readonly DocumentBody[];
  @ListOf(() => EndedUnitBody, { max: 200 }) readonly ended!: readonly EndedUnitBody[];
  @ListOf(() => UnitBody, {
    optional: true,
    max: 200,
    description: 'new units and new versions; none in a merger into a unit that is there',
  })
  readonly units?: readonly UnitBody[];
  @ListOf(() => DivisionBody, { optional: true }) readonly divisions?: readonly DivisionBody[];
  @TextMap({ optional: true, description: 'open reservation → the unit that carries it on' })
  readonly reservations?: Readonly<Record<string, string>>;
}

export const reorganiseUnits = (
  body: ReorganiseUnitsBody,
  context: EntryContext,
): ReorganiseUnits => {
  const divisions = (body.divisions ?? []).map((division, i) => ({
    ...pick(division, 'from', 'to', 'indicator', 'planYear', 'planKind', 'bucket'),
    quantity: context.amounts.quantity(`divisions[${i}].quantity`, division.quantity, division),
  }));
  return {
    kind: 'ReorganiseUnits',
    data: {
      ...common(body, context, body.effectiveOn ?? body.switchOn),
      ...pick(body, 'approvedOn', 'inForceOn', 'switchOn', 'documents', 'ended', 'reservations'),
      units: readUnits(body.units ?? [], { effectiveOn: body.switchOn }),
      divisions,
    },
  };
};
