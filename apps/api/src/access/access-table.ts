import type { Role } from '#domain';

/**
 * What a role may ask for at all. Deny by default: a route without an action is closed. Which units a reader sees is
 * decided by the scope of its unit; who may post what is decided by the rules of the ledger, which know the units.
 */
export const ACCESS = {
  /** Who am I. */
  me: ['province', 'city', 'county', 'auditor', 'public', 'operator'],
  /** Entries; the operator posts the days. */
  post: ['province', 'city', 'county', 'operator'],
  /** Balances, journal, statements, lots …: the units of the own subtree, or all. */
  read: ['province', 'city', 'county', 'auditor'],
  /** The raw log shows everything there is. */
  'read-log': ['province', 'auditor'],
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof ACCESS;

export const mayAsk = (role: Role, action: Action): boolean => {
  const roles: readonly Role[] = ACCESS[action];
  return roles.includes(role);
};

/** Roles that see all units; the others see the subtree of their own. */
export const SEES_ALL: readonly Role[] = ['province', 'auditor'];
