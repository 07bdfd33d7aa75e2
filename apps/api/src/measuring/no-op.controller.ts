import { Controller, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { ApiReply, ApiRequest } from '../access/api-request.js';
import { Asks } from '../access/asks.js';
import { entryRouteNamed } from '../ledger/entry-routes.js';
import { idempotencyKey } from '../ledger/post-entry.js';
import { ledgerOf } from '../validation/ledger-id.js';

const RESERVATIONS = entryRouteNamed('reservations');

/**
 * Checks the token and the body of a reservation and does nothing: what posting one is compared with. Only there when
 * the composition root asks for it, to measure.
 */
@ApiExcludeController()
@Controller('v1/ledgers/:ledger/no-op')
export class NoOpController {
  @Post()
  @Asks('post')
  post(@Req() request: ApiRequest, @Res() reply: ApiReply): void {
    const entryId = idempotencyKey(request);
    RESERVATIONS?.accept(request.body);
    reply.code(201).send({ entryId, ledger: ledgerOf(request) });
  }
}
