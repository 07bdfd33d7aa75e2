import { setImmediate } from 'node:timers/promises';
import services from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { IStreamsServer } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { AppendReq, AppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import {
  Server,
  ServerCredentials,
  status,
  type Metadata,
  type ServerReadableStream,
} from '@grpc/grpc-js';
import { startTcpProxy } from '../tcp-proxy.js';
import { addGossip, type Membership } from './stand-in-gossip.js';
import {
  accessDenied,
  appendAnswer,
  appendTooLarge,
  failure,
  nameOf,
  notLeader,
  streamDeleted,
  unauthenticated,
} from './stand-in-answers.js';
import { StandInLog, type Expected, type ProposedRecord } from './stand-in-log.js';
import { answerRead } from './stand-in-reads.js';
import type { TestCertificate } from './test-certificate.js';

/** What the people who run a server set, also while it runs. */
export interface StandInRules {
  /** Bytes of one append; a real server takes 1 MiB unless told otherwise. */
  appendBytesMax?: number;
  /** Who may call; everybody when absent. */
  credentials?: { readonly username: string; readonly password: string };
  /** What nobody may do any more. */
  denied?: readonly ('read $all' | 'read streams' | 'append')[];
  /** Events that may wait for a subscriber that is up to date; with more at once it is dropped as too slow. */
  liveEventsMax?: number;
}

export interface StandInOptions extends Readonly<StandInRules> {
  /** A log that was there before, or that other nodes have too. */
  readonly log?: StandInLog;
  readonly certificate?: TestCertificate;
  readonly cluster?: Membership;
  /** Subscriptions are taken and never told anything. */
  readonly mute?: boolean;
}

/**
 * Stands in for a server of EventStoreDB: the protocol over real sockets, on the client's own service
 * definition, with the log in memory. It is no server: what it does is what the protocol and the
 * sources of the server say, as far as the adapter uses it.
 */
export interface StandIn {
  readonly url: string;
  readonly port: number;
  readonly log: StandInLog;
  /** May be changed at any time. */
  readonly rules: StandInRules;
  /** Cuts all connections when the next append has been written, or before it is, and answers nobody. */
  cutAtNextAppend(when: 'before' | 'after'): void;
  /** Does what it is asked and answers nothing until released. */
  holdAnswers(): () => void;
  /** Answers appends and no reads, until it is stopped. */
  holdReads(): void;
  /** Where in the log readers and subscribers have asked to begin, one after the other. */
  readonly askedFrom: readonly bigint[];
  /** Cuts all connections and lets no new one through. */
  interrupt(): void;
  restore(): void;
  /** Cuts all connections, and shows new ones another certificate. */
  present(certificate: TestCertificate): Promise<void>;
  stop(): Promise<void>;
}

const APPEND_BYTES_MAX = 1024 * 1024;

export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const { log = new StandInLog(), certificate, cluster } = options;
  const server = new Server({ 'grpc.max_receive_message_length': -1 });
  const faults = new Faults();
  const rules: StandInRules = { ...options };
  let port = 0;
  const leads = (): boolean => cluster === undefined || cluster.leaderPort() === port;
  server.addService(services.StreamsService, handlers(log, { ...options, leads, rules }, faults));
  if (cluster) addGossip(server, cluster);
  const inner = await listen(server, certificate);
  const proxy = await startTcpProxy(`esdb://127.0.0.1:${inner}`);
  port = Number(new URL(proxy.url).port);
  faults.cut = () => {
    proxy.interrupt();
    proxy.restore();
  };
  const user = options.credentials
    ? `${options.credentials.username}:${encodeURIComponent(options.credentials.password)}@`
    : '';
  const security = certificate ? `tlsCAFile=${encodeURIComponent(certificate.file)}` : 'tls=false';
  return {
    url: `esdb://${user}${certificate ? 'localhost' : '127.0.0.1'}:${port}?${security}`,
    port,
    log,
    rules,
    cutAtNextAppend: (when) => void (faults.cutAt = when),
    holdAnswers: () => faults.hold(),
    holdReads: () => void (faults.reads = new Promise(() => undefined)),
    askedFrom: faults.askedFrom,
    interrupt: () => proxy.interrupt(),
    restore: () => proxy.restore(),
    present: async (other) => {
      // One server answers at several ports, each with a certificate of its own.
      proxy.readdress(`esdb://127.0.0.1:${await listen(server, other)}`);
      faults.cut();
    },
    stop: async () => {
      server.forceShutdown();
      await proxy.close();
    },
  };
}

/** What the test wants to go wrong. */
class Faults {
  cutAt: 'before' | 'after' | undefined;
  cut: () => void = () => undefined;
  reads: Promise<void> = Promise.resolve();
  readonly askedFrom: bigint[] = [];
  private held: Promise<void> = Promise.resolve();

  hold(): () => void {
    let release = (): void => undefined;
    this.held = new Promise((resolve) => (release = resolve));
    return release;
  }

  released(): Promise<void> {
    return this.held;
  }

  /** Whether the connection was cut at this moment. */
  strikes(when: 'before' | 'after'): boolean {
    if (this.cutAt !== when) return false;
    this.cutAt = undefined;
    this.cut();
    return true;
  }
}

