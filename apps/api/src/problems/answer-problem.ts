import { HttpException } from '@nestjs/common';
import {
  AppendOutcomeUnknown,
  AppendTooLarge,
  BatchTooLargeForAtomic,
  LogDamaged,
  Overloaded,
  SequencerClosed,
  StillFolding,
  StoreUnavailable,
  StreamBusy,
} from '#event-store';
import {
  IssuerUnavailable,
  platformProblems,
  problemsOf,
  TokenProblem,
  type Language,
  type ProblemDocument,
} from '#platform';
import { amountWords, isShown } from '../answers/show-amount.js';
import { ledgerProblems } from '../ledger/ledger-problems.js';
import { Refused } from '../ledger/refused.js';
import { apiProblems } from './api-problems.js';
import { HttpProblem } from './http-problem.js';
import type { Problem, ProblemCode } from './problem.js';
import { readProblem } from './read-problem.js';
import { plainWords } from './plain-words.js';
import { presentFacts } from './present-facts.js';

const problems = { ...platformProblems, ...apiProblems, ...ledgerProblems };

const write = problemsOf<ProblemCode>(problems, (fact, language) =>
  isShown(fact) ? amountWords(fact, language) : plainWords(fact, language),
);

/** The problem document of an error, in the language of the reader. */
export const problemDocument = (
  { code, facts, status }: Problem,
  language: Language,
): ProblemDocument => {
  const document = write(code, presentFacts(facts, language), language);
  return status === undefined ? document : { ...document, status };
};

/** Which problem an error is to the caller. What nobody foresaw is a defect. */
export const problemOf = (error: unknown): Problem => {
  if (error instanceof Refused || error instanceof HttpProblem)
    return {
      code: error.code,
      facts: error.facts,
      ...('status' in error && error.status !== undefined ? { status: error.status } : {}),
    };
  if (error instanceof TokenProblem) return { code: error.code, facts: {} };
  if (error instanceof IssuerUnavailable) return { code: 'issuer-unavailable', facts: {} };
  return storeProblem(error) ?? readProblem(error) ?? frameworkProblem(error) ?? DEFECT;
};

const DEFECT: Problem = { code: 'internal-error', facts: {}, defect: true };

const storeProblem = (error: unknown): Problem | undefined => {
  if (error instanceof StillFolding) return loadingProblem(error);
  if (error instanceof StoreUnavailable || error instanceof AppendOutcomeUnknown)
    return { code: 'store-unavailable', facts: {} };
  if (error instanceof LogDamaged)
    return {
      code: 'log-damaged',
      facts: error.at ? { stream: error.at.stream, revision: String(error.at.revision) } : {},
    };
  if (
    error instanceof Overloaded ||
    error instanceof StreamBusy ||
    error instanceof SequencerClosed
  )
    return { code: 'overloaded', facts: {} };
  if (error instanceof BatchTooLargeForAtomic)
    return { code: 'batch-too-large-for-atomic', facts: { events: error.lines, ...error.limits } };
  if (error instanceof AppendTooLarge)
    return { code: 'batch-too-large-for-atomic', facts: { events: error.events, ...error.limits } };
  return undefined;
};

/** Seconds after which it is asked again where nobody knows how long it takes, and the longest. */
const LOADING_RETRY = { unknown: 2, max: 30 };

const loadingProblem = ({ progress }: StillFolding): Problem => {
  if (!progress) return { code: 'ledger-loading', facts: {}, retryAfter: LOADING_RETRY.unknown };
  const { events, ofAbout, msLeft } = progress;
  const secondsLeft = msLeft === undefined ? undefined : Math.max(1, Math.ceil(msLeft / 1_000));
  return {
    code: 'ledger-loading',
    facts: { events, ofAbout, ...(secondsLeft === undefined ? {} : { secondsLeft }) },
    retryAfter: Math.min(LOADING_RETRY.max, secondsLeft ?? LOADING_RETRY.unknown),
  };
};

/** Errors of Fastify and Nest before a route is reached, by what they are. */
const frameworkProblem = (error: unknown): Problem | undefined => {
  const status = statusOf(error);
  switch (status) {
    case 404:
      return { code: 'not-found', facts: { what: { zh: '该地址', en: 'such address' } } };
    case 405:
      return { code: 'method-not-allowed', facts: {} };
    case 413:
      return { code: 'body-too-large', facts: {} };
    case 408:
      return { code: 'request-timeout', facts: {} };
    case 415:
      return { code: 'unsupported-media-type', facts: {} };
    case 503:
      return { code: 'overloaded', facts: {} };
    default:
      if (status === undefined || status >= 500 || status < 400) return undefined;
      return {
        code: 'malformed-body',
        facts: { reason: { zh: '不是有效的 JSON。', en: 'It is no valid JSON.' } },
      };
  }
};

const statusOf = (error: unknown): number | undefined => {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number')
    return error.statusCode;
  return undefined;
};
