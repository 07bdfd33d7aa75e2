import { Readable } from 'node:stream';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiParam, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { RecordedEvent } from '#event-store';
import { ledgerStream } from '#ledger-stream';
import type { ApiReply, ApiRequest } from '../access/api-request.js';
import { Asks, Offers } from '../access/asks.js';
import { partsAsMade } from '../answers/long-answers.js';
import { API_DEPENDENCIES, type ApiDependencies } from '../api-dependencies.js';
import { DescribedRaw } from '../openapi/described.js';
import { HttpProblem } from '../problems/http-problem.js';
import { ledgerOf } from '../validation/ledger-id.js';
import { QueryReader } from '../validation/query.js';
import { OwnLedger } from './own-ledger.js';

/** The log as it is stored, for auditors: one event a line, its body byte for byte. */
@ApiTags('log')
@Controller('v1/ledgers/:ledger/events')
export class EventsController {
  constructor(
    @Inject(API_DEPENDENCIES) private readonly door: ApiDependencies,
    private readonly own: OwnLedger,
  ) {}

  @Get()
  @Asks('read-log')
  @Offers('application/jsonl')
  @ApiParam({ name: 'ledger' })
  @ApiProduces('application/jsonl')
  @ApiQuery({ name: 'after', required: false, description: 'a position; from the first if absent' })
  @DescribedRaw('The raw log as JSON Lines')
  async list(@Req() request: ApiRequest, @Res() reply: ApiReply): Promise<void> {
    const ledger = ledgerOf(request);
    const query = new QueryReader(request.query);
    const after = query.text('after');
    query.done();
    const scope = await this.own.scopeOf(request.identity, ledger);
    // The log as it is stored shows everything there is: a role of the province with a lower unit does not see it.
    if (!scope.seesAll) throw scope.forbid(request.identity.unit ?? '');
    const lines = this.lines(ledgerStream(ledger), after ?? null);
    // Read before anything is sent, so that a store that is away is a problem and not half an answer.
    const first = await lines.next();
    reply.header('content-type', 'application/jsonl; charset=utf-8');
    const all = first.done === true ? [] : withFirst(first.value, lines);
    reply.send(Readable.from(partsAsMade(all)));
  }

  private async *lines(stream: string, after: string | null): AsyncGenerator<string> {
    const { store } = this.door;
    if (after === null) {
      for await (const event of store.readStream(stream, 0n, 'forwards')) yield lineOf(event);
      return;
    }
    for await (const event of readAfter(store, after))
      if (event.stream === stream) yield lineOf(event);
  }
}

async function* readAfter(
  store: ApiDependencies['store'],
  after: string,
): AsyncGenerator<RecordedEvent> {
  try {
    yield* store.readAll(after);
  } catch (error) {
    // What a position looks like is the adapter's own; it throws these at a text that is none.
    if (error instanceof SyntaxError || error instanceof RangeError)
      throw new HttpProblem('malformed-query', { fields: [{ path: 'after', rule: 'cursor' }] });
    throw error;
  }
}

async function* withFirst(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

/** Body and metadata are JSON already and are set in as they are: a hash of them can be checked. */
const lineOf = ({
  position,
  stream,
  revision,
  id,
  type,
  body,
  metadata,
}: RecordedEvent): string => {
  const head = JSON.stringify({ position, stream, revision: String(revision), id, type });
  return `${head.slice(0, -1)},"metadata":${metadata},"data":${body}}\n`;
};
