import type { INestApplicationContext } from '@nestjs/common';
import { API_DEPENDENCIES, type ApiDependencies } from './api-dependencies.js';
import type { AskedEntry, AskedOutcome } from './ledger/commands/asked-entry.js';
import { PostCommands } from './ledger/commands/post-commands.js';
import { traceCommands } from './tracing/trace-commands.js';

export type { AskedEntry, AskedOutcome } from './ledger/commands/asked-entry.js';

/** The writing of the HTTP door for whoever brings entries by another way. */
export interface EntryDoor {
  /** An outcome for each, in their order. Rejects never. */
  post(asked: readonly AskedEntry[]): Promise<readonly AskedOutcome[]>;
}

/** @param api what `createApi` made */
export const createEntryDoor = (api: INestApplicationContext): EntryDoor => {
  const commands = api.get(PostCommands);
  const { tracing } = api.get<ApiDependencies>(API_DEPENDENCIES);
  return { post: traceCommands((asked) => commands.post(asked), tracing) };
};
