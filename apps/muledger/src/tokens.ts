import {
  cachedVerifier,
  oidcVerifier,
  openLocalIssuer,
  type Clock,
  type Config,
  type TokenVerifier,
} from '#platform';

/** Whose tokens are accepted: those of the OIDC issuer when one is set, else our own. */
export const tokenVerifier = async (config: Config, clock: Clock): Promise<TokenVerifier> => {
  const { oidcIssuer, oidcAudience, dataDir, cachedTokensMax } = config;
  const {
    oidcNameClaim: name,
    oidcRoleClaim: role,
    oidcUnitClaim: unit,
    oidcProvinceClaim: province,
  } = config;
  const verifier =
    oidcIssuer === undefined
      ? await openLocalIssuer(dataDir, clock)
      : oidcVerifier({
          issuer: oidcIssuer,
          audience: oidcAudience,
          claims: { name, role, unit, province },
          clock,
        });
  return cachedVerifier(verifier, { tokensMax: cachedTokensMax, clock });
};
