import { Controller, Get, Inject, Req, Res, type OnModuleDestroy } from '@nestjs/common';
import { ApiHeader, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { RecordedEvent } from '#event-store';
import { ledgerModel, ledgerStream } from '#ledger-stream';
import type { ApiReply, ApiRequest } from '../access/api-request.js';
import { Asks, Offers } from '../access/asks.js';
import { API_DEPENDENCIES, apiLimits, type ApiDependencies } from '../api-dependencies.js';
import { isVisible, showEntry } from '../entries/show-entry.js';
import { DescribedRaw } from '../openapi/described.js';
import { HttpProblem } from '../problems/http-problem.js';
import { ledgerOf } from '../validation/ledger-id.js';
import { OwnLedger } from './own-ledger.js';

/** Milliseconds between two comments that keep a silent connection open through proxies. */
const HEARTBEAT = 15_000;

/** Entries as they happen (server-sent events), as far as the reader may see them. */
@ApiTags('log')
@Controller('v1/ledgers/:ledger/stream')
export class StreamController implements OnModuleDestroy {
  private readonly open = new Set<AbortController>();

  constructor(
    @Inject(API_DEPENDENCIES) private readonly door: ApiDependencies,
    private readonly own: OwnLedger,
  ) {}

  @Get()
  @Asks('read')
  @Offers('text/event-stream')
  @ApiParam({ name: 'ledger' })
  @ApiProduces('text/event-stream')
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'go on after this entry' })
  @DescribedRaw('Entries as they happen')
  async follow(@Req() request: ApiRequest, @Res() reply: ApiReply): Promise<void> {
    const ledger = ledgerOf(request);
    await this.own.scopeOf(request.identity, ledger);
    const after = await this.startOf(request, ledger);
    if (this.open.size >= apiLimits(this.door).streamReadersMax)
      throw new HttpProblem('overloaded');

    reply.hijack();
    const { raw } = reply;
    const gone = new AbortController();
    raw.on('close', () => gone.abort());
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // Kept alive after its end it would hold up a server that closes.
      connection: 'close',
      'x-accel-buffering': 'no',
    });
    raw.write(': muledger\n\n');
    const heartbeat = setInterval(() => raw.write(':\n\n'), HEARTBEAT);
    this.open.add(gone);
    try {
      for await (const text of this.entries(request, ledger, after, gone.signal))
        if (!gone.signal.aborted && !raw.write(text)) await drained(raw, gone.signal);
    } catch (error) {
      if (!gone.signal.aborted) this.door.logger.warn({ err: error, ledger }, 'a stream broke off');
    } finally {
      this.open.delete(gone);
      clearInterval(heartbeat);
      raw.end();
    }
  }

  /** A server that is closed waits for its answers; these never end by themselves. */
  onModuleDestroy(): void {
    for (const one of this.open) one.abort();
  }

  private async *entries(
    { identity }: ApiRequest,
    ledger: string,
    after: string | null,
    signal: AbortSignal,
  ): AsyncGenerator<string> {
    const stream = ledgerStream(ledger);
    const ends = AbortSignal.any([
      signal,
      AbortSignal.timeout(this.untilExpiry(identity.expiresAt)),
    ]);
    for await (const { events } of this.door.store.follow(after, ends)) {
      const own = events.filter((event) => event.stream === stream);
      if (own.length === 0) continue;
      // Another process may have written them, and units with them.
      await this.door.sequencer.refresh(stream);
      const scope = await this.own.scopeOf(identity, ledger);
      const indicators = await this.door.sequencer.read(stream, ({ head }) => [
        ...head.indicators.values(),
      ]);
      for (const recorded of own) {
        const event = ledgerModel.decode(recorded);
        if (isVisible(event, scope)) yield message(recorded, showEntry(event, scope, indicators));
      }
    }
  }

  /** After the entry the reader had last, or from now on. */
  private async startOf({ headers }: ApiRequest, ledger: string): Promise<string | null> {
    const last = headers['last-event-id'];
    if (typeof last === 'string' && last !== '') {
      if (/^[\w:/-]{1,100}$/.test(last)) return last;
      throw new HttpProblem('malformed-query', {
        fields: [{ path: 'Last-Event-ID', rule: 'cursor' }],
      });
    }
    return this.head(ledger);
  }

  /** Milliseconds for which the token is good; a timer takes 31 bits of them. */
  private untilExpiry(expiresAt: number): number {
    const left = expiresAt * 1_000 - this.door.clock().getTime();
    return Math.max(0, Math.min(left, 2 ** 31 - 1));
  }

  /** Position of the newest entry of the ledger. */
  private async head(ledger: string): Promise<string | null> {
    const newest = this.door.store.readStream(ledgerStream(ledger), BEYOND, 'backwards', 1);
    for await (const { position } of newest) return position;
    return null;
  }
}

/** Reading backwards from beyond the head starts at the head. */
const BEYOND = 2n ** 62n;

const message = ({ position, revision }: RecordedEvent, entry: object): string =>
  `id: ${position}\nevent: entry\ndata: ${JSON.stringify({ ...entry, revision: String(revision), position })}\n\n`;

/** Settled when there is room again, or nobody there any more: then there never will be. */
const drained = (raw: ApiReply['raw'], gone: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (gone.aborted) resolve();
    raw.once('drain', resolve);
    gone.addEventListener('abort', () => resolve(), { once: true });
  });
