import {
  UNIT_LEVELS,
  type AdoptPolicy,
  type DefineIndicator,
  type DefinePlanKind,
  type OpenLedger,
  type RegisterUnits,
  type UnitLevel,
  type UnitVersion,
} from '#domain';
import { DayField, Flag, ListOf, NamePairs, Nested, OneOf, Text } from '../../validation/fields.js';
import { pick } from '../../present.js';
import { common, type EntryContext } from '../entry-context.js';
import { ComponentBody, EntryBody } from './entry-body.js';
import { PolicyRowBody, policyDigest, readPolicyRows } from './policy-rows.js';
import { provinceName } from './provinces.js';

const CODE = /^\d{6}$/;
export const CLOCKS = ['wall', 'driven'] as const;
const UNITS_MAX = 5_000;

export class IndicatorBody {
  @Text({ max: 64 }) readonly id!: string;
  @Text() readonly title!: string;
  @ListOf(() => ComponentBody, { max: 20 }) readonly components!: readonly ComponentBody[];
  @NamePairs({ description: 'pairs [smaller, larger] that facts about land obey' })
  readonly nesting!: readonly (readonly [string, string])[];
}

export class PlanKindBody {
  @Text({ max: 64 }) readonly id!: string;
  @Text() readonly title!: string;
}

export class OpenLedgerBody extends EntryBody {
  @Text({ pattern: CODE, description: 'the province, by its six digits' }) readonly unit!: string;
  @Text({ optional: true, description: 'name of the province; known for GB/T 2260 codes' })
  readonly name?: string;
  @DayField({
    optional: true,
    description: 'since when the province is a unit; the day the ledger opens when absent',
  })
  readonly from?: string;
  @DayField() readonly opensOn!: string;
  @OneOf(CLOCKS) readonly clock!: (typeof CLOCKS)[number];
  @ListOf(() => IndicatorBody, { optional: true }) readonly indicators?: readonly IndicatorBody[];
  @ListOf(() => PlanKindBody, { optional: true }) readonly planKinds?: readonly PlanKindBody[];
}

export const openLedger = (body: OpenLedgerBody, context: EntryContext): OpenLedger => ({
  kind: 'OpenLedger',
  data: {
    ...common(body, context, body.effectiveOn ?? body.opensOn),
    province: {
      unitId: `u-${body.unit}`,
      code: body.unit,
      name: body.name ?? provinceName(body.unit) ?? body.unit,
      level: 'province',
      from: body.from ?? body.opensOn,
      holdsQuota: true,
    },
    ...pick(body, 'opensOn', 'clock', 'indicators', 'planKinds'),
  },
});

export class DefineIndicatorBody extends EntryBody {
  @Nested(() => IndicatorBody) readonly indicator!: IndicatorBody;
}
export const defineIndicator = (
  body: DefineIndicatorBody,
  context: EntryContext,
): DefineIndicator => ({
  kind: 'DefineIndicator',
  data: { ...common(body, context), indicator: body.indicator },
});

export class DefinePlanKindBody extends EntryBody {
  @Nested(() => PlanKindBody) readonly planKind!: PlanKindBody;
}
export const definePlanKind = (
  body: DefinePlanKindBody,
  context: EntryContext,
): DefinePlanKind => ({
  kind: 'DefinePlanKind',
  data: { ...common(body, context), planKind: body.planKind },
});

export class UnitBody {
  @Text({ optional: true, max: 64, description: 'u-…; u-<code> when absent' })
  readonly unitId?: string;
  @Text({ optional: true, pattern: CODE, description: 'GB/T 2260' }) readonly code?: string;
  @Text({ optional: true, max: 64, description: 'of a zone without a national code' })
  readonly localCode?: string;
  @Text() readonly name!: string;
  @OneOf(UNIT_LEVELS) readonly level!: UnitLevel;
  @Text({ optional: true, max: 64, description: 'the unit above, by unitId or code' })
  readonly parent?: string;
  @DayField({ optional: true, description: 'first day; the effective date when absent' })
  readonly from?: string;
  @Flag({ optional: true, description: '计划单列' }) readonly plannedSeparately?: boolean;
  @Flag({ optional: true, description: 'true when absent' }) readonly holdsQuota?: boolean;
  @Text({ optional: true, max: 2_000 }) readonly note?: string;
}

export class RegisterUnitsBody extends EntryBody {
  @ListOf(() => UnitBody, { max: UNITS_MAX }) readonly units!: readonly UnitBody[];
}
export const registerUnits = (body: RegisterUnitsBody, context: EntryContext): RegisterUnits => {
  const data = common(body, context);
  return { kind: 'RegisterUnits', data: { ...data, units: readUnits(body.units, data) } };
};

export const readUnits = (
  units: readonly UnitBody[],
  { effectiveOn }: { readonly effectiveOn: string },
): readonly UnitVersion[] =>
  units.map(({ holdsQuota = true, from = effectiveOn, parent, ...unit }) => ({
    ...pick(unit, 'code', 'localCode', 'name', 'level', 'plannedSeparately', 'note'),
    unitId: unit.unitId ?? `u-${unit.code ?? unit.localCode ?? ''}`,
    ...(parent === undefined ? {} : { parent }),
    from,
    holdsQuota,
  }));

export class AdoptPolicyBody extends EntryBody {
  @Text({ max: 64 }) readonly version!: string;
  @DayField() readonly from!: string;
  @ListOf(() => PolicyRowBody) readonly rows!: readonly PolicyRowBody[];
}
export const adoptPolicy = (body: AdoptPolicyBody, context: EntryContext): AdoptPolicy => {
  const rows = readPolicyRows(body.rows, context.amounts);
  const { version, from } = body;
  return {
    kind: 'AdoptPolicy',
    data: { ...common(body, context), version, from, rows, digest: policyDigest(rows) },
  };
};
