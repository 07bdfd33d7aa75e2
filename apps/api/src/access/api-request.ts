import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Identity } from '#platform';

/** A request whose token was verified by the guard. */
export interface ApiRequest extends FastifyRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  identity: Identity;
}

export type ApiReply = FastifyReply;
