import { Failed } from '../../failure.js';

/** The code of the problem a server answered with; nothing when the failure is another one. */
export const problemCode = (error: unknown): string | undefined => {
  if (!(error instanceof Failed) || typeof error.facts !== 'object') return undefined;
  const { facts } = error;
  return 'code' in facts && typeof facts.code === 'string' ? facts.code : undefined;
};
