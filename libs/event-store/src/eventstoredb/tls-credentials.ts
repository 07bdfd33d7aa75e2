import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP, type Socket } from 'node:net';
import { connect, createSecureContext, type SecureContext } from 'node:tls';
import { CallCredentials, ChannelCredentials, experimental } from '@grpc/grpc-js';

/** What a URL names of files: whom to trust, and who we are. */
export interface TlsFiles {
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

type Material = { readonly [name in keyof TlsFiles]: Buffer | undefined };
type Create = ChannelCredentials['_createSecureConnector'];
type Connector = ReturnType<Create>;

/**
 * TLS as the library makes it, but for two things. Files are read again for each connection, so that an authority or a
 * certificate that was replaced is known without a restart. And a server that is named by its address gets no server
 * name in the handshake, where an address is not allowed (RFC 6066): Node warns of it, and verifies by the address anyway.
 */
export class TlsCredentials extends ChannelCredentials {
  private material: Material;
  private context: SecureContext;

  /** @throws {Error} a file cannot be read, or holds no certificate */
  constructor(private readonly files: TlsFiles) {
    super();
    this.material = read(files);
    this.context = createSecureContext(this.material);
  }

  override _isSecure(): boolean {
    return true;
  }

  override _equals(other: ChannelCredentials): boolean {
    return this === other;
  }

  override _createSecureConnector(...[target, options, calls]: Parameters<Create>): Connector {
    // Behind a proxy the target is the proxy, and the server is what it is asked to connect to.
    const asked: unknown = options['grpc.http_connect_target'];
    const authority = typeof asked === 'string' ? asked.replace(/^dns:\/*/, '') : target.path;
    const host = experimental.splitHostPort(authority)?.host ?? authority;
    return {
      connect: (socket) => this.secured(socket, host),
      waitForReady: () => Promise.resolve(),
      getCallCredentials: () => calls ?? CallCredentials.createEmpty(),
      destroy: () => undefined,
    };
  }

  private secured(socket: Socket, host: string): ReturnType<Connector['connect']> {
    const secureContext = this.newest();
    const named = isIP(host) === 0 ? { servername: host } : {};
    return new Promise((resolve, reject) => {
      const secured = connect(
        { socket, secureContext, host, ...named, ALPNProtocols: ['h2'] },
        () => resolve({ socket: secured, secure: true }),
      );
      secured.on('error', reject);
    });
  }

  /** A file that is being replaced may be half there: the connection is made as before, and the next one reads again. */
  private newest(): SecureContext {
    try {
      const material = read(this.files);
      if (!isSame(material, this.material)) {
        this.context = createSecureContext(material);
        this.material = material;
      }
    } catch {
      // What was read last stays.
    }
    return this.context;
  }
}

const read = ({ ca, cert, key }: TlsFiles): Material => ({
  ca: ca === undefined ? undefined : certificatesIn(ca),
  cert: cert === undefined ? undefined : certificatesIn(cert),
  key: key === undefined ? undefined : readFileSync(key),
});

/** Node takes a file without a whole certificate for one that trusts nobody. @throws {Error} */
const certificatesIn = (file: string): Buffer => {
  const bytes = readFileSync(file);
  const [, ...certificates] = bytes.toString('latin1').split('-----BEGIN CERTIFICATE-----');
  if (certificates.length === 0) throw new Error(`the file holds no certificate: ${file}`);
  for (const rest of certificates) void new X509Certificate(`-----BEGIN CERTIFICATE-----${rest}`);
  return bytes;
};

const isSame = (one: Material, other: Material): boolean =>
  (['ca', 'cert', 'key'] as const).every((name) => {
    const [a, b] = [one[name], other[name]];
    return a === undefined || b === undefined ? a === b : a.equals(b);
  });
