import { entrySchemas } from '../../dist/apps/api/src/openapi/entry-schemas.js';
import { escapeUnseen } from '../lib/escape-unseen.mjs';
import { commandsSchema } from '../../dist/apps/intake/src/messages/commands-schema.js';

export const file = 'docs/schemas/muledger.commands.v1.json';

export const render = async () =>
  escapeUnseen(JSON.stringify(commandsSchema(await entrySchemas())));
