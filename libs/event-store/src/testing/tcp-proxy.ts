import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

/** Stands between a client and a server and breaks what the test wants broken. */
export interface TcpProxy {
  readonly url: string;
  /** Cuts the connection that next hears from the server, before the client hears it. */
  swallowNextReply(): void;
  /** Cuts the connection on which the client speaks next, before the server hears it. */
  swallowNextRequest(): void;
  /** Cuts all connections and lets no new one through. */
  interrupt(): void;
  /**
   * Swallows every byte of the connections that are open, for ever, as a host does that lost its power, or what goes one
   * way only. New connections are treated alike until `restore`, unless only the open ones are meant.
   */
  silence(which: 'all' | 'open', swallowed?: Swallowed): void;
  /** Lets new connections through again. */
  restore(): void;
  /** Lets new connections through to another server. */
  readdress(targetUrl: string): void;
  close(): Promise<void>;
}

/** What clients say, what the server says, or both. */
export type Swallowed = 'requests' | 'replies' | 'both';

/** A proxy in front of the server of a URL. `url` is the same, through the proxy. */
export async function startTcpProxy(targetUrl: string): Promise<TcpProxy> {
  let target = new URL(targetUrl);
  /** What each says. */
  const sockets = new Map<Socket, 'reply' | 'request'>();
  const silent = new WeakSet<Socket>();
  let swallow: 'reply' | 'request' | undefined;
  let interrupted = false;
  let silenced: Swallowed | undefined;

  const cutAll = (): void => {
    for (const socket of sockets.keys()) socket.destroy();
  };
  const silence = (socket: Socket, kind: 'reply' | 'request', swallowed: Swallowed): void => {
    const isMeant =
      swallowed === 'both' || swallowed === (kind === 'reply' ? 'replies' : 'requests');
    if (isMeant) silent.add(socket);
  };
  /** Passes bytes on, unless this is the message to be swallowed. */
  const relay = (from: Socket, to: Socket, kind: 'reply' | 'request'): void => {
    sockets.set(from, kind);
    if (silenced) silence(from, kind, silenced);
    from.on('data', (bytes) => {
      if (silent.has(from)) return;
      if (swallow !== kind) return void to.write(bytes);
      swallow = undefined;
      from.destroy();
      to.destroy();
    });
    // A cut connection is what the test is about.
    from.on('error', () => undefined);
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  };

  // Held back until the last packet is acknowledged, small messages would take 40 ms each.
  const noDelay = true;
  const proxy = createServer({ noDelay }, (client) => {
    if (interrupted) return void client.destroy();
    const server = connect({ port: Number(target.port), host: target.hostname, noDelay });
    relay(client, server, 'request');
    relay(server, client, 'reply');
  });
  const port = await new Promise<number>((resolve) => {
    proxy.listen(0, '127.0.0.1', () => resolve(portOf(proxy.address())));
  });

  const url = new URL(targetUrl);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return {
    url: url.href,
    swallowNextReply: () => void (swallow = 'reply'),
    swallowNextRequest: () => void (swallow = 'request'),
    interrupt: () => {
      interrupted = true;
      cutAll();
    },
    silence: (which, swallowed = 'both') => {
      for (const [socket, kind] of sockets) silence(socket, kind, swallowed);
      silenced = which === 'all' ? swallowed : undefined;
    },
    restore: () => {
      interrupted = false;
      silenced = undefined;
    },
    readdress: (url) => void (target = new URL(url)),
    close: () =>
      new Promise((resolve) => {
        proxy.close(() => resolve());
        cutAll();
      }),
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new TypeError('a port was asked for');
  return address.port;
}
