import type { ApiRequest } from '../access/api-request.js';
import { HttpProblem } from '../problems/http-problem.js';

/** A ledger is named by the six digits of its province. */
export const isLedgerId = (id: unknown): id is string =>
  typeof id === 'string' && /^\d{6}$/.test(id);

/** @throws {HttpProblem} `ledger-unknown` */
export const ledgerOf = ({ params }: ApiRequest): string => {
  const { ledger } = params;
  if (isLedgerId(ledger)) return ledger;
  throw new HttpProblem('ledger-unknown', { ledger });
};
