import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generateKeyPair, SignJWT } from 'jose';
import {
  bearerToken,
  cachedVerifier,
  openLocalIssuer,
  TokenProblem,
  type TokenRequest,
} from './index.js';

const clerk: TokenRequest = {
  sub: 'clerk-1',
  name: '张三',
  role: 'county',
  unit: '330402',
  ttl: 60,
};

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'accepted',
    (error: unknown) => (error instanceof TokenProblem ? error.code : String(error)),
  );

describe('the local issuer', () => {
  let folder: string;
  let now: number;
  const clock = () => new Date(now);
  beforeEach(async () => {
    now = Date.UTC(2026, 0, 1);
    folder = await mkdtemp(path.join(tmpdir(), 'muledger-auth-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('verifies what it issued, also after a restart', async () => {
    const token = await (await openLocalIssuer(folder, clock)).issueToken(clerk);
    const again = await openLocalIssuer(folder, clock);
    expect(await again.verifyToken(token)).toEqual({
      sub: 'clerk-1',
      name: '张三',
      role: 'county',
      unit: '330402',
      expiresAt: now / 1000 + 60,
    });
  });

  it('has one key when two processes start at once', async () => {
    const [one, two] = await Promise.all([
      openLocalIssuer(folder, clock),
      openLocalIssuer(folder, clock),
    ]);
    expect(await codeOf(two.verifyToken(await one.issueToken(clerk)))).toBe('accepted');
  });

  it('keeps its key from others, and refuses one they could read', async () => {
    await openLocalIssuer(folder, clock);
    const file = path.join(folder, 'auth/signing-key.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await chmod(file, 0o644);
    await expect(openLocalIssuer(folder, clock)).rejects.toThrow('can be read by others');
  });

  it('needs no unit for roles that hold nothing', async () => {
    const issuer = await openLocalIssuer(folder, clock);
    const token = await issuer.issueToken({ sub: 'ops', name: 'ops', role: 'operator', ttl: 60 });
    expect(await issuer.verifyToken(token)).not.toHaveProperty('unit');
  });

  it('issues nothing it would not accept', async () => {
    const issuer = await openLocalIssuer(folder, clock);
    const { unit: _, ...withoutUnit } = clerk;
    expect(() => issuer.issueToken(withoutUnit)).toThrow('unit');
  });

  it('accepts a token until the second it expires', async () => {
    const issuer = await openLocalIssuer(folder, clock);
    const token = await issuer.issueToken(clerk);
    now += 59_999;
    expect(await codeOf(issuer.verifyToken(token))).toBe('accepted');
    now += 1;
    expect(await codeOf(issuer.verifyToken(token))).toBe('token-expired');
  });

  it.each(['', 'x', 'a.b.c', 'a.b', '..'])('calls %j malformed', async (token) => {
    const issuer = await openLocalIssuer(folder, clock);
    expect(await codeOf(issuer.verifyToken(token))).toBe('token-malformed');
  });

  it('refuses a token of another key, and one that was changed', async () => {
    const issuer = await openLocalIssuer(folder, clock);
    const other = await openLocalIssuer(path.join(folder, 'other'), clock);
    expect(await codeOf(issuer.verifyToken(await other.issueToken(clerk)))).toBe('token-invalid');
    const [head = '', , signature = ''] = (await issuer.issueToken(clerk)).split('.');
    const richer = Buffer.from(JSON.stringify({ ...clerk, role: 'province' })).toString(
      'base64url',
    );
    expect(await codeOf(issuer.verifyToken([head, richer, signature].join('.')))).toBe(
      'token-invalid',
    );
  });

  it('refuses an unsigned token and one signed with a shared secret', async () => {
    const issuer = await openLocalIssuer(folder, clock);
    const [, claims = ''] = (await issuer.issueToken(clerk)).split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    expect(await codeOf(issuer.verifyToken(`${none}.${claims}.`))).toBe('token-invalid');
    const shared = await new SignJWT({ role: 'county' })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode('a secret of at least thirty-two bytes'));
    expect(await codeOf(issuer.verifyToken(shared))).toBe('token-invalid');
  });
});

describe('the cache of verified tokens', () => {
  const expiresAt = 1_000;
  const counting = (tokensMax: number) => {
    const asked: string[] = [];
    let now = 0;
    const verify = async (token: string) => {
      asked.push(token);
      if (token === 'wrong') throw new TokenProblem('token-invalid', 'wrong');
      return { sub: token, name: token, role: 'public' as const, expiresAt };
    };
    const cache = cachedVerifier({ verify }, { tokensMax, clock: () => new Date(now) });
    return { asked, cache, passTo: (ms: number) => void (now = ms) };
  };

  it('asks once for each token', async () => {
    const { asked, cache } = counting(10);
    for (const token of ['a', 'b', 'a', 'a']) await cache.verify(token);
    expect(asked).toEqual(['a', 'b']);
  });

  it('forgets a token the moment it expires', async () => {
    const { cache, passTo } = counting(10);
    await cache.verify('a');
    passTo(999_999);
    expect(await codeOf(cache.verify('a'))).toBe('accepted');
    passTo(1_000_000);
    expect(await codeOf(cache.verify('a'))).toBe('token-expired');
  });

  it('never holds more than its bound, and nothing that is wrong', async () => {
    const { asked, cache } = counting(1);
    await cache.verify('a');
    expect(await codeOf(cache.verify('wrong'))).toBe('token-invalid');
    await cache.verify('a');
    await cache.verify('b');
    await cache.verify('a');
    expect(asked).toEqual(['a', 'wrong', 'b', 'a']);
  });
});

describe('the Authorization header', () => {
  it.each([
    [undefined, 'token-missing'],
    ['  ', 'token-missing'],
    ['Basic abc', 'token-malformed'],
    ['Bearer', 'token-malformed'],
    ['Bearer a b', 'token-malformed'],
  ])('%j is %s', async (header, code) => {
    expect(await codeOf(Promise.resolve().then(() => bearerToken(header)))).toBe(code);
  });

  it('gives the token', () => {
    expect(bearerToken('bearer a.b-c_d.e')).toBe('a.b-c_d.e');
  });
});

describe('a foreign algorithm', () => {
  it('is refused though the signature fits its own key', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'muledger-auth-'));
    const issuer = await openLocalIssuer(folder);
    const { privateKey } = await generateKeyPair('ES256');
    const token = await new SignJWT({}).setProtectedHeader({ alg: 'ES256' }).sign(privateKey);
    expect(await codeOf(issuer.verifyToken(token))).toBe('token-invalid');
    await rm(folder, { recursive: true });
  });
});
