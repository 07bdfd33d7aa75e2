import { HttpProblem } from '../../problems/http-problem.js';
import { isText } from '../../validation/fields.js';
import { isLedgerId } from '../../validation/ledger-id.js';
import { entryRouteNamed, type AcceptedBody } from '../entry-routes.js';
import type { AskedEntry } from './asked-entry.js';

export const ENTRY_ID_MAX = 200;

/**
 * Checks the form, which is published as `docs/schemas/muledger.commands.v1.json`: what fits it must pass here.
 * @throws {HttpProblem} `ledger-unknown` or `malformed-body`
 */
export const acceptEntry = ({
  ledger,
  entryId,
  kind,
  body,
}: Omit<AskedEntry, 'authorization'>): AcceptedBody => {
  if (!isLedgerId(ledger)) throw new HttpProblem('ledger-unknown', { ledger });
  if (!isText(entryId, ENTRY_ID_MAX))
    throw new HttpProblem('malformed-body', { fields: [{ path: 'id', rule: 'text' }] });
  const route = entryRouteNamed(kind);
  if (route === undefined)
    throw new HttpProblem('malformed-body', { fields: [{ path: 'type', rule: 'entry-kind' }] });
  return route.accept(body);
};
