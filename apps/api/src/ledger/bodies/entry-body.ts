import type { Settlement } from '#domain';
import {
  AmountText,
  DayField,
  ListOf,
  Nested,
  OneOf,
  Text,
  Year,
} from '../../validation/fields.js';

const SETTLEMENTS_MAX = 100;
const SHA256 = /^[0-9a-f]{64}$/;

/** 文件: what an entry rests on. */
export class DocumentBody {
  @Text({ description: '文号' }) readonly number!: string;
  @Text({ description: '发文机关' }) readonly issuer!: string;
  @DayField({ description: '成文日期' }) readonly date!: string;
  @Text({ optional: true }) readonly title?: string;
  @Text({ optional: true, pattern: SHA256, description: 'SHA-256 of the file, hex' })
  readonly sha256?: string;
}

export class ApprovalBody {
  @Text({ description: '批准文号' }) readonly number!: string;
  @DayField({ description: '批准日期' }) readonly date!: string;
  @Text({ optional: true, description: '批准机关' }) readonly authority?: string;
}

export const SETTLED_KINDS = [
  'request',
  'parcel-credit',
  'linkage-claim',
  'reward',
] as const satisfies readonly Settlement['kind'][];

/** 部分办结: so much of what was asked. */
export class SettledPartBody {
  @AmountText() readonly amount!: string;
  @AmountText({ description: 'the whole it is part of' }) readonly of!: string;
}

/** 办结: what of a workflow an entry settles. */
export class SettlementBody {
  @OneOf(SETTLED_KINDS) readonly kind!: Settlement['kind'];
  @Text({ max: 64 }) readonly id!: string;
  @Nested(() => SettledPartBody, { optional: true, description: 'absent: all of it' })
  readonly part?: SettledPartBody;
}

/** Members of every entry. */
export abstract class EntryFields {
  abstract readonly effectiveOn?: string;
  @Nested(() => DocumentBody, { optional: true }) readonly document?: DocumentBody;
  @Text({ optional: true, max: 2_000 }) readonly note?: string;
  @Text({ optional: true, description: 'the reversed entry this one takes the place of' })
  readonly replaces?: string;
  @ListOf(() => SettlementBody, {
    optional: true,
    max: SETTLEMENTS_MAX,
    description:
      'closed: a new entry that carries it is refused (settles-closed); repeats of old ones are not',
  })
  readonly settles?: readonly SettlementBody[];
}

/** An entry whose effective date may be left out: it is the ledger's day then, or another date of the body. */
export abstract class EntryBody extends EntryFields {
  @DayField({ optional: true, description: 'effective date (生效日期)' })
  readonly effectiveOn?: string;
}

/**
 * An entry that must say from which day it counts. Not a kind of `EntryBody`: a class inherits that a member may be
 * absent from the one above it, whatever it says itself.
 */
export abstract class DatedEntryBody extends EntryFields {
  @DayField({ description: 'effective date (生效日期)' })
  readonly effectiveOn!: string;
}

export abstract class IndicatorYearKind extends DatedEntryBody {
  @Text({ description: 'indicator id: annual, scale, increase-decrease' })
  readonly indicator!: string;
  @Year() readonly planYear!: number;
  @Text({ description: 'plan kind: pool, project, reward, …' }) readonly planKind!: string;
  @DayField({ optional: true }) readonly validFrom?: string;
  @DayField({ optional: true }) readonly validUntil?: string;
  @Text({ optional: true }) readonly purpose?: string;
  @Text({ optional: true }) readonly project?: string;
}

export const DIMENSIONS = ['area', 'grain'] as const;
export class ComponentBody {
  @Text({ max: 64 }) readonly name!: string;
  @OneOf(DIMENSIONS) readonly dimension!: (typeof DIMENSIONS)[number];
  @Text() readonly title!: string;
}
