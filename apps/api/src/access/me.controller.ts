import { Controller, Get, Req } from '@nestjs/common';
import type { ApiRequest } from './api-request.js';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { DescribedProblem } from '../openapi/described.js';
import { QueryReader } from '../validation/query.js';
import { Asks } from './asks.js';

@Controller('v1/me')
export class MeController {
  @Get()
  @Asks('me')
  @ApiTags('access')
  @ApiOperation({ summary: 'Who the token says I am' })
  @DescribedProblem()
  me(@Req() { identity, query }: ApiRequest) {
    new QueryReader(query).done();
    const { sub, name, role, unit, expiresAt } = identity;
    return { sub, name, role, unit, expiresAt: new Date(expiresAt * 1000).toISOString() };
  }
}
