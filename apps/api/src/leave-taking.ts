import type { FastifyInstance } from 'fastify';

/**
 * While the door closes every answer says that its connection ends with it. Without that a caller whose request was in
 * flight keeps an idle connection open, and the door waits for it until it is killed.
 */
export const takeLeave = (server: Pick<FastifyInstance, 'addHook'>): void => {
  let closing = false;
  server.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) reply.header('connection', 'close');
    done(null, payload);
  });
};
