import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionError, FastifyReply, FastifyRequest } from 'fastify';
import { negotiateLanguage, problemContentType } from '#platform';
import { problemDocument } from './answer-problem.js';
import type { KnownRoutes } from './known-routes.js';
import type { Problem } from './problem.js';

/** The answer to an address that is no URL ("%zz"), which no route and no filter ever sees. */
export const answerUnroutable = ({ id, headers }: FastifyRequest, reply: FastifyReply): void => {
  const facts = { what: { zh: '该地址', en: 'such address' } };
  const language = negotiateLanguage(headers['accept-language']);
  const document = problemDocument({ code: 'not-found', facts }, language);
  // No hook runs for it.
  reply.header('x-request-id', id);
  reply.code(document.status).header('content-type', problemContentType);
  reply.send(JSON.stringify(document));
};

/** The answer to a head that expects what no server of ours does. */
export const answerExpecting = (request: IncomingMessage, response: ServerResponse): void => {
  const language = negotiateLanguage(request.headers['accept-language']);
  const text = JSON.stringify(problemDocument({ code: 'expectation-failed', facts: {} }, language));
  response.writeHead(417, {
    'content-type': problemContentType,
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  });
  response.end(text);
};

/** A connection as far as it matters when bytes come that are no request. */
interface Connection {
  /** Requests that are not answered yet. */
  pending: number;
  newest: IncomingMessage | undefined;
  /** To be written when they are. */
  last: string | undefined;
}

/**
 * Answers bytes that are no HTTP request, heads that are too large, and requests that never come to an end. What was sent
 * before on the same connection is answered first.
 */
export class UnreadableRequests {
  private readonly connections = new WeakMap<Socket, Connection>();

  constructor(private readonly routes: Pick<KnownRoutes, 'methodsOf'>) {}

  watch(server: Pick<Server, 'prependListener'>): void {
    server.prependListener('request', (request, response) => {
      const connection = this.connectionOf(request.socket);
      connection.pending += 1;
      connection.newest = request;
      response.once('close', () => {
        connection.pending -= 1;
        if (connection.last !== undefined && connection.pending === 0)
          end(request.socket, connection.last);
      });
    });
  }

  answer(error: ConnectionError, socket: Socket): void {
    const { code } = error;
    if (code === 'ECONNRESET' || socket.destroyed) return;
    const connection = this.connectionOf(socket);
    const { pending, newest } = connection;
    const text = answerTo(error, this.routes);
    // The one whose body broke off waits for nothing but that body.
    const waiting = newest?.complete === false ? pending - 1 : pending;
    if (waiting > 0) connection.last = text;
    else end(socket, text);
  }

  private connectionOf(socket: Socket): Connection {
    const known = this.connections.get(socket);
    if (known !== undefined) return known;
    const fresh: Connection = { pending: 0, newest: undefined, last: undefined };
    this.connections.set(socket, fresh);
    return fresh;
  }
}

const end = (socket: Socket, text: string): void => {
  if (socket.writable) socket.write(text);
  socket.destroySoon();
};

const answerTo = (error: ConnectionError, routes: Pick<KnownRoutes, 'methodsOf'>): string => {
  const { methods, ...unread } = unreadable(error, routes);
  const problem = problemDocument(unread, 'zh');
  const body = JSON.stringify(problem);
  const allow = methods === undefined ? '' : `allow: ${methods.join(', ')}\r\n`;
  return (
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}\r\n` +
    `content-type: ${problemContentType}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
    `cache-control: no-store\r\n${allow}x-content-type-options: nosniff\r\nconnection: close\r\n\r\n${body}`
  );
};

/** `methods`: those of the address, where another was used. */
const unreadable = (
  { code, rawPacket }: ConnectionError,
  routes: Pick<KnownRoutes, 'methodsOf'>,
): Problem & { readonly methods?: readonly string[] } => {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return { code: 'request-timeout', facts: {} };
  // A parser that knows no such method cannot tell whether the rest is a request.
  const [, address] = REQUEST_LINE.exec(textOf(rawPacket)) ?? [];
  if (code === 'HPE_INVALID_METHOD' && address !== undefined) {
    return { code: 'method-not-allowed', facts: {}, methods: routes.methodsOf(address) };
  }
  if (code === 'HPE_HEADER_OVERFLOW')
    return { code: 'malformed-request', facts: { reason: TOO_LARGE }, status: 431 };
  return { code: 'malformed-request', facts: { reason: NO_HTTP } };
};
/** The types of the framework call a buffer by its JSON. */
const textOf = (packet: unknown): string =>
  packet instanceof Uint8Array ? Buffer.from(packet).toString('latin1') : '';
const REQUEST_LINE = /(?:^|\n)[A-Z-]{3,20} (\S+) HTTP\/1\.[01]\r?\n/;
const TOO_LARGE = { zh: '请求头过大。', en: 'The head of the request is too large.' };
const NO_HTTP = { zh: '不是有效的 HTTP 请求。', en: 'It is no valid HTTP request.' };