interface NodeOptions extends StandInOptions {
  /** Whether this node may take what wants the leader. */
  readonly leads: () => boolean;
  readonly rules: StandInRules;
}

function handlers(log: StandInLog, options: NodeOptions, faults: Faults): IStreamsServer {
  const assertWelcome = ({ metadata }: { readonly metadata: Metadata }): void => {
    const { cluster, rules } = options;
    const { credentials } = rules;
    if (credentials) {
      const known = Buffer.from(`${credentials.username}:${credentials.password}`).toString(
        'base64',
      );
      if (metadata.get('authorization')[0] !== `Basic ${known}`) throw unauthenticated();
    }
    if (!options.leads() && metadata.get('requires-leader')[0] === 'true')
      throw notLeader(cluster?.leaderPort() ?? 0);
  };
  const assertMay = (what: 'read $all' | 'read streams' | 'append'): void => {
    if (options.rules.denied?.includes(what)) throw accessDenied();
  };
  return {
    append: (call, answer) => {
      const appending = async (): Promise<AppendResp> => {
        assertWelcome(call);
        assertMay('append');
        const { stream, expected, proposed } = await readAppend(call, options.rules);
        if (faults.strikes('before')) return new streams.AppendResp();
        const outcome = log.append(stream, proposed, expected);
        if (faults.strikes('after')) return new streams.AppendResp();
        await faults.released();
        if (outcome.kind === 'deleted') throw streamDeleted(stream);
        return appendAnswer(outcome);
      };
      appending().then((value) => answer(null, value), answer);
    },
    read: (call) => {
      const reading = async (): Promise<void> => {
        assertWelcome(call);
        assertMay(call.request.getOptions()?.hasAll() ? 'read $all' : 'read streams');
        await faults.released();
        await faults.reads;
        const position = call.request.getOptions()?.getAll()?.getPosition();
        if (position) faults.askedFrom.push(BigInt(position.getCommitPosition()));
        if (options.mute && call.request.getOptions()?.hasSubscription()) return;
        await answerRead(call, log, options.rules);
      };
      reading().catch((error: unknown) => call.emit('error', error));
    },
    delete: (call, answer) => {
      log.delete(nameOf(call.request.getOptions()?.getStreamIdentifier()));
      answer(null, new streams.DeleteResp());
    },
    tombstone: (call, answer) => {
      log.tombstone(nameOf(call.request.getOptions()?.getStreamIdentifier()));
      answer(null, new streams.TombstoneResp());
    },
    batchAppend: (call) => {
      call.emit('error', failure(status.UNIMPLEMENTED, 'the stand-in has no batches', {}));
    },
  };
}

async function readAppend(
  call: ServerReadableStream<AppendReq, AppendResp>,
  { appendBytesMax = APPEND_BYTES_MAX }: StandInRules,
): Promise<{ stream: string; expected: Expected; proposed: ProposedRecord[] }> {
  let stream = '';
  let expected: Expected = 'any';
  let bytes = 0;
  const proposed: ProposedRecord[] = [];
  for await (const message of messagesOf(call)) {
    const header = message.getOptions();
    if (header) {
      stream = nameOf(header.getStreamIdentifier());
      if (header.hasRevision()) expected = BigInt(header.getRevision());
      else if (header.hasNoStream()) expected = 'no-stream';
    }
    const proposal = message.getProposedMessage();
    if (!proposal) continue;
    const [data, metadata] = [proposal.getData_asU8(), proposal.getCustomMetadata_asU8()];
    const type = required(proposal.getMetadataMap().get('type'), 'type');
    const contentType = required(proposal.getMetadataMap().get('content-type'), 'content-type');
    // As the server counts: two bytes for each character of the type.
    bytes += data.length + metadata.length + type.length * 2;
    if (bytes > appendBytesMax) throw appendTooLarge(appendBytesMax);
    proposed.push({ id: proposal.getId()?.getString() ?? '', type, contentType, data, metadata });
  }
  // A request that breaks off ends like one that is whole; that it was cut is told right after. A server writes no half.
  await setImmediate();
  if (call.cancelled) throw failure(status.CANCELLED, 'the request broke off', {});
  return { stream, expected, proposed };
}

async function* messagesOf(call: AsyncIterable<AppendReq>): AsyncGenerator<AppendReq> {
  for await (const message of call) yield message;
}

function required(value: string | undefined, property: string): string {
  if (value !== undefined && value !== '') return value;
  const exception = 'missing-required-metadata-property';
  throw failure(status.INVALID_ARGUMENT, `Required Metadata Property ${property} Missing`, {
    exception,
    'required-metadata-properties': property,
  });
}

const listen = (server: Server, certificate: TestCertificate | undefined): Promise<number> =>
  new Promise((resolve, reject) => {
    const credentials = certificate
      ? ServerCredentials.createSsl(null, [
          { private_key: certificate.key, cert_chain: certificate.certificate },
        ])
      : ServerCredentials.createInsecure();
    server.bindAsync('127.0.0.1:0', credentials, (error, port) => {
      if (error) reject(error);
      else resolve(port);
    });
  });
