import { entrySchemas } from '../../dist/apps/api/src/openapi/entry-schemas.js';
import { commandsSchema } from '../../dist/apps/intake/src/messages/commands-schema.js';

export const file = 'docs/schemas/muledger.commands.v1.json';

export const render = async () =>
  // Characters that nobody sees stand in the patterns of texts; an editor would lose them.
  JSON.stringify(commandsSchema(await entrySchemas())).replaceAll(UNSEEN, escaped);

const UNSEEN = /(?! )[\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\u2800\ufffd]/gu;
const escaped = (character) =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
