import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { FIELD_RULES, type FieldProblem, type FieldRule } from '../problems/field-rules.js';
import { HttpProblem } from '../problems/http-problem.js';

/**
 * The body as an instance of its class. Members the class does not know are refused: a misspelled optional member that
 * passed would change what is posted.
 * @throws {HttpProblem} `malformed-body` with every field that is wrong
 */
export const checkBody = <Body extends object>(
  type: ClassConstructor<Body>,
  plain: unknown,
): Body => {
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain))
    throw new HttpProblem('malformed-body', { fields: [{ path: '', rule: 'object' }] });
  const body = plainToInstance(type, plain, TRANSFORM);
  const errors = validateSync(body, RULES);
  if (errors.length > 0)
    throw new HttpProblem('malformed-body', { fields: errors.flatMap((error) => problems(error)) });
  return body;
};

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
