import { HttpProblem } from '../../problems/http-problem.js';
import { checkBody } from '../../validation/check-body.js';
import { DayField, Flag, Nested } from '../../validation/fields.js';
import { DocumentBody } from '../bodies/entry-body.js';

/** A batch without its lines, which are checked one by one so that each has a result of its own. */
export class BatchHeadBody {
  @Flag({ description: 'all lines or none' }) readonly atomic!: boolean;
  @Nested(() => DocumentBody, { optional: true, description: 'of lines that name none' })
  readonly document?: DocumentBody;
  @DayField({ optional: true, description: 'of lines that name none' })
  readonly effectiveOn?: string;
}

export interface BatchBody {
  readonly head: BatchHeadBody;
  readonly entries: readonly unknown[];
}

/** @throws {HttpProblem} `malformed-body` */
export const checkBatch = (plain: unknown, linesMax: number): BatchBody => {
  const wrong = (path: string, rule: 'object' | 'object-list'): never => {
    const facts = rule === 'object' ? {} : { max: linesMax };
    throw new HttpProblem('malformed-body', { fields: [{ path, rule, ...facts }] });
  };
  if (!isObject(plain)) return wrong('', 'object');
  const { entries, ...rest } = plain;
  const head = checkBody(BatchHeadBody, rest);
  if (!Array.isArray(entries) || entries.length === 0 || entries.length > linesMax)
    return wrong('entries', 'object-list');
  return { head, entries };
};

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
