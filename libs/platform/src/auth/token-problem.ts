import { errors } from 'jose';

export type TokenProblemCode =
  'token-missing' | 'token-malformed' | 'token-expired' | 'token-invalid';

/** The token is no good. `message` is for the log; the caller is told the code only. */
export class TokenProblem extends Error {
  override readonly name = 'TokenProblem';
  constructor(
    readonly code: TokenProblemCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The issuer's keys could not be fetched: nobody's token is wrong, but none can be checked. */
export class IssuerUnavailable extends Error {
  override readonly name = 'IssuerUnavailable';
}

/** What a failed verification by `jose` means to us. */
export const tokenProblemOf = (error: unknown): Error => {
  if (error instanceof TokenProblem || error instanceof IssuerUnavailable) return error;
  const options = { cause: error };
  if (error instanceof errors.JWTExpired)
    return new TokenProblem('token-expired', error.message, options);
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid)
    return new TokenProblem('token-malformed', error.message, options);
  if (error instanceof errors.JWKSTimeout)
    return new IssuerUnavailable('the keys of the issuer did not arrive in time', options);
  if (
    error instanceof errors.JWTClaimValidationFailed ||
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  )
    return new TokenProblem('token-invalid', error.message, options);
  return new IssuerUnavailable('the keys of the issuer could not be used', options);
};
