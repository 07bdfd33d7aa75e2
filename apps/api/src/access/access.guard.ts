import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { ApiRequest } from '../access/api-request.js';
import { HttpProblem } from '../problems/http-problem.js';
import { OPEN } from './asks.js';

/**
 * The last look before a route: who asks was found out before the body was read (`requests/admit-requests.ts`). Without
 * it a route that was added past that hook would be open.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { identity, routeOptions } = context.switchToHttp().getRequest<Partial<ApiRequest>>();
    if (identity !== undefined || routeOptions?.config.action === OPEN) return true;
    throw new HttpProblem('forbidden', { role: '-', unit: '-', action: CLOSED });
  }
}

const CLOSED = { zh: '此操作', en: 'do this' };
