import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerWritableStream } from '@grpc/grpc-js';
import {
  caughtUpAnswer,
  checkpointAnswer,
  confirmationAnswer,
  eventAnswer,
  nameOf,
  notFoundAnswer,
  consumerTooSlow,
  streamDeleted,
} from './stand-in-answers.js';
import type { StandInLog, StoredRecord } from './stand-in-log.js';

interface ReadRules {
  readonly liveEventsMax?: number;
}

type Answers = AsyncGenerator<ReadResp> | Generator<ReadResp>;

/** Answers a read or a subscription as the server would, until the caller goes away. */
export async function answerRead(
  call: ServerWritableStream<ReadReq, ReadResp>,
  log: StandInLog,
  rules: ReadRules,
): Promise<void> {
  const options = call.request.getOptions();
  if (!options) throw new TypeError('a read has options');
  const gone = new AbortController();
  call.on('cancelled', () => gone.abort());
  call.on('close', () => gone.abort());
  for await (const answer of answersTo(options, log, rules, gone.signal)) {
    if (gone.signal.aborted) return;
    if (!call.write(answer)) await drained(call, gone.signal);
  }
  call.end();
}

function answersTo(
  options: ReadReq.Options,
  log: StandInLog,
  rules: ReadRules,
  gone: AbortSignal,
): Answers {
  if (options.hasStream()) return readStream(options, log);
  return options.hasSubscription() ? subscribe(options, log, rules, gone) : readAll(options, log);
}

function* readStream(options: ReadReq.Options, log: StandInLog): Generator<ReadResp> {
  const place = options.getStream();
  const stream = nameOf(place?.getStreamIdentifier());
  const visible = log.visible(stream);
  if (visible === 'deleted') throw streamDeleted(stream);
  if (visible === undefined) return yield notFoundAnswer(stream);
  const first = visible[0]?.revision ?? 0n;
  const from = place?.hasEnd() ? END : BigInt(place?.getRevision() || '0');
  const count = countOf(options);
  const start = indexOf(from - first);
  const end = indexOf(from - first + 1n);
  const found = isForwards(options)
    ? visible.slice(start, start + count)
    : visible.slice(Math.max(0, Math.min(end, visible.length) - count), end).toReversed();
  for (const record of found) yield eventAnswer(record);
}

function* readAll(options: ReadReq.Options, log: StandInLog): Generator<ReadResp> {
  const isWanted = filterOf(options);
  const from = positionOf(options);
  const found = isForwards(options)
    ? log.records.slice(log.indexFrom(from))
    : log.records.slice(0, log.indexFrom(from + 1n)).toReversed();
  let left = countOf(options);
  for (const record of found) {
    if (left <= 0) return;
    if (!isWanted(record)) continue;
    left -= 1;
    yield eventAnswer(record);
  }
}

async function* subscribe(
  options: ReadReq.Options,
  log: StandInLog,
  rules: ReadRules,
  gone: AbortSignal,
): AsyncGenerator<ReadResp> {
  const isWanted = filterOf(options);
  const window = options.getFilter()?.getMax() ?? 1;
  // A subscription begins behind its position, a read at it.
  let after = options.getAll()?.hasPosition() ? positionOf(options) : -1n;
  let skipped = 0;
  let isCaughtUp = false;
  yield confirmationAnswer();
  while (!gone.aborted) {
    const waiting = log.records.slice(log.indexFrom(after + 1n));
    if (isCaughtUp && waiting.length > (rules.liveEventsMax ?? Infinity)) throw consumerTooSlow();
    for (const record of waiting) {
      after = record.position;
      if (isWanted(record)) yield eventAnswer(record);
      else skipped += 1;
      if (skipped < window) continue;
      skipped = 0;
      yield checkpointAnswer(after);
    }
    if (!isCaughtUp) yield caughtUpAnswer();
    isCaughtUp = true;
    // Also where it asks for what lies beyond an end that went back.
    if (log.indexFrom(after + 1n) >= log.records.length) await log.nextAppend(gone);
  }
}

/** Beyond every revision and position. */
const END = 2n ** 62n;

const indexOf = (offset: bigint): number => Math.max(0, Number(offset));

const isForwards = (options: ReadReq.Options): boolean =>
  options.getReadDirection() === streams.ReadReq.Options.ReadDirection.FORWARDS;

const countOf = (options: ReadReq.Options): number => Number(options.getCount());

function positionOf(options: ReadReq.Options): bigint {
  const all = options.getAll();
  if (all?.hasEnd()) return END;
  return BigInt(all?.getPosition()?.getCommitPosition() || '0');
}

function filterOf(options: ReadReq.Options): (record: StoredRecord) => boolean {
  const expression = options.getFilter()?.getStreamIdentifier();
  if (!expression) return () => true;
  const prefixes = expression.getPrefixList();
  const regex = new RegExp(expression.getRegex());
  return ({ stream }) =>
    prefixes.length > 0 ? prefixes.some((one) => stream.startsWith(one)) : regex.test(stream);
}

const drained = (call: ServerWritableStream<ReadReq, ReadResp>, gone: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const goOn = () => {
      call.off('drain', goOn);
      gone.removeEventListener('abort', goOn);
      resolve();
    };
    call.once('drain', goOn);
    gone.addEventListener('abort', goOn);
    if (gone.aborted) goOn();
  });
