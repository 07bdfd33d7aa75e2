import { createServer, type Server } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { IssuerUnavailable, oidcVerifier, TokenProblem } from './index.js';

/** An issuer over HTTP whose keys and answers a test can change. */
class FakeIssuer {
  readonly asked: string[] = [];
  keys: JWK[] = [];
  statedIssuer: string | undefined;
  broken = false;
  private readonly server: Server = createServer((request, response) => {
    this.asked.push(request.url ?? '');
    if (this.broken) {
      response.writeHead(500).end();
      return;
    }
    const document =
      request.url === '/keys'
        ? { keys: this.keys }
        : { issuer: this.statedIssuer ?? this.url, jwks_uri: `${this.url}/keys` };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
  });
  url = '';

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    const address = this.server.address();
    if (typeof address === 'object' && address) this.url = `http://127.0.0.1:${address.port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async addKey(kid: string): Promise<CryptoKey> {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    this.keys.push({ ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' });
    return privateKey;
  }
}

interface TokenOptions {
  readonly kid?: string;
  readonly audience?: string;
  readonly issuer?: string;
  readonly expiresIn?: string;
}

const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'accepted',
    (error: unknown) => {
      if (error instanceof TokenProblem) return error.code;
      return error instanceof IssuerUnavailable ? 'issuer-unavailable' : String(error);
    },
  );

describe('tokens of an OpenID Connect issuer', () => {
  const issuer = new FakeIssuer();
  let key: CryptoKey;
  beforeAll(async () => {
    await issuer.start();
    key = await issuer.addKey('first');
  });
  afterAll(() => issuer.stop());

  const token = (claims: Record<string, unknown>, options: TokenOptions = {}, by = key) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: options.kid ?? 'first' })
      .setSubject('person-1')
      .setIssuer(options.issuer ?? issuer.url)
      .setAudience(options.audience ?? 'muledger')
      .setExpirationTime(options.expiresIn ?? '5m')
      .sign(by);
  const good = { name: '李四', role: 'province', unit: '330000' };
  const open = () => oidcVerifier({ issuer: issuer.url, audience: 'muledger' });

  it('are accepted, and the keys are fetched once', async () => {
    const verifier = open();
    issuer.asked.length = 0;
    expect(await verifier.verify(await token(good))).toMatchObject({ sub: 'person-1', ...good });
    await verifier.verify(await token(good));
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  it('are read by the claims of that issuer', async () => {
    const claims = { name: 'preferred', role: 'access.muledger.roles', unit: 'https://x.cn/unit' };
    const verifier = oidcVerifier({ issuer: issuer.url, audience: 'muledger', claims });
    const foreign = {
      preferred: '王五',
      access: { muledger: { roles: ['offline', 'auditor'] } },
      'https://x.cn/unit': '330400',
    };
    expect(await verifier.verify(await token(foreign))).toMatchObject({
      name: '王五',
      role: 'auditor',
      unit: '330400',
    });
  });

  it.each<[string, Record<string, unknown>, TokenOptions]>([
    ['another audience', good, { audience: 'mail' }],
    ['another issuer', good, { issuer: 'https://evil.example' }],
    ['a key nobody has', good, { kid: 'unknown' }],
    ['no role', { name: 'x', unit: '330000' }, {}],
    ['a role we do not know', { ...good, role: 'boss' }, {}],
    ['two of our roles', { ...good, role: ['county', 'province'] }, {}],
    ['no unit', { name: 'x', role: 'county' }, {}],
    ['no name', { role: 'county', unit: '330402' }, {}],
  ])('with %s are invalid', async (_, claims, options) => {
    expect(await outcome(open().verify(await token(claims, options)))).toBe('token-invalid');
  });

  it('are expired after their time', async () => {
    expect(await outcome(open().verify(await token(good, { expiresIn: '-1m' })))).toBe(
      'token-expired',
    );
  });

  it('signed by somebody else under a known name are invalid', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    expect(await outcome(open().verify(await token(good, {}, privateKey)))).toBe('token-invalid');
  });

  it('cannot be judged while the issuer is away, and can when it is back', async () => {
    const verifier = open();
    const waiting = await token(good);
    issuer.broken = true;
    expect(await outcome(verifier.verify(waiting))).toBe('issuer-unavailable');
    issuer.broken = false;
    expect(await outcome(verifier.verify(waiting))).toBe('accepted');
  });

  it('are not judged by the keys of an issuer that calls itself otherwise', async () => {
    issuer.statedIssuer = 'https://evil.example';
    expect(await outcome(open().verify(await token(good)))).toBe('issuer-unavailable');
    issuer.statedIssuer = undefined;
  });

  it('are not taken from an issuer without TLS elsewhere', () => {
    expect(() => oidcVerifier({ issuer: 'http://id.example', audience: 'x' })).toThrow('TLS');
  });
});
