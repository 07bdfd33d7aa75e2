import type { Role } from '#domain';
import type { Localised } from '#platform';

/**
 * What a role may ask for at all. Deny by default: a route without an action is closed. Which units a reader sees is
 * decided by the scope of its unit; who may post what is decided by the rules of the ledger, which know the units.
 */
export const ACCESS = {
  /** Who am I. */
  me: ['province', 'city', 'county', 'auditor', 'public', 'operator'],
  /** Entries; the operator posts the days, and suspends. */
  post: ['province', 'city', 'county', 'operator'],
  /** Balances, journal, statements, lots …: the units of the own subtree, or all. */
  read: ['province', 'city', 'county', 'auditor'],
  /** The raw log shows everything there is. */
  'read-log': ['province', 'auditor'],
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof ACCESS;

/** Actions in the words of who is told that they are closed. */
export const ACTION_WORDS: Readonly<Record<Action, Localised>> = {
  me: { zh: '查询身份', en: 'ask who it is' },
  post: { zh: '记账', en: 'post entries' },
  read: { zh: '查询', en: 'read' },
  'read-log': { zh: '查阅原始记录', en: 'read the raw log' },
};

export const mayAsk = (role: Role, action: Action): boolean => {
  const roles: readonly Role[] = ACCESS[action];
  return roles.includes(role);
};

/** Roles that see all units; the others see the subtree of their own. */
export const SEES_ALL: readonly Role[] = ['province', 'auditor'];
