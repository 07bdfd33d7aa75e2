import { HttpProblem } from '../problems/http-problem.js';

/** A parameter of the query string as it comes: twice the same name makes a list. */
export type QueryValue = string | readonly string[] | undefined;

/** `true` or `false`; absent is false. @throws {HttpProblem} `malformed-query` */
export const flagOf = (value: QueryValue, name: string): boolean => {
  if (value === undefined || value === 'false') return false;
  if (value === 'true' || value === '') return true;
  throw new HttpProblem('malformed-query', { fields: [{ path: name, rule: 'flag' }] });
};
