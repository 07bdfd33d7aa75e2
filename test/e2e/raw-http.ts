import { connect } from 'node:net';

/** What a server answers to these bytes, until it closes the connection or `ms` have passed. */
export const sendRaw = (
  url: string,
  bytes: string | readonly (string | Buffer)[],
  ms = 3_000,
): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    let text = '';
    const timer = setTimeout(() => socket.destroy(), ms);
    socket.setEncoding('utf8');
    socket.on('data', (more: string) => (text += more));
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(text);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // A server may close while bytes are still on their way to it.
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
    for (const part of typeof bytes === 'string' ? [bytes] : bytes) socket.write(part);
  });
