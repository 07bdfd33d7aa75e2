import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type, type ClassConstructor } from 'class-transformer';
import { ValidateBy, ValidateIf, ValidateNested } from 'class-validator';
import { parseDay } from '#domain';
import type { FieldRule, RuleFacts } from '../problems/field-rules.js';
import { declareField } from './soundness.js';
import { isText, TEXT_PATTERN } from './texts.js';

export { isText } from './texts.js';

/**
 * Fields of a request body: what is checked and what the API description says of it, in one decorator. Each field has
 * one constraint, whose name is the code of the problem a caller reads.
 */
export interface FieldOptions {
  readonly optional?: boolean;
  readonly description?: string;
}

export interface TextOptions extends FieldOptions {
  readonly max?: number;
  readonly pattern?: RegExp;
}

const TEXT_MAX = 200;
const LIST_MAX = 2_000;
const COMPONENTS_MAX = 20;
const NAME_MAX = 64;
const YEAR_MIN = 1_990;
const YEAR_MAX = 2_190;
/** Of the years that the calendar knows; that the day is one is the format's to say. */
const DAY_PATTERN = '^(19|2[01])\\d{2}-\\d{2}-\\d{2}$';

export const Text = ({ max = TEXT_MAX, pattern, ...rest }: TextOptions = {}): PropertyDecorator =>
  field('text', (value) => isText(value, max) && (pattern?.test(value) ?? true), rest, {
    ...textSchema(max),
    ...(pattern === undefined ? {} : { pattern: pattern.source }),
  });

/** A date YYYY-MM-DD in Asia/Shanghai. */
export const DayField = (options: FieldOptions = {}): PropertyDecorator =>
  field('date', isDay, options, { type: 'string', format: 'date', pattern: DAY_PATTERN });

export const Year = (options: FieldOptions = {}): PropertyDecorator =>
  field(
    'year',
    (value) => Number.isInteger(value) && Number(value) >= YEAR_MIN && Number(value) <= YEAR_MAX,
    options,
    { type: 'integer', minimum: YEAR_MIN, maximum: YEAR_MAX },
    { facts: { min: YEAR_MIN, max: YEAR_MAX } },
  );

export const Flag = (options: FieldOptions = {}): PropertyDecorator =>
  field('flag', (value) => typeof value === 'boolean', options, { type: 'boolean' });

export const OneOf = (values: readonly string[], options: FieldOptions = {}): PropertyDecorator =>
  field(
    'one-of',
    (value) => typeof value === 'string' && values.includes(value),
    options,
    { type: 'string', enum: [...values] },
    { facts: { allowed: values } },
  );

/** One amount with its unit, "300 mu". The text is read by the domain, not here. */
export const AmountText = (options: FieldOptions = {}): PropertyDecorator =>
  field('amount', (value) => isText(value, TEXT_MAX), options, {
    ...textSchema(TEXT_MAX),
    examples: ['300 mu', '20.0000 ha'],
  });

/** Amounts by component of the indicator: {"total":"300 mu","farmland":"250 mu"}. */
export const QuantityField = (options: FieldOptions = {}): PropertyDecorator =>
  field('quantity', isQuantity, options, {
    type: 'object',
    propertyNames: textSchema(NAME_MAX),
    additionalProperties: textSchema(TEXT_MAX),
    minProperties: 1,
    maxProperties: COMPONENTS_MAX,
  });

export const TextList = (options: FieldOptions = {}): PropertyDecorator =>
  field(
    'text-list',
    (value) => isList(value) && value.every((one) => isText(one, TEXT_MAX)),
    options,
    { type: 'array', maxItems: LIST_MAX, items: textSchema(TEXT_MAX) },
  );

/** Texts by name: {"r-1":"u-330113"}. */
export const TextMap = (options: FieldOptions = {}): PropertyDecorator =>
  field(
    'text-map',
    (value) => {
      if (!isPlainObject(value)) return false;
      const texts = Object.entries(value);
      return (
        texts.length <= LIST_MAX &&
        texts.every(([name, text]) => isText(name, TEXT_MAX) && isText(text, TEXT_MAX))
      );
    },
    options,
    {
      type: 'object',
      maxProperties: LIST_MAX,
      propertyNames: textSchema(TEXT_MAX),
      additionalProperties: textSchema(TEXT_MAX),
    },
  );

/** A value whose shape is checked where it is used. */
export const AnyObject = (options: FieldOptions = {}): PropertyDecorator =>
  field('object', isPlainObject, options, { type: 'object', additionalProperties: true });

/** Lists of two names. */
export const NamePairs = (options: FieldOptions = {}): PropertyDecorator =>
  field(
    'name-pairs',
    (value) =>
      isList(value) &&
      value.every(
        (pair) =>
          Array.isArray(pair) && pair.length === 2 && pair.every((one) => isText(one, NAME_MAX)),
      ),
    options,
    {
      type: 'array',
      maxItems: LIST_MAX,
      items: { type: 'array', items: textSchema(NAME_MAX), minItems: 2, maxItems: 2 },
    },
  );

type Class = ClassConstructor<object>;

export const Nested = (type: () => Class, options: FieldOptions = {}): PropertyDecorator =>
  applyDecorators(
    field('object', isPlainObject, options, { type: () => type() }, { nested: type }),
    Type(type),
    ValidateNested(),
  );

/** A list that may be left out may be empty, too: that is the same. */
export const ListOf = (
  type: () => Class,
  { max = LIST_MAX, ...options }: FieldOptions & { readonly max?: number } = {},
): PropertyDecorator =>
  applyDecorators(
    field(
      'object-list',
      (value) =>
        isList(value, max) &&
        (value.length > 0 || options.optional === true) &&
        value.every(isPlainObject),
      options,
      {
        type: () => type(),
        isArray: true,
        minItems: options.optional === true ? 0 : 1,
        maxItems: max,
      },
      { nested: type, facts: { max } },
    ),
    Type(type),
    ValidateNested({ each: true }),
  );

type Schema = Record<string, unknown>;

function field(
  name: FieldRule,
  isValid: (value: unknown) => boolean,
  { optional = false, description }: FieldOptions,
  schema: Schema,
  more: { readonly nested?: () => Class; readonly facts?: RuleFacts } = {},
): PropertyDecorator {
  const required = !optional;
  return applyDecorators(
    ApiProperty({ ...schema, required, ...(description === undefined ? {} : { description }) }),
    ValidateBy({ name, validator: { validate: isValid } }),
    // Unlike IsOptional this refuses null, which says neither "absent" nor a value.
    ...(optional ? [ValidateIf((_body, value) => value !== undefined)] : []),
    (prototype: object, property: string | symbol) =>
      declareField(prototype, String(property), { rule: name, optional, isValid, ...more }),
  );
}

/** What `isText` asks for, for readers of the description. */
export function textSchema(max: number): Schema {
  return { type: 'string', minLength: 1, maxLength: max, pattern: TEXT_PATTERN };
}

function isDay(value: unknown): boolean {
  return typeof value === 'string' && parseDay(value) !== undefined;
}

function isQuantity(value: unknown): boolean {
  if (!isPlainObject(value)) return false;
  const amounts = Object.entries(value);
  return (
    amounts.length > 0 &&
    amounts.length <= COMPONENTS_MAX &&
    amounts.every(([name, amount]) => isText(name, NAME_MAX) && isText(amount, TEXT_MAX))
  );
}

function isList(value: unknown, max = LIST_MAX): value is unknown[] {
  return Array.isArray(value) && value.length <= max;
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
