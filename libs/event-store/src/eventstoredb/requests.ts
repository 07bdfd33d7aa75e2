import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { AppendReq, ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { ExpectedRevision, NewEvent, StreamRevision } from '../event-store.js';
import type { LogPosition } from './log-position.js';
import { storedMetadata } from './stored-metadata.js';

/**
 * The requests as the protocol has them. The client's own calls would parse and write JSON anew, and
 * bytes that are to be hashed one day must be stored and read as they are.
 */

/** Records the server looks through for one page of a filtered read, and between two checkpoints. */
const SEARCH_WINDOW = 500;

/** Told to the server, so that it and its web interface show the bytes as JSON. */
const CONTENT_TYPE = 'application/json';

export interface AppendRequest {
  /** Name in the server. */
  readonly stream: string;
  readonly events: readonly NewEvent[];
  readonly expected: ExpectedRevision;
  readonly mark: string;
}

export function appendRequests(append: AppendRequest): AppendReq[] {
  const { stream, events, expected, mark } = append;
  const options = new streams.AppendReq.Options();
  options.setStreamIdentifier(identifierOf(stream));
  if (expected === 'no-stream') options.setNoStream(new shared.Empty());
  else options.setRevision(String(expected));
  return [
    new streams.AppendReq().setOptions(options),
    ...events.map((event) => proposal(event, mark)),
  ];
}

function proposal({ id, type, body, metadata }: NewEvent, mark: string): AppendReq {
  const message = new streams.AppendReq.ProposedMessage();
  message.setId(new shared.UUID().setString(id));
  message.getMetadataMap().set('type', type).set('content-type', CONTENT_TYPE);
  message.setData(bytesOf(body));
  message.setCustomMetadata(bytesOf(storedMetadata(mark, metadata)));
  return new streams.AppendReq().setProposedMessage(message);
}

export type Direction = 'forwards' | 'backwards';

export function readStreamRequest(
  stream: string,
  from: StreamRevision | 'end',
  direction: Direction,
  count: number,
): ReadReq {
  const place = new streams.ReadReq.Options.StreamOptions();
  place.setStreamIdentifier(identifierOf(stream));
  if (from === 'end') place.setEnd(new shared.Empty());
  else place.setRevision(String(from));
  const options = readOptions(direction).setStream(place).setCount(String(count));
  options.setNoFilter(new shared.Empty());
  return new streams.ReadReq().setOptions(options);
}

/** The newest record of all, whoever wrote it. */
export function readHeadRequest(): ReadReq {
  const place = new streams.ReadReq.Options.AllOptions().setEnd(new shared.Empty());
  const options = readOptions('backwards').setAll(place).setCount('1');
  options.setNoFilter(new shared.Empty());
  return new streams.ReadReq().setOptions(options);
}

/** From a position on, what stands there included. */
export function readAllRequest(
  from: LogPosition | null,
  streamPrefix: string,
  count: number,
): ReadReq {
  const options = allFrom(from, streamPrefix).setCount(String(count));
  return new streams.ReadReq().setOptions(options);
}

/** From a position on, what stands there not included; never ends. */
export function subscribeRequest(after: LogPosition | null, streamPrefix: string): ReadReq {
  const options = allFrom(after, streamPrefix);
  options.setSubscription(new streams.ReadReq.Options.SubscriptionOptions());
  return new streams.ReadReq().setOptions(options);
}

function allFrom(position: LogPosition | null, streamPrefix: string): ReadReq.Options {
  const place = new streams.ReadReq.Options.AllOptions();
  if (position)
    place.setPosition(
      new streams.ReadReq.Options.Position()
        .setCommitPosition(String(position.commit))
        .setPreparePosition(String(position.prepare)),
    );
  else place.setStart(new shared.Empty());
  const filter = new streams.ReadReq.Options.FilterOptions();
  filter.setStreamIdentifier(expressionOf(streamPrefix));
  filter.setMax(SEARCH_WINDOW).setCheckpointintervalmultiplier(1);
  return readOptions('forwards').setAll(place).setFilter(filter);
}

/** Streams of ours; those of the server itself begin with a dollar. */
function expressionOf(streamPrefix: string): ReadReq.Options.FilterOptions.Expression {
  const expression = new streams.ReadReq.Options.FilterOptions.Expression();
  if (streamPrefix === '') expression.setRegex('^[^$]');
  else expression.addPrefix(streamPrefix);
  return expression;
}

function readOptions(direction: Direction): ReadReq.Options {
  const options = new streams.ReadReq.Options();
  const { FORWARDS, BACKWARDS } = streams.ReadReq.Options.ReadDirection;
  options.setReadDirection(direction === 'forwards' ? FORWARDS : BACKWARDS);
  options.setUuidOption(new streams.ReadReq.Options.UUIDOption().setString(new shared.Empty()));
  return options.setResolveLinks(false);
}

function identifierOf(stream: string) {
  return new shared.StreamIdentifier().setStreamName(bytesOf(stream));
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
