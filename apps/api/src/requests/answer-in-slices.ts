import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { bodyOf, isLong, jsonParts } from '../answers/long-answers.js';

/** Writes the JSON of long answers in slices, whichever route they are of: others are answered meanwhile. */
export const answerInSlices = (server: Pick<FastifyInstance, 'addHook'>): void => {
  // Fastify awaits what is returned; a short answer calls back at once and costs no promise.
  server.addHook('preSerialization', (_request, reply, payload, done) =>
    isLong(payload) ? written(reply, payload) : done(null, payload),
  );
};

const written = async (reply: FastifyReply, payload: unknown): Promise<Buffer | Readable> => {
  const parts = await jsonParts(payload);
  reply.header(
    'content-length',
    parts.reduce((sum, { length }) => sum + length, 0),
  );
  reply.serializer(asItIs);
  return bodyOf(parts);
};

/** It is written already. */
const asItIs = (body: string): string => body;
