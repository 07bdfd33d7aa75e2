import type { Command } from 'commander';
import type { Config, Role } from '#platform';
import { WrongUse } from './failure.js';
import { tokenFor } from './server/local-token.js';
import { ServerClient } from './server/server-client.js';
import type { Terminal } from './terminal.js';

/** What every verb has at hand. */
export interface Context {
  readonly terminal: Terminal;
  readonly config: () => Config;
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

export const withServerOptions = (command: Command): Command =>
  command
    .option('--url <url>', 'server to talk to (default: MULEDGER_URL or the local one)')
    .option('--token <token>', 'token to send (default: MULEDGER_TOKEN, or a local one)')
    .option('--ledger <code>', 'code of the province whose ledger it is', DEFAULT_LEDGER)
    .option('--json', 'print the answer as JSON, for machines');

/** A client for a verb. `role` is what a locally issued token may do. */
export const serverOf = (
  { config }: Context,
  { url, token, ledger }: ServerOptions,
  role: Role,
): ServerClient => {
  const { port, clientUrl, clientToken, dataDir, oidcIssuer } = config();
  const address = url ?? clientUrl ?? `http://127.0.0.1:${port}`;
  if (!URL.canParse(address)) throw new WrongUse(`--url ${address} is no URL`);
  const given = token ?? clientToken;
  return new ServerClient(
    address,
    tokenFor({ url: address, given, dataDir, oidcIssuer, role, unit: ledger }),
  );
};

export const printJson = ({ out }: Terminal, value: unknown): void =>
  out(`${JSON.stringify(value, null, 2)}\n`);
