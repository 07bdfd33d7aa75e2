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
import { headOf } from './stream/last-event-id.js';

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
    if (after !== undefined) await this.assertReached(ledgerStream(ledger), after);
    const lines = this.lines(ledgerStream(ledger), after ?? null);
    // Read before anything is sent, so that a store that is away is a problem and not half an answer.
    const first = await lines.next();
    reply.header('content-type', 'application/jsonl; charset=utf-8');
    const all = first.done === true ? [] : withFirst(first.value, lines);
    reply.send(Readable.from(partsAsMade(all)));
  }

  /**
   * Refuses a place beyond the ledger. It comes from a log that went back, or from another one: an empty answer would
   * look like nothing new, for ever.
   * @throws {HttpProblem} `revision-not-yet`, as the stream says it
   */
  private async assertReached(stream: string, after: string): Promise<void> {
    const head = await headOf(this.door.store, stream);
    if (head === undefined || !isBeyond(after, head.position)) return;
    throw new HttpProblem('revision-not-yet', { requested: after, head: head.position });
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

/** Positions are numbers, or two of them with a slash, in the order of the log. What is neither the store refuses. */
const isBeyond = (one: string, other: string): boolean => {
  const [ones, others] = [one, other].map((text) => POSITION.exec(text)?.[0].split('/') ?? []);
  if (ones === undefined || others === undefined || ones.length !== others.length) return false;
  const at = ones.findIndex((part, i) => BigInt(part) !== BigInt(others[i] ?? ''));
  return at >= 0 && BigInt(ones[at] ?? '') > BigInt(others[at] ?? '');
};
const POSITION = /^\d{1,19}(?:\/\d{1,19})?$/;

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
