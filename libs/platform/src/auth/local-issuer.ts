import { randomUUID } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { systemClock, type Clock } from '../clock/clock.js';
import { identityOf, ownClaimNames, type Identity, type Role } from './identity.js';
import { loadSigningKey } from './signing-key.js';
import { tokenProblemOf } from './token-problem.js';
import type { TokenVerifier } from './token-verifier.js';

const issuer = 'urn:muledger:local';
const audience = 'muledger';

export interface TokenRequest {
  readonly sub: string;
  readonly name: string;
  readonly role: Role;
  /** Needed by every role but `operator` and `public`. */
  readonly unit?: string;
  /** The one whose ledger it speaks of. */
  readonly province?: string;
  /** Seconds the token is good for. */
  readonly ttl: number;
}

/** Issues and verifies tokens signed with the key of this installation. */
export interface LocalIssuer extends TokenVerifier {
  readonly issueToken: (request: TokenRequest) => Promise<string>;
  readonly verifyToken: (token: string) => Promise<Identity>;
}

/** Opens the issuer whose key lies in `dataDir`; the key is made on first use, if it may be. */
export const openLocalIssuer = async (
  dataDir: string,
  clock: Clock = systemClock,
  mayMakeKey = true,
): Promise<LocalIssuer> => {
  const { keyId, privateKey, publicKey } = await loadSigningKey(dataDir, mayMakeKey);

  const verifyToken = async (token: string): Promise<Identity> => {
    try {
      const { payload } = await jwtVerify(token, publicKey, {
        issuer,
        audience,
        algorithms: ['EdDSA'],
        requiredClaims: ['sub', 'exp'],
        currentDate: clock(),
      });
      return identityOf(payload, ownClaimNames);
    } catch (error) {
      throw tokenProblemOf(error);
    }
  };

  return {
    issueToken: ({ sub, name, role, unit, ttl, province }) => {
      const now = Math.floor(clock().getTime() / 1000);
      const claims = {
        ...{ name, role },
        ...(unit === undefined ? {} : { unit }),
        ...(province === undefined ? {} : { province }),
      };
      // What could never be accepted is not issued.
      identityOf({ ...claims, sub, exp: now + ttl }, ownClaimNames);
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', kid: keyId })
        .setSubject(sub)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(now)
        .setExpirationTime(now + ttl)
        .setJti(randomUUID())
        .sign(privateKey);
    },
    verifyToken,
    verify: verifyToken,
  };
};
