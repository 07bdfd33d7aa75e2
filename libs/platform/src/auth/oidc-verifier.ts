import { createRemoteJWKSet, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { systemClock, type Clock } from '../clock/clock.js';
import { identityOf, ownClaimNames, type ClaimNames } from './identity.js';
import { IssuerUnavailable, tokenProblemOf } from './token-problem.js';
import type { TokenVerifier } from './token-verifier.js';

export interface OidcOptions {
  /** Exactly as the issuer states it in its tokens. `https`, or `http` on this machine. */
  readonly issuer: string;
  readonly audience: string;
  readonly claims?: ClaimNames;
  readonly clock?: Clock;
}

/** Asymmetric algorithms only: with a shared secret whoever verifies could also issue. */
const algorithms = ['EdDSA', 'ES256', 'ES384', 'PS256', 'RS256', 'RS384', 'RS512'];
const timeoutMs = 5_000;
const clockToleranceSeconds = 5;

const isLoopback = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');

const checkedUrl = (text: string): URL => {
  const url = new URL(text);
  if (url.protocol !== 'https:' && !isLoopback(url))
    throw new Error(`${text}: keys that come without TLS can be anybody's`);
  return url;
};

const discover = async (issuer: string): Promise<URL> => {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(checkedUrl(address), { signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new Error(`${address} answers ${response.status}`);
  const document: unknown = await response.json();
  if (typeof document !== 'object' || document === null || !('jwks_uri' in document))
    throw new Error(`${address} names no keys`);
  if (!('issuer' in document) || document.issuer !== issuer)
    throw new Error(`${address} is about another issuer`);
  return checkedUrl(String(document.jwks_uri));
};

/**
 * Verifies tokens of an OpenID Connect issuer. Its keys are found by discovery on first use and
 * fetched again when a token names one we do not have. A failed discovery is tried again next time.
 */
export const oidcVerifier = ({
  issuer,
  audience,
  claims = ownClaimNames,
  clock = systemClock,
}: OidcOptions): TokenVerifier => {
  checkedUrl(issuer);
  let keys: Promise<JWTVerifyGetKey> | undefined;
  const issuerKeys = (): Promise<JWTVerifyGetKey> => {
    keys ??= discover(issuer).then(
      (url) => createRemoteJWKSet(url, { timeoutDuration: timeoutMs }),
      (error: unknown) => {
        keys = undefined;
        throw new IssuerUnavailable(`${issuer} could not be asked for its keys`, { cause: error });
      },
    );
    return keys;
  };
  return {
    verify: async (token) => {
      try {
        const { payload } = await jwtVerify(token, await issuerKeys(), {
          issuer,
          audience,
          algorithms,
          requiredClaims: ['sub', 'exp'],
          clockTolerance: clockToleranceSeconds,
          currentDate: clock(),
        });
        return identityOf(payload, claims);
      } catch (error) {
        throw tokenProblemOf(error);
      }
    },
  };
};
