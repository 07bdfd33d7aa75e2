import { bearerToken, type Identity } from '#platform';
import type { ApiDependencies } from '../api-dependencies.js';
import { HttpProblem } from '../problems/http-problem.js';
import { ACTION_WORDS, mayAsk, type Action } from './access-table.js';

/** Somebody at a door: what they show, what they want, and what the log is told of where they stand. */
export interface Caller {
  readonly authorization: string | undefined;
  readonly action: Action | undefined;
  readonly from: Readonly<Record<string, unknown>>;
}

/**
 * Who the caller is, if the token is good and the role may ask for the action. The same at every door.
 * @throws {TokenProblem | IssuerUnavailable}
 * @throws {HttpProblem} `forbidden`
 */
export const admit = async (
  { tokens, logger }: Pick<ApiDependencies, 'tokens' | 'logger'>,
  { authorization, action, from }: Caller,
): Promise<Identity> => {
  const identify = async (): Promise<Identity> => {
    try {
      return await tokens.verify(bearerToken(authorization));
    } catch (error) {
      logger.warn({ ...from, reason: reasonOf(error) }, 'token refused');
      throw error;
    }
  };
  const identity = await identify();
  if (action !== undefined && mayAsk(identity.role, action)) return identity;
  logger.warn({ sub: identity.sub, role: identity.role, ...from }, 'access denied');
  throw forbidden(identity, action);
};

/** With what led to it: an issuer that cannot be asked has many causes, and each another remedy. */
const reasonOf = (error: unknown): string => {
  const reasons: string[] = [];
  let one = error;
  while (one instanceof Error && reasons.length < CAUSES_TOLD) {
    reasons.push(String(one));
    one = one.cause;
  }
  return reasons.join(' <- ');
};
const CAUSES_TOLD = 4;

const forbidden = ({ role, unit }: Identity, action: Action | undefined): HttpProblem =>
  new HttpProblem('forbidden', {
    role,
    unit: unit ?? '-',
    action: action === undefined ? { zh: '此操作', en: 'do this' } : ACTION_WORDS[action],
  });
