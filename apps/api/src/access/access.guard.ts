import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { API_DEPENDENCIES, type ApiDependencies } from '../api-dependencies.js';
import { named } from '../request-id.js';
import type { Action } from './access-table.js';
import { admit } from './admit.js';
import type { ApiRequest } from './api-request.js';
import { ACTION, OPEN } from './asks.js';

/** Every request has a verified token and asks for what its role may ask for. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(API_DEPENDENCIES) private readonly door: ApiDependencies,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const action = this.reflector.get<Action | typeof OPEN | undefined>(
      ACTION,
      context.getHandler(),
    );
    if (action === OPEN) return true;
    const request = context.switchToHttp().getRequest<ApiRequest>();
    const { headers, ip } = request;
    const { authorization } = headers;
    const from = { ip, ...named(request) };
    request.identity = await admit(this.door, { authorization, action, from });
    return true;
  }
}
