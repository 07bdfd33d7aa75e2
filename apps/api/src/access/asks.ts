import { SetMetadata } from '@nestjs/common';
import type { Action } from './access-table.js';

export const ACTION = 'muledger:action';
/** Open to everybody, without a token. */
export const OPEN = 'open';

/** What a route asks for. A route that does not say is closed. */
export const Asks = (action: Action | typeof OPEN): MethodDecorator & ClassDecorator =>
  SetMetadata(ACTION, action);
