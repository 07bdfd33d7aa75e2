import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { AppendResp, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import type { StoredRecord, WriteOutcome } from './stand-in-log.js';

/** The answers of the protocol, as a server makes them. */

export function eventAnswer(record: StoredRecord): ReadResp {
  const { id, stream, revision, type, contentType, data, metadata, position } = record;
  const event = new streams.ReadResp.ReadEvent.RecordedEvent();
  event.setId(new shared.UUID().setString(id));
  event.setStreamIdentifier(identifierOf(stream));
  event.setStreamRevision(String(revision));
  event.setCommitPosition(String(position)).setPreparePosition(String(position));
  event.getMetadataMap().set('type', type).set('content-type', contentType).set('created', '0');
  event.setData(data).setCustomMetadata(metadata);
  const read = new streams.ReadResp.ReadEvent().setEvent(event);
  return new streams.ReadResp().setEvent(read.setCommitPosition(String(position)));
}

export const notFoundAnswer = (stream: string): ReadResp =>
  new streams.ReadResp().setStreamNotFound(
    new streams.ReadResp.StreamNotFound().setStreamIdentifier(identifierOf(stream)),
  );

export const checkpointAnswer = (position: bigint): ReadResp =>
  new streams.ReadResp().setCheckpoint(
    new streams.ReadResp.Checkpoint()
      .setCommitPosition(String(position))
      .setPreparePosition(String(position)),
  );

export const confirmationAnswer = (): ReadResp =>
  new streams.ReadResp().setConfirmation(
    new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId(crypto.randomUUID()),
  );

export const caughtUpAnswer = (): ReadResp =>
  new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp());

/** The place of the last record only, and a repetition is answered like the first time. */
export function appendAnswer(outcome: Exclude<WriteOutcome, { kind: 'deleted' }>): AppendResp {
  const answer = new streams.AppendResp();
  if (outcome.kind === 'written') {
    const success = new streams.AppendResp.Success().setCurrentRevision(String(outcome.last));
    const position = new streams.AppendResp.Position();
    position.setCommitPosition(String(outcome.position));
    position.setPreparePosition(String(outcome.position));
    return answer.setSuccess(success.setPosition(position));
  }
  const conflict = new streams.AppendResp.WrongExpectedVersion();
  if (outcome.current === undefined) conflict.setCurrentNoStream(new shared.Empty());
  else conflict.setCurrentRevision(String(outcome.current));
  return answer.setWrongExpectedVersion(conflict);
}

/** An error as the server tells it: a code that many share, and its own name for it in the trailers. */
export function failure(
  code: status,
  details: string,
  trailers: Readonly<Record<string, string>>,
): ServiceError {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value);
  return Object.assign(new Error(details), { code, details, metadata });
}

export const streamDeleted = (stream: string): ServiceError =>
  failure(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });

export const appendTooLarge = (bytesMax: number): ServiceError =>
  failure(status.INVALID_ARGUMENT, `Maximum Append Size of ${bytesMax} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(bytesMax),
  });

export const accessDenied = (): ServiceError =>
  failure(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });

export const unauthenticated = (): ServiceError =>
  failure(status.UNAUTHENTICATED, 'Bad HTTP status code: 401', {});

/** The server keeps so many events for a subscriber and no more. */
export const consumerTooSlow = (): ServiceError =>
  failure(
    status.ABORTED,
    'Consumer too slow to handle event while live. Client resubscription required.',
    {},
  );

export const notLeader = (port: number): ServiceError =>
  failure(status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': '127.0.0.1',
    'leader-endpoint-port': String(port),
  });

export const nameOf = (identifier: { getStreamName_asU8(): Uint8Array } | undefined): string =>
  new TextDecoder().decode(identifier?.getStreamName_asU8());

const identifierOf = (stream: string) =>
  new shared.StreamIdentifier().setStreamName(new TextEncoder().encode(stream));
