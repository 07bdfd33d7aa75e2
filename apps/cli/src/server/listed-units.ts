import type { ListedUnit } from '../import/unit-names.js';
import { Answer } from './answer.js';
import type { ServerClient } from './server-client.js';

/** The units in force on a day. */
export const listedUnits = async (
  server: ServerClient,
  ledger: string,
  on: string,
): Promise<ListedUnit[]> => {
  const answer = new Answer(await server.get(`/v1/ledgers/${ledger}/units`, { on }));
  return answer.list('units').map((unit) => {
    const code = unit.optionalText('code');
    const localCode = unit.optionalText('localCode');
    const parent = unit.optionalText('parent');
    return {
      unitId: unit.text('unitId'),
      name: unit.text('name'),
      ...(code === undefined ? {} : { code }),
      ...(localCode === undefined ? {} : { localCode }),
      ...(parent === undefined ? {} : { parent }),
    };
  });
};
