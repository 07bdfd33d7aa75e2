import type { Command } from 'commander';
import type { Config, Role } from '#platform';
import { WrongUse } from './failure.js';
import { runningServer } from './local/running-server.js';
import { tokenFor } from './server/local-token.js';
import { ServerClient } from './server/server-client.js';
import type { Terminal } from './terminal.js';

/** What every verb has at hand. */
export interface Context {
  readonly terminal: Terminal;
  /** @throws {ConfigError} */
  readonly config: () => Config;
  /** Aborts when the person wants no more. */
  readonly signal: AbortSignal;
}

/** Adds a verb to the program. */
export type Verb = (program: Command, context: Context) => void;

/** Options of every verb that talks to a server. */
export interface ServerOptions {
  readonly url?: string;
  readonly token?: string;
  readonly ledger: string;
  readonly json?: boolean;
}

const DEFAULT_LEDGER = '330000';

export const withLedgerOption = (command: Command): Command =>
  command
    .option('--ledger <code>', 'code of the province whose ledger it is', DEFAULT_LEDGER)
    .option('--json', 'print the answer as JSON, for machines');

export const withServerOptions = (command: Command): Command =>
  withLedgerOption(command)
    .option('--url <url>', 'server to talk to (default: MULEDGER_URL, or the one on this machine)')
    .option('--token <token>', 'token to send (default: MULEDGER_TOKEN, or a local one)');

/** The server that is named by an option or the environment. @throws {WrongUse} it is no URL */
export const givenUrl = (
  { url }: Pick<ServerOptions, 'url'>,
  { clientUrl }: Pick<Config, 'clientUrl'>,
): string | undefined => {
  const given = url ?? clientUrl;
  if (given !== undefined && !URL.canParse(given)) throw new WrongUse(`--url ${given} is no URL`);
  return given;
};

/** Where the server is: as given, as it told when it started here, or where it would be. */
export const serverUrl = async (
  options: Pick<ServerOptions, 'url'>,
  config: Config,
): Promise<string> =>
  givenUrl(options, config) ??
  (await runningServer(config.dataDir))?.url ??
  `http://127.0.0.1:${config.port}`;

/** A client for a verb. `role` is what a token may do that is issued here for it, and `as` whose it is. */
export const serverOf = async (
  { config }: Context,
  options: ServerOptions,
  role: Role,
  as: { readonly sub?: string; readonly unit?: string } = {},
): Promise<ServerClient> => {
  const known = config();
  const { clientToken, dataDir, oidcIssuer } = known;
  const url = await serverUrl(options, known);
  const given = options.token ?? clientToken;
  const whose = { unit: options.ledger, ...as };
  return new ServerClient(url, tokenFor({ ...whose, url, given, dataDir, oidcIssuer, role }));
};

export const printJson = ({ out }: Terminal, value: unknown): void =>
  out(`${JSON.stringify(value, null, 2)}\n`);
