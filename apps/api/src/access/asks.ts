import { RouteConfig } from '@nestjs/platform-fastify';
import type { Action } from './access-table.js';

/** Open to everybody, without a token. */
export const OPEN = 'open';

/** Facts of a route that are looked at before its request is read. */
export interface RouteFacts {
  /** A route that does not say is closed. */
  action?: Action | typeof OPEN;
  /** Media types of its answer. JSON when it does not say. */
  offers?: readonly string[];
}

/** Declares the action that a route needs the right for. */
export const Asks = (action: Action | typeof OPEN): MethodDecorator => withFacts({ action });

/** Media types of the answer of a route, the one for readers without a wish first. */
export const Offers = (...offers: readonly string[]): MethodDecorator => withFacts({ offers });

/** By the method of the controller, because each decorator gives the route all that is known of it. */
const known = new WeakMap<object, RouteFacts>();

const withFacts =
  (more: RouteFacts): MethodDecorator =>
  (prototype, name, descriptor) => {
    const { value } = descriptor;
    if (typeof value !== 'function') throw new TypeError(`${String(name)} is no route`);
    const facts = Object.assign(known.get(value) ?? {}, more);
    known.set(value, facts);
    RouteConfig(facts)(prototype, name, descriptor);
  };
