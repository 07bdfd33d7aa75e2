import { startEmbeddedPostgres, withOurSettings, type Config } from '#platform';
import { StartError } from './start-error.js';
import { shownUrl, waitForDatabase } from './wait-for-database.js';

/** A database that answers. */
export interface Database {
  /** Of the owner: it migrates, and keeps the read models. */
  readonly ownerUrl: string;
  /** Where the data is, for people. */
  readonly place: string;
  readonly embedded: boolean;
  /** Resolves when an embedded server has ended; it never does before `stop` unless it crashed. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export interface OpenDatabaseOptions {
  readonly config: Pick<Config, 'databaseUrl' | 'dataDir'>;
  /** Told to the person who waits. */
  readonly say: (line: string) => void;
  /** What an embedded server logs. */
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

/** @throws {StartError} */
export const openDatabase = async (options: OpenDatabaseOptions): Promise<Database> => {
  const { config, say, signal } = options;
  const { databaseUrl } = config;
  if (databaseUrl === undefined) return openEmbedded(options);
  await waitForDatabase({ url: withOurSettings(databaseUrl), say, signal });
  return {
    ownerUrl: withOurSettings(databaseUrl),
    place: shownUrl(databaseUrl),
    embedded: false,
    ended: new Promise(() => undefined),
    stop: async () => undefined,
  };
};

const openEmbedded = async ({ config, say, log }: OpenDatabaseOptions): Promise<Database> => {
  const { dataDir } = config;
  try {
    const started = await startEmbeddedPostgres({ dataDir, log });
    const { url, dataDir: place, notice, ended, stop } = started;
    if (notice !== undefined) say(notice);
    return { ownerUrl: withOurSettings(url), place, embedded: true, ended, stop };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartError(`The embedded database does not start: ${why}`, 1, { cause: error });
  }
};
