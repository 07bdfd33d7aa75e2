import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { LogDamaged, type RecordedEvent, type StreamRevision } from '../event-store.js';
import { groundOf, LogWentBack, provenAfter } from '../ground.js';
import { pagesOf, type Page } from '../paging.js';
import type { Connection } from './connection.js';
import { readFailure } from './failures.js';
import { isBehind, parsePosition, positionText, type LogPosition } from './log-position.js';
import { reached, recordedEvents } from './recorded.js';
import { readAllRequest, readHeadRequest, readStreamRequest, type Direction } from './requests.js';

/** Events of one page at most: the server sends them one by one, and the deadline is for all of them. */
const PAGE_MAX = 1_000;

export interface EventPagesOptions {
  readonly streamPrefix: string;
  readonly deadlineMs: number;
}

/** The order of the whole log, as the server names it. */
const ALL = '$all';

/** How much one call returns is up to the server, so only an empty page is the end. */
const PAGING = { pageMax: PAGE_MAX, shortIsEnd: false };

/** Reads events in pages, so that a read of any length is made of calls that end in time. */
export class EventPages {
  constructor(
    private readonly connection: Connection,
    private readonly options: EventPagesOptions,
  ) {}

  /** Where the newest record of the server stands, nothing for an empty log. */
  async head(): Promise<LogPosition | undefined> {
    return reached((await this.messages(readHeadRequest(), ALL)) ?? []);
  }

  /** The event at a position. @throws {LogWentBack} there is none */
  async at(position: LogPosition): Promise<RecordedEvent> {
    const { streamPrefix } = this.options;
    const messages = await this.messages(readAllRequest(position, streamPrefix, 1), ALL);
    const text = positionText(String(position.commit), String(position.prepare));
    const [event] = recordedEvents(messages ?? [], streamPrefix);
    if (event?.position !== text) throw LogWentBack.nothingAt(text);
    return event;
  }

  /** After a position, up to the head as it is when the last page is read. */
  all(after: LogPosition | null): AsyncGenerator<Page> {
    const { streamPrefix } = this.options;
    const read = async (last: RecordedEvent | null, size: number): Promise<RecordedEvent[]> => {
      const from = last ? parsePosition(last.position) : after;
      // The server begins with what stands at the position itself, if anything does.
      const count = from ? size + 1 : size;
      const messages = await this.messages(readAllRequest(from, streamPrefix, count), ALL);
      const events = recordedEvents(messages ?? [], streamPrefix);
      if (last) return provenAfter(groundOf(last), events);
      return (
        from ? events.filter((one) => isBehind(parsePosition(one.position), from)) : events
      ).slice(0, size);
    };
    return pagesOf(read, { ...PAGING, limit: Infinity });
  }

  /** @throws {LogDamaged} an event is missing that the stream must have */
  async *stream(
    stream: string,
    from: StreamRevision,
    direction: Direction,
    limit = Infinity,
  ): AsyncGenerator<Page> {
    const step = direction === 'forwards' ? 1n : -1n;
    const first = direction === 'forwards' && from < 0n ? 0n : from;
    if (first < 0n) return;
    const read = (last: RecordedEvent | null, size: number): Promise<RecordedEvent[]> =>
      last
        ? this.streamPage(stream, last.revision, direction, size + 1).then((events) =>
            provenAfter(groundOf(last), events),
          )
        : this.streamPage(stream, first, direction, size);
    let due = direction === 'forwards' ? first : undefined;
    for await (const page of pagesOf(read, { ...PAGING, limit })) {
      for (const { revision } of page.events) {
        if (due !== undefined && revision !== due)
          throw new LogDamaged(`${stream}: ${revision} stands where ${due} is due`);
        due = revision + step;
      }
      yield page;
      limit -= page.events.length;
      if (page.last && limit > 0 && direction === 'backwards' && due !== undefined && due >= 0n)
        throw new LogDamaged(`${stream}: nothing stands before ${due + 1n}`);
    }
  }

  private async streamPage(
    stream: string,
    from: StreamRevision,
    direction: Direction,
    size: number,
  ): Promise<RecordedEvent[]> {
    if (from < 0n) return [];
    const { streamPrefix } = this.options;
    const name = streamPrefix + stream;
    const messages = await this.messages(readStreamRequest(name, from, direction, size), name);
    if (!messages) await this.assertNeverWritten(name);
    return recordedEvents(messages ?? [], streamPrefix);
  }

  /** A stream that was deleted is answered like one that never was; only its metadata tells. */
  private async assertNeverWritten(name: string): Promise<void> {
    const request = readStreamRequest(`$$${name}`, 'end', 'backwards', 1);
    const [metadata] = recordedEvents((await this.messages(request, `$$${name}`)) ?? [], '');
    if (metadata && /"\$tb"/.test(metadata.body)) throw new LogDamaged(`${name} was deleted`);
  }

  private async messages(request: ReadReq, place: string): Promise<ReadResp[] | undefined> {
    try {
      return await this.connection.read(request, this.options.deadlineMs);
    } catch (error) {
      throw readFailure(error, `read ${place}`);
    }
  }
}
