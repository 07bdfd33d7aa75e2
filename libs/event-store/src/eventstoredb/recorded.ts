import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { RecordedEvent } from '../event-store.js';
import { positionText, type LogPosition } from './log-position.js';
import { readMetadata } from './stored-metadata.js';

/** An event, and which append wrote it. */
export interface MarkedEvent {
  readonly event: RecordedEvent;
  readonly mark: string;
}

/** The event of a message, if it is one. `streamPrefix` is no part of the stream's name. */
export function markedEvent(message: ReadResp, streamPrefix: string): MarkedEvent | undefined {
  const stored = message.getEvent()?.getEvent();
  if (!stored) return undefined;
  const { mark, metadata } = readMetadata(textOf(stored.getCustomMetadata_asU8()));
  const name = textOf(stored.getStreamIdentifier()?.getStreamName_asU8() ?? new Uint8Array());
  const event = {
    id: stored.getId()?.getString() ?? '',
    type: stored.getMetadataMap().get('type') ?? '',
    body: textOf(stored.getData_asU8()),
    metadata,
    stream: name.slice(streamPrefix.length),
    revision: BigInt(stored.getStreamRevision()),
    position: positionText(stored.getCommitPosition(), stored.getPreparePosition()),
  };
  return { event, mark };
}

export function recordedEvents(
  messages: readonly ReadResp[],
  streamPrefix: string,
): RecordedEvent[] {
  const events: RecordedEvent[] = [];
  for (const message of messages) {
    const marked = markedEvent(message, streamPrefix);
    if (marked) events.push(marked.event);
  }
  return events;
}

/** How far a subscription is, as its last message tells: by an event or by saying that none was ours. */
export function reached(messages: readonly ReadResp[]): LogPosition | undefined {
  const place = messages.findLast((one) => one.hasEvent() || one.hasCheckpoint());
  const told = place?.getCheckpoint() ?? place?.getEvent()?.getEvent();
  return (
    told && { commit: BigInt(told.getCommitPosition()), prepare: BigInt(told.getPreparePosition()) }
  );
}

const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
