import type { ClassConstructor } from 'class-transformer';
import {
  shownPath,
  type FieldProblem,
  type FieldRule,
  type RuleFacts,
} from '../problems/field-rules.js';

/** What one field of a body must be. */
export interface FieldRuleOf {
  readonly rule: FieldRule;
  readonly facts?: RuleFacts;
  readonly optional: boolean;
  readonly isValid: (value: unknown) => boolean;
  /** The class of an object, or of each object of a list. */
  readonly nested?: () => ClassConstructor<object>;
}

/** Fields as their decorators declared them, by the prototype they stand on. */
const declared = new WeakMap<object, Map<string, FieldRuleOf>>();
/** The same with those of the classes above. */
const compiled = new WeakMap<object, ReadonlyMap<string, FieldRuleOf>>();

export const declareField = (prototype: object, name: string, rule: FieldRuleOf): void => {
  const fields = declared.get(prototype) ?? new Map<string, FieldRuleOf>();
  fields.set(name, rule);
  declared.set(prototype, fields);
};

/**
 * Whether a body is all its class asks for and nothing else. Says the same as class-validator over the same decorators,
 * which a property spec ensures, in a tenth of the time, and in a time that grows with the body only.
 */
export const isSound = <Body extends object>(
  type: ClassConstructor<Body>,
  plain: object,
): plain is Body => {
  const prototype: unknown = type.prototype;
  if (!isObject(prototype)) return false;
  const fields = fieldsOf(prototype);
  for (const [name, rule] of fields)
    if (!rule.optional && !Object.hasOwn(plain, name)) return false;
  for (const [name, value] of Object.entries(plain)) {
    const rule = fields.get(name);
    if (rule === undefined) return false;
    if (value === undefined && rule.optional) continue;
    if (!rule.isValid(value)) return false;
    if (rule.nested !== undefined && !areSound(rule.nested(), value)) return false;
  }
  return true;
};

/** All that is wrong with a body, up to `max` of it; the places that class-validator finds. */
export const unsoundFields = (
  type: ClassConstructor<object>,
  plain: object,
  max: number,
): readonly FieldProblem[] => {
  const found: FieldProblem[] = [];
  findUnsound(type, plain, '', { found, max });
  return found;
};

interface Search {
  readonly found: FieldProblem[];
  readonly max: number;
}

const findUnsound = (
  type: ClassConstructor<object>,
  plain: object,
  above: string,
  search: Search,
): void => {
  const { found, max } = search;
  const prototype: unknown = type.prototype;
  const fields = isObject(prototype) ? fieldsOf(prototype) : new Map<string, FieldRuleOf>();
  for (const [name, { rule, facts, optional, isValid, nested }] of fields) {
    if (found.length >= max) return;
    const value: unknown = Object.hasOwn(plain, name) ? Reflect.get(plain, name) : undefined;
    if (value === undefined && optional) continue;
    const path = pathOf(above, name);
    if (!isValid(value)) found.push({ path, rule, ...facts });
    else if (nested !== undefined) findNested(nested(), value, path, search);
  }
  for (const name of Object.keys(plain)) {
    if (found.length >= max) return;
    if (!fields.has(name)) found.push({ path: pathOf(above, name), rule: 'unknown-member' });
  }
};

const findNested = (
  type: ClassConstructor<object>,
  value: unknown,
  path: string,
  search: Search,
): void => {
  if (!Array.isArray(value)) {
    if (isObject(value)) findUnsound(type, value, path, search);
    return;
  }
  value.forEach((one: unknown, i) => {
    if (search.found.length < search.max && isObject(one))
      findUnsound(type, one, `${path}[${i}]`, search);
  });
};

const pathOf = (above: string, name: string): string =>
  shownPath(above === '' ? name : `${above}.${name}`);

const areSound = (type: ClassConstructor<object>, value: unknown): boolean =>
  Array.isArray(value)
    ? value.every((one: unknown) => isObject(one) && isSound(type, one))
    : isObject(value) && isSound(type, value);

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const fieldsOf = (prototype: object): ReadonlyMap<string, FieldRuleOf> => {
  const known = compiled.get(prototype);
  if (known !== undefined) return known;
  const above: unknown = Object.getPrototypeOf(prototype);
  const fields = new Map(isObject(above) ? fieldsOf(above) : []);
  for (const [name, rule] of declared.get(prototype) ?? []) fields.set(name, rule);
  compiled.set(prototype, fields);
  return fields;
};
