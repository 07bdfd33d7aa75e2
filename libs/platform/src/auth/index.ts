export {
  ownClaimNames,
  provinceDigits,
  roles,
  type ClaimNames,
  type Identity,
  type Role,
} from './identity.js';
export { openLocalIssuer, type LocalIssuer, type TokenRequest } from './local-issuer.js';
export { OIDC_ALGORITHMS, oidcVerifier, type OidcOptions } from './oidc-verifier.js';
export { IssuerUnavailable, TokenProblem, type TokenProblemCode } from './token-problem.js';
export { bearerToken, cachedVerifier, type TokenVerifier } from './token-verifier.js';
