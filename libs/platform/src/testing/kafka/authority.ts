import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { programEnvironment } from '../../config/environment.js';

const PASSWORD = 'of-the-tests';
const KEY = ['-keyalg', 'EC', '-groupname', 'secp256r1', '-validity', '30'];

/** An authority that signs certificates of brokers on 127.0.0.1, made with the keytool that Java brings along. */
export class Authority {
  private constructor(private readonly dir: string) {}

  static async make(): Promise<Authority> {
    const authority = new Authority(await mkdtemp(path.join(tmpdir(), 'muledger-authority-')));
    const isAuthority = ['-ext', 'bc:c=ca:true', '-ext', 'ku:c=keyCertSign'];
    await authority.keytool('ca', '-genkeypair', ...KEY, '-dname', 'CN=authority', ...isAuthority);
    await authority.keytool('ca', '-exportcert', '-rfc', '-file', authority.certificate);
    return authority;
  }

  /** PEM file of its own certificate. */
  get certificate(): string {
    return path.join(this.dir, 'ca.pem');
  }

  /** Properties of a broker that shows a certificate of this authority. */
  async brokerSettings(): Promise<Record<string, string>> {
    const [request, signed] = ['broker.csr', 'broker.pem'].map((name) => path.join(this.dir, name));
    if (request === undefined || signed === undefined) throw new Error('there is no file');
    const forBroker = ['-ext', 'san=ip:127.0.0.1', '-ext', 'eku=serverAuth,clientAuth'];
    await this.keytool('broker', '-genkeypair', ...KEY, '-dname', 'CN=broker');
    await this.keytool('broker', '-certreq', '-file', request);
    await this.keytool(
      'ca',
      '-gencert',
      '-rfc',
      ...forBroker,
      '-infile',
      request,
      '-outfile',
      signed,
    );
    await this.keytool('broker', '-importcert', '-noprompt', '-file', signed);
    return {
      'ssl.keystore.type': 'PKCS12',
      'ssl.keystore.location': this.store,
      'ssl.keystore.password': PASSWORD,
      'ssl.key.password': PASSWORD,
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': this.certificate,
    };
  }

  async remove(): Promise<void> {
    await rm(this.dir, { recursive: true, force: true });
  }

  private get store(): string {
    return path.join(this.dir, 'keys.p12');
  }

  private async keytool(alias: string, ...words: readonly string[]): Promise<void> {
    const keys = ['-alias', alias, '-keystore', this.store, '-storetype', 'PKCS12'];
    await promisify(execFile)('keytool', [...words, ...keys, '-storepass', PASSWORD], {
      env: programEnvironment(),
    });
  }
}
