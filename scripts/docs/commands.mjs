import { entrySchemas } from '../../dist/apps/api/src/openapi/entry-schemas.js';
import { commandsSchema } from '../../dist/apps/intake/src/messages/commands-schema.js';

export const file = 'docs/schemas/muledger.commands.v1.json';

export const render = async () => JSON.stringify(commandsSchema(await entrySchemas()));
