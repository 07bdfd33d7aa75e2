import { setTimeout as delay } from 'node:timers/promises';
import { EventStoreDBClient } from '@eventstore/db-client';
import services from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type {
  AppendReq,
  AppendResp,
  ReadReq,
  ReadResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import { credentials, type CallOptions, type Metadata } from '@grpc/grpc-js';
import { checkConnectionUrl, tlsFilesOf } from './connection-url.js';
import { isNotLeader, isStreamNotFound, NotSent } from './failures.js';
import { MessageQueue } from './message-queue.js';
import { TlsCredentials } from './tls-credentials.js';

/** Milliseconds beyond the deadline of a call: the library should be the one to end it. */
const GRACE_MS = 500;
/** Tries of a call that a node refused because it is no leader, and milliseconds between them. */
const LEADER_TRIES = 3;
const LEADER_PAUSE_MS = 100;

/** What a call is made with. */
type Arguments = readonly [Metadata, CallOptions];
type Make<T> = (streams: StreamsClient, ...made: Arguments) => Promise<T>;

/** A call under way. */
interface Cancellable {
  cancel(): void;
}

/**
 * The client's connection: it reads the URL, finds the leader of a cluster, holds the channel and
 * makes it anew when it broke. The calls are made here, on the client's own service definition: its
 * own would rewrite bodies, and its append neither ends by itself when no answer comes nor survives
 * the answer that comes too late.
 */
export class Connection {
  private readonly client: EventStoreDBClient;
  private readonly running = new Set<Cancellable>();
  private channel: { close(): void } | undefined;
  /** Grows with each new channel to a server. */
  epoch = 0;
  private closed = false;

  /** @throws {TypeError} a URL that cannot be used; the message repeats nothing secret */
  constructor(url: string) {
    checkConnectionUrl(url);
    this.client = clientOf(url);
    const handleError = this.client['handleError'];
    // The client lets this run by itself, and in an outage it may reject: that would end the process.
    this.client['handleError'] = (client, error) => handleError(client, error).catch(ignore);
  }

  append(requests: readonly AppendReq[], deadlineMs: number): Promise<AppendResp> {
    return this.call('append', deadlineMs, (streams, ...made) =>
      this.tracked((track, resolve, reject) => {
        const call = streams.append(...made, (error, answer) => {
          if (error) reject(error);
          else resolve(answer);
        });
        track(call);
        call.on('error', reject);
        for (const request of requests) call.write(request);
        call.end();
      }),
    );
  }

  /** All messages of a read that ends. Nothing for a stream that is not there. */
  async read(request: ReadReq, deadlineMs: number): Promise<ReadResp[] | undefined> {
    const messages = await this.call<ReadResp[]>('read', deadlineMs, (streams, ...made) =>
      this.tracked((track, resolve, reject) => {
        const call = streams.read(request, ...made);
        const messages: ReadResp[] = [];
        track(call);
        call.on('data', (message: ReadResp) => messages.push(message));
        call.on('error', reject);
        call.on('end', () => resolve(messages));
      }),
    ).catch((error: unknown) => {
      if (isStreamNotFound(error)) return undefined;
      throw error;
    });
    return messages?.some((message) => message.hasStreamNotFound()) ? undefined : messages;
  }

  /**
   * What a subscription sends, as much as was there at once. Ends when `signal` aborts, and when nothing
   * came for `idleMs`: a subscription that fell asleep looks like one with nothing to tell.
   */
  async *subscribe(
    request: ReadReq,
    { signal, idleMs }: { readonly signal: AbortSignal; readonly idleMs: number },
  ): AsyncGenerator<readonly ReadResp[]> {
    const queue = new MessageQueue<ReadResp>();
    const ending = this.client['execute'](services.StreamsClient, 'subscribe', (streams) =>
      this.tracked<void>((track, resolve, reject) => {
        this.assertOpen();
        this.use(streams);
        const call = streams.read(request, ...this.argumentsOf(Infinity));
        track(call);
        queue.feed(call);
        call.on('error', reject);
        call.on('end', () => resolve());
        queue.onClose(() => call.cancel());
      }),
    );
    ending.then(
      () => queue.end(),
      (error: unknown) => queue.fail(error),
    );
    const abort = (): void => queue.close();
    signal.addEventListener('abort', abort, { once: true });
    try {
      if (!signal.aborted) yield* queue.batches(idleMs);
    } finally {
      signal.removeEventListener('abort', abort);
      queue.close();
    }
  }

  close(): void {
    this.closed = true;
    for (const call of this.running) call.cancel();
    this.channel?.close();
  }

  private use(streams: StreamsClient): void {
    const channel = streams.getChannel();
    if (channel !== this.channel) this.epoch += 1;
    this.channel = channel;
  }

  private async call<T>(name: string, deadlineMs: number, make: Make<T>): Promise<T> {
    for (let left = LEADER_TRIES; ; left--)
      try {
        return await this.callOnce(name, deadlineMs, make);
      } catch (error) {
        if (!isNotLeader(error) || left <= 1) throw error;
        await delay(LEADER_PAUSE_MS);
      }
  }

  /** Looking for the leader of a cluster has no deadline of its own, so the whole call has one. */
  private async callOnce<T>(name: string, deadlineMs: number, make: Make<T>): Promise<T> {
    let sent = false;
    let late = false;
    const calling = this.client['execute'](services.StreamsClient, name, (streams) => {
      if (late) throw new NotSent('no connection was found in time');
      this.assertOpen();
      sent = true;
      this.use(streams);
      return make(streams, ...this.argumentsOf(deadlineMs));
    });
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        late = true;
        const why = `no answer within ${deadlineMs} ms`;
        reject(sent ? new Error(why) : new NotSent(why));
      }, deadlineMs + GRACE_MS);
    });
    try {
      return await Promise.race([calling, tooLate]);
    } catch (error) {
      throw sent ? error : notSent(error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Every call goes to the leader: only it has all that was acknowledged. */
  private argumentsOf(deadlineMs: number): [Metadata, CallOptions] {
    return deadlineMs === Infinity
      ? this.client['callArguments']({ requiresLeader: true }, { deadline: Infinity })
      : this.client['callArguments']({ requiresLeader: true, deadline: deadlineMs });
  }

  /** Runs a call that can be cancelled when the connection is closed. */
  private async tracked<T>(
    start: (
      track: (call: Cancellable) => void,
      resolve: (value: T) => void,
      reject: (error: unknown) => void,
    ) => void,
  ): Promise<T> {
    let running: Cancellable | undefined;
    try {
      return await new Promise<T>((resolve, reject) => {
        start(
          (call) => {
            running = call;
            this.running.add(call);
          },
          resolve,
          reject,
        );
      });
    } finally {
      if (running) this.running.delete(running);
    }
  }

  private assertOpen(): void {
    if (this.closed) throw new NotSent('the event store is closed');
  }
}

/** The client makes its credentials itself and keeps them; it is given ours while it does. */
function clientOf(url: string): EventStoreDBClient {
  let reason = '';
  const { createSsl } = credentials;
  credentials.createSsl = () => new TlsCredentials(tlsFilesOf(url));
  try {
    return EventStoreDBClient.connectionString(url);
  } catch (error) {
    // A missing file is worth telling. No more of the error may be kept: it carries the whole URL.
    if (error instanceof Error && /file|Cert/.test(error.message)) reason = `: ${error.message}`;
  } finally {
    credentials.createSsl = createSsl;
  }
  throw new TypeError(`the EventStoreDB URL cannot be used${reason}`);
}

const notSent = (error: unknown): unknown =>
  error instanceof NotSent || error instanceof TypeError
    ? error
    : new NotSent('no connection was found', { cause: error });

const ignore = (): void => undefined;
