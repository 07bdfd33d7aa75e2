import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { bearerToken, type Identity } from '#platform';
import { API_DEPENDENCIES, type ApiDependencies } from '../api-dependencies.js';
import { HttpProblem } from '../problems/http-problem.js';
import { ACTION_WORDS, mayAsk, type Action } from './access-table.js';
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
    const identity = await this.identify(request);
    if (action === undefined || !mayAsk(identity.role, action)) {
      this.door.logger.warn(
        { sub: identity.sub, role: identity.role, method: request.method, url: request.url },
        'access denied',
      );
      throw forbidden(identity, action);
    }
    request.identity = identity;
    return true;
  }

  /** @throws {TokenProblem | IssuerUnavailable} */
  private async identify({ headers, ip }: ApiRequest): Promise<Identity> {
    try {
      return await this.door.tokens.verify(bearerToken(headers.authorization));
    } catch (error) {
      this.door.logger.warn({ ip, reason: String(error) }, 'token refused');
      throw error;
    }
  }
}

const forbidden = ({ role, unit }: Identity, action: Action | undefined): HttpProblem =>
  new HttpProblem('forbidden', {
    role,
    unit: unit ?? '-',
    action: action === undefined ? { zh: '此操作', en: 'do this' } : ACTION_WORDS[action],
  });
