import type { AutomaticDraw, DirectDraw, Draw } from '#domain';
import { Nested, QuantityField, Text, Year } from '../../validation/fields.js';
import { HttpProblem } from '../../problems/http-problem.js';
import type { AmountReader } from '../amount-reader.js';
import { pick } from '../../present.js';
import { DocumentBody } from './entry-body.js';

type Amounts = Readonly<Record<string, string>>;

export class LotDrawBody {
  @Text() readonly lot!: string;
  @QuantityField() readonly quantity!: Amounts;
}

/** From a lot, or from what is reserved of it. */
export class DrawBody extends LotDrawBody {
  @Text({ optional: true }) readonly reservation?: string;
}

/** 国家配置: quota arranged at the approval itself. */
export class DirectBody {
  @Text() readonly indicator!: string;
  @Year() readonly planYear!: number;
  @Nested(() => DocumentBody) readonly document!: DocumentBody;
}

/** Of a lot (and its reservation), or direct. */
export class ConsumptionDrawBody {
  @Text({ optional: true }) readonly lot?: string;
  @Text({ optional: true }) readonly reservation?: string;
  @Nested(() => DirectBody, { optional: true }) readonly direct?: DirectBody;
  @QuantityField() readonly quantity!: Amounts;
}

/** The ledger picks the lots itself. */
export class AutomaticDrawBody {
  @Text() readonly indicator!: string;
  @QuantityField() readonly quantity!: Amounts;
  @Year({ optional: true }) readonly planYear?: number;
  @Text({ optional: true }) readonly planKind?: string;
}

export const readDraws = (
  draws: readonly DrawBody[],
  amounts: AmountReader,
  path = 'draws',
): readonly Draw[] =>
  draws.map((draw, i) => ({
    ...pick(draw, 'lot', 'reservation'),
    quantity: amounts.quantity(`${path}[${i}].quantity`, draw.quantity, draw),
  }));

export const readAutomatic = (
  draws: readonly AutomaticDrawBody[],
  amounts: AmountReader,
): readonly AutomaticDraw[] =>
  draws.map((draw, i) => ({
    ...pick(draw, 'indicator', 'planYear', 'planKind'),
    quantity: amounts.quantity(`automatic[${i}].quantity`, draw.quantity, draw),
  }));

/** @throws {HttpProblem} a draw names a lot and is direct, or neither */
export const readConsumptionDraws = (
  draws: readonly ConsumptionDrawBody[],
  amounts: AmountReader,
): readonly (Draw | DirectDraw)[] =>
  draws.map(({ lot, reservation, direct, quantity: texts }, i) => {
    const path = `draws[${i}]`;
    if (direct !== undefined && lot === undefined && reservation === undefined)
      return {
        direct: pick(direct, 'indicator', 'planYear', 'document'),
        quantity: amounts.quantity(`${path}.quantity`, texts, direct),
      };
    if (lot === undefined || direct !== undefined)
      throw new HttpProblem('malformed-body', { fields: [{ path, rule: 'lot-or-direct' }] });
    return {
      lot,
      quantity: amounts.quantity(`${path}.quantity`, texts, { lot }),
      ...(reservation === undefined ? {} : { reservation }),
    };
  });
