import type { Localised } from '#platform';
import {
  BadCursor,
  NothingRecordedYet,
  NotThere,
  ReadModelAhead,
  ReadModelBehind,
  ReadModelNotReady,
  RevisionNotYet,
  UnknownLedger,
} from '#read-models';
import type { Problem } from './problem.js';

const WHAT: Readonly<Record<NotThere['what'], Localised>> = {
  unit: { zh: '区划单元', en: 'unit' },
  indicator: { zh: '指标', en: 'indicator' },
  'plan-kind': { zh: '计划类型', en: 'plan kind' },
  lot: { zh: '指标批', en: 'lot' },
  entry: { zh: '台账记录', en: 'entry' },
  document: { zh: '文件', en: 'document' },
};

/** Errors of the read models. */
export const readProblem = (error: unknown): Problem | undefined => {
  if (error instanceof UnknownLedger)
    return { code: 'ledger-unknown', facts: { ledger: error.ledger } };
  if (error instanceof NotThere)
    return { code: 'not-found', facts: { what: WHAT[error.what], id: error.id } };
  if (error instanceof RevisionNotYet)
    return {
      code: 'revision-not-yet',
      facts: { requested: String(error.asked), head: String(error.head) },
    };
  if (error instanceof NothingRecordedYet)
    return { code: 'nothing-recorded-yet', facts: { knownAt: error.knownAt } };
  if (error instanceof ReadModelBehind)
    return {
      code: 'read-model-behind',
      facts: {
        required: String(error.asked),
        ...(error.head === undefined ? {} : { reached: String(error.head) }),
      },
    };
  if (error instanceof ReadModelAhead)
    return { code: 'log-went-back', facts: { reason: error.message } };
  if (error instanceof ReadModelNotReady) return { code: 'read-model-behind', facts: {} };
  if (error instanceof BadCursor)
    return { code: 'malformed-query', facts: { fields: [{ path: 'cursor', rule: 'cursor' }] } };
  return undefined;
};
