import type { ClassConstructor } from 'class-transformer';
import { HttpProblem } from '../problems/http-problem.js';
import { isSound, unsoundFields } from './soundness.js';

/** Fields of one body that an answer names. */
const FIELDS_TOLD = 100;

/**
 * The body as its class describes it. Members the class does not know are refused: a misspelled optional member that
 * passed would change what is posted. The time it takes grows with the body and no faster, whatever the body holds.
 * @throws {HttpProblem} `malformed-body` with every field that is wrong
 */
export const checkBody = <Body extends object>(
  type: ClassConstructor<Body>,
  plain: unknown,
  fieldsMax = FIELDS_TOLD,
): Body => {
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain))
    throw new HttpProblem('malformed-body', { fields: [{ path: '', rule: 'object' }] });
  if (isSound(type, plain)) return plain;
  throw new HttpProblem('malformed-body', { fields: unsoundFields(type, plain, fieldsMax) });
};
