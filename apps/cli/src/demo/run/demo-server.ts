import type { Role } from '#platform';
import { givenUrl, type Context, type ServerOptions } from '../../context.js';
import { tokenFor } from '../../server/local-token.js';
import { ServerClient } from '../../server/server-client.js';
import { PROVINCE_CODE } from '../units/zhejiang-units.js';
import { startTemporaryServer } from './temporary-server.js';

export interface DemoOptions extends Pick<ServerOptions, 'url' | 'token' | 'json'> {
  /** For the days, which no other role may post. */
  readonly operatorToken?: string;
  readonly temporary?: boolean;
  readonly keep?: boolean;
}

/** Where the demonstration plays. */
export interface DemoServer {
  readonly url: string;
  /** Folder of a server that was started for it, and is gone after it. */
  readonly temporaryData?: string;
  readonly province: ServerClient;
  readonly operator: ServerClient;
  readonly provinceToken: () => Promise<string>;
  stop(): Promise<void>;
}

const HEALTH_MS = 3_000;

/** Whether a server of ours answers and may be posted to. */
const answers = async (url: string): Promise<boolean> => {
  const response = await fetch(new URL('/v1/health/ready', url), {
    signal: AbortSignal.timeout(HEALTH_MS),
  }).catch(() => undefined);
  return response?.ok === true;
};

/**
 * The server that is named, when it answers; otherwise a temporary one. A server that merely runs here is left alone: its
 * ledger of 330000 may be somebody's work.
 */
export const openDemoServer = async (
  context: Context,
  options: DemoOptions,
): Promise<DemoServer> => {
  const config = context.config();
  const { clientToken, dataDir, oidcIssuer } = config;
  const url = options.temporary === true ? undefined : givenUrl(options, config);
  if (url !== undefined && (await answers(url))) {
    const source = { url, dataDir, oidcIssuer };
    const province = { ...source, given: options.token ?? clientToken };
    const operator = { ...source, given: options.operatorToken };
    return serverAt(province, operator, { stop: async () => undefined });
  }
  context.terminal.err(
    url === undefined
      ? 'starting a temporary server\n'
      : `no server answers at ${url}: starting a temporary one\n`,
  );
  const own = await startTemporaryServer(context.signal);
  const source = { url: own.url, dataDir: own.dataDir, oidcIssuer: undefined, given: undefined };
  return serverAt(source, source, {
    temporaryData: own.dataDir,
    stop: () => own.stop(),
  });
};

interface Source {
  readonly url: string;
  readonly dataDir: string;
  readonly oidcIssuer: string | undefined;
  readonly given: string | undefined;
}

const serverAt = (
  province: Source,
  operator: Source,
  rest: Pick<DemoServer, 'temporaryData' | 'stop'>,
): DemoServer => {
  const tokenOf = (source: Source, role: Role): (() => Promise<string>) =>
    tokenFor({ ...source, role, unit: PROVINCE_CODE });
  const provinceToken = tokenOf(province, 'province');
  const { url } = province;
  return {
    url,
    ...rest,
    provinceToken,
    province: new ServerClient(url, provinceToken),
    operator: new ServerClient(url, tokenOf(operator, 'operator')),
  };
};
