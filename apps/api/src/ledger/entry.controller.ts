import { Controller, Post, Req, Res, type Type } from '@nestjs/common';
import { Asks } from '../access/asks.js';
import type { ApiReply, ApiRequest } from '../access/api-request.js';
import { DescribedEntry } from '../openapi/described.js';
import { ledgerOf } from '../validation/ledger-id.js';
import type { EntryRoute } from './entry-routes.js';
import { PostEntry } from './post-entry.js';

/** A controller for each kind of entry: they differ in the body and the command, which the table of routes states. */
export const entryController = (route: EntryRoute): Type<object> => {
  @Controller('v1/ledgers/:ledger')
  class EntryController {
    constructor(private readonly entries: PostEntry) {}

    @Post(route.path)
    @Asks('post')
    @DescribedEntry(route)
    async post(@Req() request: ApiRequest, @Res() reply: ApiReply): Promise<void> {
      const { status, body } = await this.entries.post(ledgerOf(request), route, request);
      reply.code(status).send(body);
    }
  }
  Object.defineProperty(EntryController, 'name', { value: `${route.kind}Controller` });
  return EntryController;
};
