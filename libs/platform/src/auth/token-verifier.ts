import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock/clock.js';
import type { Identity } from './identity.js';
import { TokenProblem } from './token-problem.js';

/** Tells who sent a token. */
export interface TokenVerifier {
  /**
   * @throws TokenProblem when the token is no good
   * @throws IssuerUnavailable when it cannot be checked
   */
  readonly verify: (token: string) => Promise<Identity>;
}

/** The token of an `Authorization` header. @throws TokenProblem `token-missing` or `token-malformed` */
export const bearerToken = (authorization: string | undefined): string => {
  if (!authorization?.trim()) throw new TokenProblem('token-missing', 'no Authorization header');
  const [, token] = /^Bearer +([\w.~+/=-]+) *$/i.exec(authorization) ?? [];
  if (!token) throw new TokenProblem('token-malformed', 'not a Bearer token');
  return token;
};

/**
 * Remembers verified tokens until they expire, because checking a signature costs more than a command.
 * The cache is keyed by a hash: a dump of the memory should not hand out tokens. Only what was
 * verified is kept, so wrong tokens cannot push out good ones.
 */
export const cachedVerifier = (
  verifier: TokenVerifier,
  options: { readonly tokensMax: number; readonly clock: Clock },
): TokenVerifier => {
  const verified = new LRUCache<string, Identity>({ max: options.tokensMax });
  return {
    verify: async (token) => {
      const key = hash('sha256', token, 'base64');
      const known = verified.get(key);
      if (known) {
        if (known.expiresAt * 1000 > options.clock().getTime()) return known;
        verified.delete(key);
        throw new TokenProblem('token-expired', 'the token has expired');
      }
      const identity = await verifier.verify(token);
      verified.set(key, identity);
      return identity;
    },
  };
};
