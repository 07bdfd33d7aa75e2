import { isIPv4 } from 'node:net';
import { openLocalIssuer, systemClock, type LocalIssuer, type Role } from '#platform';
import { Failed, reasonOf } from '../failure.js';
import { runningServer } from '../local/running-server.js';

/** Seconds; long enough for one verb. */
const TTL = 300;

/** The issuer of this installation. A server that runs keeps its key, so none is made beside it. @throws {Failed} */
export const localIssuer = async (dataDir: string): Promise<LocalIssuer> => {
  const isRunning = (await runningServer(dataDir)) !== undefined;
  try {
    return await openLocalIssuer(dataDir, systemClock, !isRunning);
  } catch (error) {
    throw new Failed(reasonOf(error));
  }
};

/** By the address itself: a name may begin like one. */
const isLoopback = ({ hostname }: URL): boolean =>
  hostname === 'localhost' ||
  hostname === '[::1]' ||
  (isIPv4(hostname) && hostname.startsWith('127.'));

/** Whether the server of this data folder listens there. Anything else that listens must not be shown a token of ours. */
const isOwnServer = async (text: string, dataDir: string): Promise<boolean> => {
  const url = new URL(text);
  const running = await runningServer(dataDir);
  return isLoopback(url) && running !== undefined && new URL(running.url).port === url.port;
};

export interface TokenSource {
  readonly url: string;
  /** From `--token` or MULEDGER_TOKEN. */
  readonly given: string | undefined;
  readonly dataDir: string;
  readonly oidcIssuer: string | undefined;
  /** The asker; the command line itself when absent. */
  readonly sub?: string;
  readonly role: Role;
  readonly unit: string;
}

/** The token that is given, else one of our own for the server of this data folder, which knows its key. */
export const tokenFor = (source: TokenSource): (() => Promise<string>) => {
  const { url, given, dataDir, oidcIssuer, role, unit, sub = `cli-${role}` } = source;
  if (given !== undefined) return async () => given;
  if (oidcIssuer !== undefined) return async () => '';
  return async () => {
    if (!(await isOwnServer(url, dataDir))) return '';
    const issuer = await localIssuer(dataDir);
    return issuer.issueToken({ sub, name: 'muledger', role, unit, ttl: TTL });
  };
};
