import type { Core } from './core.js';

/** What a person should know although requests are answered: readiness says it is degraded. */
export const concernsOf = ({
  ahead,
  health,
}: Pick<Core, 'ahead' | 'health'>): { readonly name: string; readonly detail: string }[] => [
  ...ahead.sentences.map((detail) => ({ name: 'days-ahead', detail })),
  ...health.losses.map((detail) => ({ name: 'log-went-back', detail })),
  ...health.ailing.map(({ follower, state }) => ({ name: follower, detail: state })),
];
