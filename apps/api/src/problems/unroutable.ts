import type { FastifyReply, FastifyRequest } from 'fastify';
import { negotiateLanguage, problemContentType } from '#platform';
import { problemDocument } from './answer-problem.js';

/** The answer to an address that is no URL ("%zz"), which no route and no filter ever sees. */
export const answerUnroutable = ({ headers }: FastifyRequest, reply: FastifyReply): void => {
  const facts = { what: { zh: '该地址', en: 'such address' } };
  const language = negotiateLanguage(headers['accept-language']);
  const document = problemDocument({ code: 'not-found', facts }, language);
  reply.code(document.status).header('content-type', problemContentType);
  reply.send(JSON.stringify(document));
};
