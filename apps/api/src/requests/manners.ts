import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HttpProblem } from '../problems/http-problem.js';
import { isText } from '../validation/texts.js';
import { acceptedOf } from './media-types.js';

/** For every answer, whoever writes it: pages of ours are in no frame, and no browser guesses at a type. */
const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
} as const;
const POLICY = "default-src 'none'; frame-ancestors 'none'";
/** Two years, as long as browsers keep the promise that this host speaks TLS. */
const TRANSPORT_SECURITY = 'max-age=63072000';
/** Characters of a part of an address. */
const PARAMETER_MAX = 400;
export const JSON_TYPE = 'application/json';

const ADDRESS = { zh: '该地址', en: 'such address' };

/** Checks what HTTP asks of every request, and gives every answer the headers that all have. */
export const mindManners = (server: Pick<FastifyInstance, 'addHook'>): void => {
  server.addHook('onRequest', (request, reply, done) => {
    setSecurityHeaders(request, reply);
    done(headProblem(request));
  });
  server.addHook('preParsing', (request, _reply, payload, done) => {
    const problem = routeProblem(request) ?? acceptProblem(request) ?? addressProblem(request);
    if (problem === undefined) done(null, payload);
    else done(problem);
  });
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    if (!reply.hasHeader('content-security-policy'))
      reply.header('content-security-policy', POLICY);
    done(null, payload);
  });
};

/** On the answer itself, so that a stream that writes its own head has them, too. */
const setSecurityHeaders = ({ headers }: FastifyRequest, { raw }: FastifyReply): void => {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) raw.setHeader(name, value);
  if (headers['x-forwarded-proto'] === 'https')
    raw.setHeader('strict-transport-security', TRANSPORT_SECURITY);
};

/**
 * Refuses two hosts, tokens or types: a proxy and this server could mean different ones (RFC 9112, 3.2), and Node takes
 * the first and drops the other without a word.
 */
const headProblem = ({ raw }: FastifyRequest): HttpProblem | undefined => {
  const found = new Set<string>();
  const { rawHeaders, httpVersion } = raw;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const header = ONCE.get(rawHeaders[i]?.toLowerCase() ?? '');
    if (header === undefined) continue;
    if (found.has(header)) return new HttpProblem('malformed-request', { reason: twice(header) });
    found.add(header);
  }
  if (found.has('Host') || httpVersion === '1.0') return undefined;
  return new HttpProblem('malformed-request', { reason: NO_HOST });
};
const ONCE = new Map(
  ['Host', 'Authorization', 'Content-Type'].map((name) => [name.toLowerCase(), name]),
);
const NO_HOST = { zh: '缺少 Host 标头。', en: 'The Host header is missing.' };
const twice = (header: string) => ({
  zh: `${header} 标头不止一个。`,
  en: `There is more than one ${header} header.`,
});

/** Before the body, which no route waits for. The filter tells a wrong method from a wrong address. */
const routeProblem = ({ is404 }: FastifyRequest): HttpProblem | undefined =>
  is404 ? new HttpProblem('not-found', { what: ADDRESS }) : undefined;

const acceptProblem = (request: FastifyRequest): HttpProblem | undefined => {
  const { accept } = request.headers;
  if (accept === undefined || accept === '*/*') return undefined;
  const { offers = [JSON_TYPE] } = request.routeOptions.config;
  if (acceptedOf(accept, offers) !== undefined) return undefined;
  return new HttpProblem('not-acceptable', { offered: offers });
};

/** A part that could be no name of ours, such as one with a NUL: there is nothing of that name. */
const addressProblem = ({ params }: FastifyRequest): HttpProblem | undefined => {
  if (typeof params !== 'object' || params === null) return undefined;
  const isNamed = Object.values(params).every((part) => isText(part, PARAMETER_MAX));
  return isNamed ? undefined : new HttpProblem('not-found', { what: ADDRESS });
};
