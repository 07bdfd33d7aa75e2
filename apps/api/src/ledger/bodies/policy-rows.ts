import { createHash } from 'node:crypto';
import { canonicalText } from '#ledger-stream';
import {
  POLICY_KEYS,
  VOID_FATES,
  type PolicyKey,
  type PolicyRow,
  type PolicyScope,
  type VoidFate,
} from '#domain';
import { HttpProblem } from '../../problems/http-problem.js';
import { AnyObject, isText, Nested, OneOf, Text, Year } from '../../validation/fields.js';
import type { AmountReader } from '../amount-reader.js';

export class PolicyScopeBody {
  @Text({ optional: true }) readonly indicator?: string;
  @Year({ optional: true }) readonly planYear?: number;
  @Text({ optional: true }) readonly planKind?: string;
}

export class PolicyRowBody {
  @OneOf(POLICY_KEYS) readonly key!: PolicyKey;
  @Nested(() => PolicyScopeBody, { optional: true }) readonly scope?: PolicyScopeBody;
  @AnyObject({ description: 'the value; its members depend on the key' })
  readonly value!: Readonly<Record<string, unknown>>;
  @Text({ optional: true, max: 2_000, description: 'the document the row comes from' })
  readonly source?: string;
}

/** SHA-256 (hex) of the canonical rows: two installations compare one line. */
export const policyDigest = (rows: readonly PolicyRow[]): string =>
  createHash('sha256')
    .update(
      canonicalText(
        rows.map(({ key, value, scope = {}, source = '' }) => ({
          key,
          value: { ...value },
          scope: { ...scope },
          source,
        })),
      ),
    )
    .digest('hex');

/** @throws {HttpProblem} `malformed-body`: a value has not the members of its key */
export const readPolicyRows = (
  rows: readonly PolicyRowBody[],
  amounts: AmountReader,
): readonly PolicyRow[] => rows.map((row, i) => readRow(row, new Value(row, i, amounts)));

const readRow = ({ key, scope, source }: PolicyRowBody, value: Value): PolicyRow => {
  const rest: { scope?: PolicyScope; source?: string } = {
    ...(scope === undefined ? {} : { scope }),
    ...(source === undefined ? {} : { source }),
  };
  switch (key) {
    case 'pre-issue-share':
      value.only('numerator', 'denominator');
      return {
        key,
        value: { numerator: value.whole('numerator'), denominator: value.whole('denominator', 1) },
        ...rest,
      };
    case 'pre-issue-base':
      value.only('total');
      return { key, value: { total: String(value.amount('total')) }, ...rest };
    case 'voided-consumption':
      value.only('fate');
      return { key, value: { fate: value.oneOf<VoidFate>('fate', VOID_FATES) }, ...rest };
    case 'use-deadline':
      value.only('monthDay', 'then');
      return {
        key,
        value: {
          monthDay: value.text('monthDay', /^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/),
          then: value.oneOf('then', ['reclaim', 'lapse', 'nothing'] as const),
        },
        ...rest,
      };
    case 'backdating-limit':
      value.only('days');
      return { key, value: { days: value.whole('days') }, ...rest };
    case 'carry-over-term':
      value.only('years');
      return { key, value: { years: value.whole('years') }, ...rest };
    case 'freeze-exceptions':
      value.only('projectClasses');
      return { key, value: { projectClasses: value.texts('projectClasses') }, ...rest };
    case 'approval-indicators':
      value.only('indicators');
      return { key, value: { indicators: value.texts('indicators') }, ...rest };
  }
};

/** The value of one row, member by member. */
class Value {
  constructor(
    private readonly row: PolicyRowBody,
    private readonly index: number,
    private readonly amounts: AmountReader,
  ) {}

  only(...names: readonly string[]): void {
    const unknown = Object.keys(this.row.value).find((name) => !names.includes(name));
    if (unknown !== undefined) this.wrong(unknown, 'unknown-member');
  }

  whole(name: string, least = 0): number {
    const value = this.row.value[name];
    if (Number.isSafeInteger(value) && Number(value) >= least) return Number(value);
    return this.wrong(name, 'whole-number');
  }

  text(name: string, pattern: RegExp): string {
    const value = this.row.value[name];
    return isText(value, 200) && pattern.test(value) ? value : this.wrong(name, 'text');
  }

  texts(name: string): readonly string[] {
    const value = this.row.value[name];
    if (Array.isArray(value) && value.length <= 200 && value.every((one) => isText(one, 200)))
      return value;
    return this.wrong(name, 'text-list');
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice {
    const value = this.row.value[name];
    return choices.find((choice) => choice === value) ?? this.wrong(name, 'one-of');
  }

  amount(name: string): bigint {
    const value = this.row.value[name];
    if (!isText(value, 200)) return this.wrong(name, 'amount');
    return this.amounts.amount(this.path(name), value);
  }

  private wrong(name: string, rule: string): never {
    throw new HttpProblem('malformed-body', { fields: [{ path: this.path(name), rule }] });
  }

  private path(name: string): string {
    return `rows[${this.index}].value.${name}`;
  }
}
