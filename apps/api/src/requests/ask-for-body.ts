import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** Requests whose sender waits to be asked for the body. */
const waiting = new WeakMap<IncomingMessage, ServerResponse>();

/**
 * Keeps Node from saying "100 Continue" to every request that expects it: a body of 10 MB would be on its way before the
 * token is looked at. Who is refused instead gets the answer, and the connection ends with it.
 */
export const holdBackBodies = (server: Pick<Server, 'on' | 'emit'>): void => {
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    waiting.set(request, response);
    server.emit('request', request, response);
  });
};

/** Says "100 Continue" where it is waited for. */
export const askForBody = (request: IncomingMessage): void => {
  waiting.get(request)?.writeContinue();
  waiting.delete(request);
};
