import { createServer, type Server } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { cachedVerifier, IssuerUnavailable, oidcVerifier, TokenProblem } from './index.js';

/** An issuer over HTTP whose keys and answers a test can change. */
class FakeIssuer {
  readonly asked: string[] = [];
  keys: JWK[] = [];
  statedIssuer: string | undefined;
  broken = false;
  redirect: string | undefined;
  padding = '';
  private readonly server: Server = createServer((request, response) => {
    this.asked.push(request.url ?? '');
    if (this.broken) {
      response.writeHead(500).end();
      return;
    }
    if (this.redirect !== undefined) {
      response.writeHead(302, { location: this.redirect }).end();
      return;
    }
    const document =
      request.url === '/keys'
        ? { keys: this.keys, padding: this.padding }
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
  /** With a clock that a test moves. */
  const openAt = () => {
    let now = Date.now();
    const clock = () => new Date(now);
    const verifier = oidcVerifier({ issuer: issuer.url, audience: 'muledger', clock });
    return { verifier, clock, pass: (seconds: number) => void (now += seconds * 1_000) };
  };

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
    const { verifier, pass } = openAt();
    const waiting = await token(good);
    issuer.broken = true;
    issuer.asked.length = 0;
    for (let i = 0; i < 20; i += 1)
      expect(await outcome(verifier.verify(waiting))).toBe('issuer-unavailable');
    // A failure is remembered for some seconds: an issuer that comes back is not run over.
    expect(issuer.asked).toHaveLength(1);
    issuer.broken = false;
    pass(6);
    expect(await outcome(verifier.verify(waiting))).toBe('accepted');
  });

  it('H-25 of an issuer that is away are judged by its last keys, for a day', async () => {
    const { verifier, pass } = openAt();
    expect(await outcome(verifier.verify(await token(good)))).toBe('accepted');
    issuer.broken = true;
    pass(11 * 60);
    expect(await outcome(verifier.verify(await token(good, { expiresIn: '2d' })))).toBe('accepted');
    pass(24 * 3_600);
    const late = await token(good, { expiresIn: '3d' });
    expect(await outcome(verifier.verify(late))).toBe('issuer-unavailable');
    issuer.broken = false;
  });

  it('signed by a key that is new are told to come again, and then accepted', async () => {
    const { verifier, pass } = openAt();
    await verifier.verify(await token(good));
    const fresh = await issuer.addKey('second');
    const signed = await token(good, { kid: 'second' }, fresh);
    expect(await outcome(verifier.verify(signed))).toBe('issuer-unavailable');
    pass(6);
    expect(await outcome(verifier.verify(signed))).toBe('accepted');
    issuer.keys.pop();
  });

  it('of a key that was taken away are good for minutes, not until they expire', async () => {
    const { verifier, pass, clock } = openAt();
    const cached = cachedVerifier(verifier, { tokensMax: 10, clock });
    const gone = await issuer.addKey('third');
    const signed = await token(good, { kid: 'third', expiresIn: '1d' }, gone);
    expect(await outcome(cached.verify(signed))).toBe('accepted');
    issuer.keys.pop();
    pass(4 * 60);
    expect(await outcome(cached.verify(signed))).toBe('accepted');
    pass(2 * 60);
    expect(await outcome(cached.verify(signed))).toBe('token-invalid');
  });

  it('that expired a moment ago are taken or not, whether they were seen before or not', async () => {
    const { verifier, pass, clock } = openAt();
    const cached = cachedVerifier(verifier, { tokensMax: 10, clock });
    const signed = await token(good, { expiresIn: '10s' });
    await cached.verify(signed);
    pass(12);
    expect(await outcome(cached.verify(signed))).toBe('accepted');
    expect(await outcome(verifier.verify(signed))).toBe('accepted');
    pass(6);
    expect(await outcome(cached.verify(signed))).toBe('token-expired');
    expect(await outcome(verifier.verify(signed))).toBe('token-expired');
  });

  it.each(['x', 'a.b.c', 'e30.e30.e30'])(
    '%s is no token, and the issuer is not asked',
    async (text) => {
      issuer.broken = true;
      issuer.asked.length = 0;
      expect(await outcome(open().verify(text))).toMatch(/^token-(malformed|invalid)$/);
      expect(issuer.asked).toEqual([]);
      issuer.broken = false;
    },
  );

  it.each<[string, Record<string, unknown>]>([
    ['a name with NUL', { ...good, name: 'a\u0000' }],
    ['a name that turns the line', { ...good, name: 'a\u202eb' }],
    ['half a character', { ...good, name: 'a\ud800' }],
    ['a name of 10 kB', { ...good, name: 'x'.repeat(10_000) }],
    ['an escape in the unit', { ...good, unit: '33\u001b[2J' }],
  ])('H-03 with %s are invalid', async (_, claims) => {
    expect(await outcome(open().verify(await token(claims)))).toBe('token-invalid');
  });

  it('may say the unit in a list of one', async () => {
    const identity = await open().verify(await token({ ...good, unit: ['330000'] }));
    expect(identity).toMatchObject({ unit: '330000' });
  });

  it('of another kind are invalid, whoever signed them', async () => {
    const logout = await new SignJWT(good)
      .setProtectedHeader({ alg: 'RS256', kid: 'first', typ: 'logout+jwt' })
      .setSubject('person-1')
      .setIssuer(issuer.url)
      .setAudience('muledger')
      .setExpirationTime('5m')
      .sign(key);
    expect(await outcome(open().verify(logout))).toBe('token-invalid');
  });

  it('are not judged by keys behind a redirect, nor by a set without end', async () => {
    issuer.redirect = 'http://127.0.0.1:1/elsewhere';
    expect(await outcome(open().verify(await token(good)))).toBe('issuer-unavailable');
    issuer.redirect = undefined;
    issuer.padding = 'x'.repeat(2 * 1024 * 1024);
    expect(await outcome(open().verify(await token(good)))).toBe('issuer-unavailable');
    issuer.padding = '';
  });

  it('that cannot be judged say why', async () => {
    issuer.statedIssuer = 'https://evil.example';
    const failure = await open()
      .verify(await token(good))
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      cause: { message: expect.stringContaining('another issuer') },
    });
    issuer.statedIssuer = undefined;
  });

  it('are not judged by the keys of an issuer that calls itself otherwise', async () => {
    issuer.statedIssuer = 'https://evil.example';
    expect(await outcome(open().verify(await token(good)))).toBe('issuer-unavailable');
    issuer.statedIssuer = undefined;
  });

  it('are not taken from an issuer without TLS elsewhere', () => {
    for (const host of ['id.example', '127.issuer.example', '127.0.0.1.nip.io'])
      expect(() => oidcVerifier({ issuer: `http://${host}`, audience: 'x' })).toThrow('TLS');
  });
});
