import { openLocalIssuer, type Role } from '#platform';

/** Seconds; long enough for one verb. */
const TTL = 300;

const isLoopback = (url: string): boolean => {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
};

export interface TokenSource {
  readonly url: string;
  /** From `--token` or MULEDGER_TOKEN. */
  readonly given: string | undefined;
  readonly dataDir: string;
  readonly oidcIssuer: string | undefined;
  readonly role: Role;
  readonly unit: string;
}

/**
 * The token that is given, else one of our own for a server on this machine: it shares the data
 * folder and so the key. To another machine nothing we could sign would mean anything.
 */
export const tokenFor = (source: TokenSource): (() => Promise<string>) => {
  const { url, given, dataDir, oidcIssuer, role, unit } = source;
  if (given !== undefined) return async () => given;
  if (!isLoopback(url) || oidcIssuer !== undefined) return async () => '';
  return async () => {
    const issuer = await openLocalIssuer(dataDir);
    return issuer.issueToken({ sub: `cli-${role}`, name: 'muledger', role, unit, ttl: TTL });
  };
};
