import { Failed } from '../failure.js';
import type { ListedUnit } from '../import/unit-names.js';
import type { ServerClient } from './server-client.js';

/** The units in force on a day. */
export const listedUnits = async (
  server: ServerClient,
  ledger: string,
  on: string,
): Promise<ListedUnit[]> => {
  const units: ListedUnit[] = [];
  let cursor: string | undefined;
  do {
    const page = unitsPage(await server.get(`/v1/ledgers/${ledger}/units`, { on, cursor }));
    units.push(...page.units);
    cursor = page.next;
  } while (cursor !== undefined);
  return units;
};

const unitsPage = (answer: unknown): { units: ListedUnit[]; next?: string } => {
  if (typeof answer !== 'object' || answer === null || !('units' in answer))
    throw new Failed('the answer lists no units');
  const { units } = answer;
  if (!Array.isArray(units)) throw new Failed('the answer lists no units');
  const next =
    'nextCursor' in answer && typeof answer.nextCursor === 'string' ? answer.nextCursor : undefined;
  return { units: units.filter(isListedUnit), ...(next === undefined ? {} : { next }) };
};

const isListedUnit = (value: unknown): value is ListedUnit =>
  typeof value === 'object' &&
  value !== null &&
  'unitId' in value &&
  typeof value.unitId === 'string' &&
  'name' in value &&
  typeof value.name === 'string';
