import type { Config } from '#platform';
import type { Database } from './database.js';

export interface Greeted {
  readonly url: string;
  readonly config: Config;
  readonly database: Pick<Database, 'place' | 'embedded'>;
  /** Where the log is when it is not in the database. */
  readonly log: string | undefined;
  readonly startedInMs: number;
}

/** What the person who started the server needs to know now. */
export const greeting = ({ url, config, database, log, startedInMs }: Greeted): string => {
  const { place, embedded } = database;
  const took = `${(startedInMs / 1000).toFixed(1)} s`;
  if (config.role === 'publisher')
    return `muledger publishes the log of ${place} to Kafka (${took}), health and metrics at ${url}. Ctrl-C stops it.`;
  if (config.role === 'worker')
    return `muledger follows the log of ${log ?? place} (${took}), health and metrics at ${url}. Ctrl-C stops it.`;
  const token =
    config.oidcIssuer === undefined
      ? 'npx muledger token --role province --unit 330000'
      : `from ${config.oidcIssuer}`;
  return [
    '',
    `  muledger 亩账 is ready at ${url} (${took})`,
    '',
    `  read and try the API   ${url}/docs`,
    `  get a token            ${token}`,
    `  see it at work         npx muledger demo`,
    `  check everything       npx muledger doctor`,
    `  all commands           npx muledger --help`,
    `  data                   ${place}${embedded ? ' (embedded PostgreSQL)' : ''}`,
    ...(log === undefined ? [] : [`  log                    ${log} (EventStoreDB)`]),
    '',
    '  Ctrl-C stops it.',
    '',
  ].join('\n');
};
