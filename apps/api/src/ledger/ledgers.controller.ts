import { Controller, Post, Req, Res } from '@nestjs/common';
import type { ApiReply, ApiRequest } from '../access/api-request.js';
import { Asks } from '../access/asks.js';
import { DescribedEntry } from '../openapi/described.js';
import { HttpProblem } from '../problems/http-problem.js';
import { isLedgerId } from '../validation/ledger-id.js';
import { OPEN_LEDGER } from './entry-routes.js';
import { PostEntry } from './post-entry.js';

@Controller('v1/ledgers')
export class LedgersController {
  constructor(private readonly entries: PostEntry) {}

  @Post()
  @Asks('post')
  @DescribedEntry(OPEN_LEDGER)
  async open(@Req() request: ApiRequest, @Res() reply: ApiReply): Promise<void> {
    const { status, body } = await this.entries.post(provinceOf(request), OPEN_LEDGER, request);
    reply.code(status).send(body);
  }
}

/** The new ledger is named after its province, which only the body says. */
const provinceOf = ({ body }: ApiRequest): string => {
  const unit = typeof body === 'object' && body !== null && 'unit' in body ? body.unit : undefined;
  if (isLedgerId(unit)) return unit;
  throw new HttpProblem('malformed-body', { fields: [{ path: 'unit', rule: 'text' }] });
};
