/** Who may write at all. `system` is the ledger's own day job; no token carries it. */
export const ROLES = ['province', 'city', 'county', 'auditor', 'public', 'operator'] as const;
export type Role = (typeof ROLES)[number];

export interface Actor {
  readonly id: string;
  readonly role: Role | 'system';
  /** unitId, or a code as it is today. */
  readonly unit: string;
}
