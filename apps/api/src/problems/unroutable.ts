import type { Socket } from 'node:net';
import type { ConnectionError, FastifyReply, FastifyRequest } from 'fastify';
import { negotiateLanguage, problemContentType } from '#platform';
import { problemDocument } from './answer-problem.js';

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

/** The answer to bytes that are no HTTP request, or heads that are too large: there is no request to speak of. */
export const answerUnreadable = ({ code }: ConnectionError, socket: Socket): void => {
  if (code === 'ECONNRESET' || socket.destroyed) return;
  const tooLarge = code === 'HPE_HEADER_OVERFLOW';
  const [status, phrase] = tooLarge
    ? ([431, 'Request Header Fields Too Large'] as const)
    : ([400, 'Bad Request'] as const);
  const reason = tooLarge
    ? { zh: '请求头过大。', en: 'The head of the request is too large.' }
    : { zh: '不是有效的 HTTP 请求。', en: 'It is no valid HTTP request.' };
  const problem = problemDocument({ code: 'malformed-query', facts: { reason }, status }, 'zh');
  const text = JSON.stringify(problem);
  if (socket.writable)
    socket.write(
      `HTTP/1.1 ${status} ${phrase}\r\ncontent-type: ${problemContentType}\r\n` +
        `content-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`,
    );
  socket.destroySoon();
};
