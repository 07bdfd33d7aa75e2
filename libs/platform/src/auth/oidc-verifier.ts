import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { systemClock, type Clock } from '../clock/clock.js';
import { identityOf, ownClaimNames, type ClaimNames } from './identity.js';
import { IssuerKeys } from './issuer-keys.js';
import { TokenProblem, tokenProblemOf } from './token-problem.js';
import type { TokenVerifier } from './token-verifier.js';

export interface OidcOptions {
  /** Exactly as the issuer states it in its tokens. `https`, or `http` on this machine. */
  readonly issuer: string;
  readonly audience: string;
  readonly claims?: ClaimNames;
  readonly clock?: Clock;
}

/** Asymmetric algorithms only: with a shared secret whoever verifies could also issue. */
export const OIDC_ALGORITHMS: readonly string[] = [
  ...['EdDSA', 'ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512'],
];
/** Tokens for access, and those that do not say. A logout token is signed by the same key and says who left. */
const TYPES: readonly string[] = ['jwt', 'at+jwt', 'application/at+jwt'];
/** Seconds that the clocks of two machines may differ by. */
const TOLERANCE = 5;

/**
 * Verifies tokens of an OpenID Connect issuer. What is no token of that issuer is refused without asking it, so that
 * garbage costs it nothing and is told apart from an outage.
 */
export const oidcVerifier = ({
  issuer,
  audience,
  claims = ownClaimNames,
  clock = systemClock,
}: OidcOptions): TokenVerifier => {
  const keys = new IssuerKeys(issuer, clock);
  return {
    toleranceSeconds: TOLERANCE,
    generation: () => keys.generation,
    verify: async (token) => {
      try {
        const keyId = keyIdOf(token, issuer);
        const { payload } = await jwtVerify(token, await keys.for(keyId), {
          issuer,
          audience,
          algorithms: [...OIDC_ALGORITHMS],
          requiredClaims: ['sub', 'exp'],
          clockTolerance: TOLERANCE,
          currentDate: clock(),
        });
        return identityOf(payload, claims);
      } catch (error) {
        throw tokenProblemOf(error);
      }
    },
  };
};

/** The name of the key of a token that could be one of the issuer's. @throws {TokenProblem} */
const keyIdOf = (token: string, issuer: string): string | undefined => {
  const { alg = '', typ = 'JWT', kid, iss } = partsOf(token);
  if (!OIDC_ALGORITHMS.includes(alg))
    throw new TokenProblem('token-invalid', `tokens are not signed by ${alg}`);
  if (!TYPES.includes(typ.toLowerCase()))
    throw new TokenProblem('token-invalid', `a ${typ} is no token for access`);
  if (iss !== issuer) throw new TokenProblem('token-invalid', 'it is of another issuer');
  return kid;
};

const partsOf = (token: string) => {
  try {
    const { alg, typ, kid } = decodeProtectedHeader(token);
    return { alg, typ, kid, iss: decodeJwt(token).iss };
  } catch (error) {
    throw new TokenProblem('token-malformed', 'it is no JWT', { cause: error });
  }
};
