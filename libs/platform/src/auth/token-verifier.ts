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
  /** Seconds for which a token is taken after its time. None when absent. */
  readonly toleranceSeconds?: number;
  /** Another number when what was verified before must be verified again. */
  readonly generation?: () => number;
}

/** Milliseconds for which a verified token is believed: so long after its key was taken away it may still be good. */
const BELIEVED_MS = 5 * 60_000;

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
  const verified = new LRUCache<string, Verified>({ max: options.tokensMax });
  const { toleranceSeconds = 0, generation = () => 0 } = verifier;
  let generationOfAll = generation();
  const forgetIfChanged = (): void => {
    if (generation() === generationOfAll) return;
    verified.clear();
    generationOfAll = generation();
  };
  return {
    toleranceSeconds,
    verify: async (token) => {
      forgetIfChanged();
      const key = hash('sha256', token, 'base64');
      const known = verified.get(key);
      const now = options.clock().getTime();
      if (known) {
        const { identity, verifiedAt } = known;
        if ((identity.expiresAt + toleranceSeconds) * 1000 <= now) {
          verified.delete(key);
          throw new TokenProblem('token-expired', 'the token has expired');
        }
        if (now - verifiedAt <= BELIEVED_MS) return identity;
      }
      const identity = await verifier.verify(token);
      forgetIfChanged();
      verified.set(key, { identity, verifiedAt: now });
      return identity;
    },
  };
};

interface Verified {
  readonly identity: Identity;
  readonly verifiedAt: number;
}
