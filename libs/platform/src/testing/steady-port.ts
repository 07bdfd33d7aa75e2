import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the ports that systems hand out by themselves (32768 on Linux, 49152 elsewhere): a server that comes back must
 * find its port free, and not lent to an outgoing connection meanwhile.
 */
const LOWEST = 20_000;
const HIGHEST = 30_000;
const TRIES_MAX = 50;

/** A TCP port of the loopback interface that a server can leave and take again. */
export const steadyPort = async (): Promise<number> => {
  for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await isFree(port)) return port;
  }
  throw new Error(`${TRIES_MAX} ports between ${LOWEST} and ${HIGHEST} were all taken`);
};

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
