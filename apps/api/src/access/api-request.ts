import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Identity } from '#platform';
import type { RouteFacts } from './asks.js';

declare module 'fastify' {
  // What a route says of itself (`asks.ts`).
  interface FastifyContextConfig extends RouteFacts {}
}

/** A request whose token was verified before its body was read. */
export interface ApiRequest extends FastifyRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  identity: Identity;
}

export type ApiReply = FastifyReply;
