import type { FastifyInstance, FastifyRequest } from 'fastify';
import { JsonProblem, readJson, type JsonFault, type Localised } from '#platform';
import type { ApiDependencies } from '../api-dependencies.js';
import { apiLimits } from '../api-dependencies.js';
import { HttpProblem } from '../problems/http-problem.js';
import { BodyReader } from './body-reader.js';
import { JSON_TYPE } from './manners.js';

/**
 * Takes JSON in UTF-8 and nothing else. Bodies of another type, charset or encoding are refused: understood by halves they
 * would be stored as other words than were meant, for ever.
 */
export const takeJsonBodies = (
  server: Pick<FastifyInstance, 'addContentTypeParser' | 'removeAllContentTypeParsers'>,
  door: Pick<ApiDependencies, 'limits'>,
): BodyReader => {
  const { bodyBytesMax } = apiLimits(door);
  const reader = new BodyReader({ bytesMax: bodyBytesMax });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(JSON_TYPE, async (request: FastifyRequest) => {
    checkHead(request);
    const chunks = await reader.read(request);
    try {
      return await readJson(...chunks);
    } catch (error) {
      throw error instanceof JsonProblem ? bodyProblem(error) : error;
    }
  });
  return reader;
};

const checkHead = ({ headers }: FastifyRequest): void => {
  const [, charset = 'utf-8'] = CHARSET.exec(headers['content-type'] ?? '') ?? [];
  if (!/^utf-?8$/i.test(charset))
    throw new HttpProblem('unsupported-media-type', { reason: CHARSET_WANTED });
  const { 'content-encoding': encoding = 'identity' } = headers;
  if (encoding.trim().toLowerCase() !== 'identity')
    throw new HttpProblem('unsupported-media-type', { reason: NO_ENCODING });
};
const CHARSET = /;\s*charset\s*=\s*"?([^";\s]*)/i;
const CHARSET_WANTED = { zh: '正文须为 UTF-8。', en: 'The body must be in UTF-8.' };
const NO_ENCODING = {
  zh: '不接受压缩的正文(Content-Encoding)。',
  en: 'Compressed bodies (Content-Encoding) are not taken.',
};

const bodyProblem = ({ fault, path }: JsonProblem): HttpProblem => {
  if (fault !== 'no-utf-8' && fault !== 'no-json')
    return new HttpProblem('malformed-body', { fields: [{ path, rule: fault }] });
  return new HttpProblem('malformed-body', { reason: REASONS[fault] });
};

const REASONS: Readonly<Record<Extract<JsonFault, 'no-utf-8' | 'no-json'>, Localised>> = {
  'no-utf-8': {
    zh: '不是 UTF-8 编码(如为 GBK,请先转换)。',
    en: 'It is not in UTF-8; convert it first, from GBK for example.',
  },
  'no-json': { zh: '不是有效的 JSON。', en: 'It is no valid JSON.' },
};
