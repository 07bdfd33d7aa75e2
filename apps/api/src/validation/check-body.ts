import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { FIELD_RULES, type FieldProblem, type FieldRule } from '../problems/field-rules.js';
import { HttpProblem } from '../problems/http-problem.js';
import { isSound } from './soundness.js';

/**
 * The body as its class describes it. Members the class does not know are refused: a misspelled optional member that
 * passed would change what is posted.
 * @throws {HttpProblem} `malformed-body` with every field that is wrong
 */
export const checkBody = <Body extends object>(
  type: ClassConstructor<Body>,
  plain: unknown,
): Body => {
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain))
    throw new HttpProblem('malformed-body', { fields: [{ path: '', rule: 'object' }] });
  if (isSound(type, plain)) return plain;
  if (!isShallow(plain, DEPTH_MAX))
    throw new HttpProblem('malformed-body', { fields: [{ path: '', rule: 'too-deep' }] });
  if (namesPrototype(plain)) throw new HttpProblem('malformed-body', { fields: [PROTOTYPE_NAMED] });
  const body = plainToInstance(type, plain, TRANSFORM);
  const wrong = fieldProblems(body);
  if (wrong.length > 0)
    throw new HttpProblem('malformed-body', { fields: wrong.slice(0, FIELDS_TOLD) });
  return body;
};

/** What class-validator finds wrong with an instance of a body. */
export const fieldProblems = (body: object): readonly FieldProblem[] =>
  validateSync(body, RULES).flatMap((error) => problems(error));

/** No body of ours is nested deeper, and what looks at each level of a deeper one runs out of stack. */
const DEPTH_MAX = 16;
/** Fields of one body that an answer names. */
const FIELDS_TOLD = 100;

const isShallow = (value: unknown, depth: number): boolean => {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((one) => isShallow(one, depth - 1));
};

/** What makes an instance of the class leaves this member out, and nobody after it would know that it was there. */
const namesPrototype = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (Object.hasOwn(value, '__proto__') || Object.values(value).some(namesPrototype));
const PROTOTYPE_NAMED = { path: '__proto__', rule: 'unknown-member' } as const;

const TRANSFORM = { exposeUnsetFields: false };
const RULES = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  stopAtFirstError: true,
  validationError: { target: false, value: false },
} as const;

const ruleOf = (constraint: string): FieldRule => {
  if (constraint === 'whitelistValidation') return 'unknown-member';
  return isRule(constraint) ? constraint : 'object';
};
const isRule = (constraint: string): constraint is FieldRule =>
  Object.hasOwn(FIELD_RULES, constraint);

const problems = (error: ValidationError, above = ''): FieldProblem[] => {
  const path = pathOf(above, error.property);
  const here = Object.keys(error.constraints ?? {}).map((name) => ({
    path,
    rule: ruleOf(name),
  }));
  return [...here, ...(error.children ?? []).flatMap((child) => problems(child, path))];
};

const pathOf = (above: string, property: string): string => {
  if (/^\d+$/.test(property)) return `${above}[${property}]`;
  return above === '' ? property : `${above}.${property}`;
};
