import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { figuresFor } from '#platform';
import { mayAsk } from '../access/access-table.js';
import { admit } from '../access/admit.js';
import type { ApiReply, ApiRequest } from '../access/api-request.js';
import { Asks, Offers } from '../access/asks.js';
import { API_DEPENDENCIES, type ApiDependencies } from '../api-dependencies.js';
import { DescribedProblem } from '../openapi/described.js';
import { HttpProblem } from '../problems/http-problem.js';

@ApiTags('health')
@DescribedProblem()
@Controller()
export class HealthController {
  constructor(@Inject(API_DEPENDENCIES) private readonly door: ApiDependencies) {}

  @Get('v1/health/live')
  @Asks('open')
  @ApiOperation({ summary: 'The process answers', security: [] })
  live() {
    return { status: 'live' };
  }

  @Get('v1/health/ready')
  @Asks('open')
  @ApiOperation({ summary: 'Everything that requests need works', security: [] })
  async ready() {
    const results = await Promise.all(
      this.door.readiness.map(async (one) => {
        const { name } = one;
        try {
          await one.check();
          return { name, ok: true };
        } catch (error) {
          this.door.logger.warn({ err: error, check: name }, 'not ready');
          return { name, ok: false };
        }
      }),
    );
    const failing = results.filter(({ ok }) => !ok).map(({ name }) => name);
    if (failing.length > 0) throw new HttpProblem('not-ready', { failing });
    const checks = results.map(({ name }) => name);
    const concerns = this.door.concerns?.() ?? [];
    if (concerns.length > 0) return { status: 'degraded', checks, concerns };
    return { status: 'ready', checks };
  }

  @Get('metrics')
  @Asks('open')
  @Offers('text/plain', 'application/openmetrics-text')
  @ApiOperation({ summary: 'Figures of this process for Prometheus', security: [] })
  async metrics(@Req() request: ApiRequest, @Res() reply: ApiReply): Promise<void> {
    const { authorization } = request.headers;
    const from = { path: '/metrics' };
    const text = await this.door.metrics.metrics();
    reply.header('content-type', this.door.metrics.contentType);
    // Balances are for who reads the whole ledger; a token that is shown must be good.
    const reader =
      authorization === undefined
        ? undefined
        : await admit(this.door, { authorization, action: 'me', from });
    const isWhole = reader !== undefined && mayAsk(reader.role, 'read-log');
    reply.send(figuresFor(isWhole ? reader.unit?.replace(/^u-/, '') : undefined, text));
  }
}
