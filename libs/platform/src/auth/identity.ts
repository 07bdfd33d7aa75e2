import { TokenProblem } from './token-problem.js';

/** Who may ask: the bureaux of three levels, those who check, everybody, and who runs the machine. */
export const roles = ['province', 'city', 'county', 'auditor', 'public', 'operator'] as const;
export type Role = (typeof roles)[number];

/** Roles that hold nothing and so need no unit. */
const rolesWithoutUnit: ReadonlySet<Role> = new Set(['public', 'operator'] as const);

/** Who asks, as a verified token says. */
export interface Identity {
  readonly sub: string;
  readonly name: string;
  readonly role: Role;
  /** unitId, or a code as it is today. Absent only for `operator` and `public`. */
  readonly unit?: string;
  /** Code of the province whose ledger the token speaks of, where it says so. */
  readonly province?: string;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

/** Which claims of a token hold what. A dot leads into an object. */
export interface ClaimNames {
  readonly name: string;
  readonly role: string;
  readonly unit: string;
  /** `province` when absent. */
  readonly province?: string;
}

export const ownClaimNames: ClaimNames = { name: 'name', role: 'role', unit: 'unit' };

/** A code, or a unitId that was made of one. */
const OF_CODE = /^(?:u-)?(\d{2})\d{4}(?!\d)/;

/** First two digits of the province of a unit whose name is made of a code; other names do not tell it. */
export const provinceDigits = (unit: string): string | undefined => OF_CODE.exec(unit)?.[1];

type Claims = Readonly<Record<string, unknown>>;

const claimAt = (claims: Claims, dottedName: string): unknown => {
  // Issuers use names with dots (URLs) as well as objects, so the whole name comes first.
  if (Object.hasOwn(claims, dottedName)) return claims[dottedName];
  let value: unknown = claims;
  for (const part of dottedName.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part))
      return undefined;
    value = new Map<string, unknown>(Object.entries(value)).get(part);
  }
  return value;
};

/** Characters of a claim; OpenID Connect allows a `sub` as many. */
const CLAIM_MAX = 255;
/** Control and format characters and lone surrogates: they cannot be stored, or make a log say what nobody wrote. */
const UNFIT = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffd]/u;

const textClaim = (claims: Claims, name: string): string | undefined => {
  const value = claimAt(claims, name);
  // Some issuers make a list of every claim.
  const stated: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (typeof stated !== 'string' || stated.trim() === '') return undefined;
  return stated.length <= CLAIM_MAX && !UNFIT.test(stated) ? stated : undefined;
};

/** A list may hold roles of other systems; two of ours would leave open which one applies. */
const roleClaim = (claims: Claims, name: string): Role | undefined => {
  const value = claimAt(claims, name);
  const stated: readonly unknown[] = Array.isArray(value) ? value : [value];
  const ours = roles.filter((role) => stated.includes(role));
  return ours.length === 1 ? ours[0] : undefined;
};

/**
 * Reads the identity from the claims of a token whose signature and times were checked.
 * @throws TokenProblem `token-invalid` when a claim we need is missing
 */
export const identityOf = (claims: Claims, names: ClaimNames): Identity => {
  const missing = (claim: string): never => {
    throw new TokenProblem('token-invalid', `claim "${claim}" is missing or not usable`);
  };
  const role = roleClaim(claims, names.role) ?? missing(names.role);
  const unit = textClaim(claims, names.unit);
  if (unit === undefined && !rolesWithoutUnit.has(role)) return missing(names.unit);
  const { province: provinceClaim = 'province' } = names;
  const stated = textClaim(claims, provinceClaim);
  const isStated = claimAt(claims, provinceClaim) !== undefined;
  if (isStated && (stated === undefined || !/^\d{6}$/.test(stated))) return missing(provinceClaim);
  const expiresAt = claims['exp'];
  return {
    sub: textClaim(claims, 'sub') ?? missing('sub'),
    name: textClaim(claims, names.name) ?? missing(names.name),
    role,
    ...(unit === undefined ? {} : { unit }),
    ...(stated === undefined ? {} : { province: stated }),
    expiresAt: typeof expiresAt === 'number' ? expiresAt : missing('exp'),
  };
};
