import { hash } from 'node:crypto';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import { ledgerStream } from '#ledger-stream';
import type { ApiReply, ApiRequest } from '../access/api-request.js';
import { Asks, Offers } from '../access/asks.js';
import { API_DEPENDENCIES, type ApiDependencies } from '../api-dependencies.js';
import { DescribedRaw } from '../openapi/described.js';
import { ledgerOf } from '../validation/ledger-id.js';
import { QueryReader } from '../validation/query.js';
import { OwnLedger } from './own-ledger.js';
import { firstAfter, parseLastEventId } from './stream/last-event-id.js';
import { StreamReaders } from './stream/stream-readers.js';

/** Seconds of silence after which the peer is asked whether it is still there; ten unanswered ones end it. */
const KEEP_ALIVE_MS = 5_000;

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // Kept alive after its end it would hold up a server that closes.
  connection: 'close',
  'x-accel-buffering': 'no',
};

/** Entries as they happen (server-sent events), as far as the reader may see them. */
@ApiTags('log')
@Controller('v1/ledgers/:ledger/stream')
export class StreamController {
  constructor(
    @Inject(API_DEPENDENCIES) private readonly door: ApiDependencies,
    private readonly own: OwnLedger,
    private readonly readers: StreamReaders,
  ) {}

  @Get()
  @Asks('read')
  @Offers('text/event-stream')
  @ApiParam({ name: 'ledger' })
  @ApiProduces('text/event-stream')
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'go on after this entry; `0` begins with the first, none with the next one',
  })
  @DescribedRaw('Entries as they happen')
  async follow(@Req() request: ApiRequest, @Res() reply: ApiReply): Promise<void> {
    const { identity, method, headers } = request;
    const ledger = ledgerOf(request);
    new QueryReader(request.query).done();
    const last = headers['last-event-id'];
    const seen = typeof last === 'string' && last !== '' ? parseLastEventId(last) : undefined;
    await this.own.scopeOf(identity, ledger);
    if (method === 'HEAD') {
      reply.headers(HEADERS).send();
      return;
    }
    const leave = this.readers.places.take(hash('sha256', headers.authorization ?? '', 'base64'));
    const { raw } = reply;
    // Before anything is awaited: who leaves meanwhile gives the place back too.
    raw.once('close', leave);
    try {
      const next = await firstAfter(this.door.store, ledgerStream(ledger), seen);
      const reader = await this.readers.open({ ledger, identity, next }, raw);
      reply.hijack();
      raw.socket?.setKeepAlive(true, KEEP_ALIVE_MS);
      raw.writeHead(200, HEADERS);
      raw.write(': muledger\n\n');
      this.readers.ask(reader);
      if (raw.destroyed) leave();
    } catch (error) {
      leave();
      throw error;
    }
  }
}
