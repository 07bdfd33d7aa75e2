import { createServer, type Server } from 'node:net';
import { StartError } from './start-error.js';

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : '');

/** What is said when the address cannot be listened on; any other error stays as it is. */
export const listenError = (error: Error, host: string, port: number): Error => {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return new StartError(
        `Port ${port} is taken: something else listens on ${host}. Choose another with MULEDGER_PORT=${port + 1}.`,
      );
    case 'EACCES':
      return new StartError(
        `Port ${port} may not be used by this user. Choose one above 1023 with MULEDGER_PORT.`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new StartError(`MULEDGER_HOST=${host} is no address of this machine.`);
    default:
      return error;
  }
};

/** Finds a taken port before a database is started for nothing. The port may still be lost later. */
export const assertPortFree = async (host: string, port: number): Promise<void> => {
  if (port === 0) return;
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(listenError(error, host, port)));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve()));
  });
};

/** Where a listening server is, as a person can open it. */
export const addressOf = (
  server: Pick<Server, 'address'>,
  { host, port }: { readonly host: string; readonly port: number },
): string => {
  const address = server.address();
  const given = typeof address === 'object' && address ? address.port : port;
  if (host === '0.0.0.0' || host === '::') return `http://127.0.0.1:${given}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${given}`;
};
