import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { migrateEventStore } from '#event-store/postgres';
import { loadConfig, openLocalIssuer } from '#platform';
import { createDatabase, startTestPostgres, type TestPostgres } from '#testing/postgres';
import { run } from './program.js';
import { parseTtl } from './verbs/token.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'muledger-cli-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const muledger = async (
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ code: number; out: string; err: string }> => {
  let out = '';
  let err = '';
  const code = await run(words, {
    terminal: {
      out: (text) => (out += text),
      err: (text) => (err += text),
      isWatched: false,
    },
    config: () => loadConfig({ MULEDGER_DATA: dir, ...environment }),
    signal: new AbortController().signal,
  });
  return { code, out, err };
};

describe('muledger, when something goes away under it', () => {
  const failing = async (error: Error): Promise<{ code: number; err: string }> => {
    let err = '';
    const code = await run(['recover', '--yes'], {
      terminal: { out: () => undefined, err: (text) => (err += text), isWatched: false },
      config: () => {
        throw error;
      },
      signal: new AbortController().signal,
    });
    return { code, err };
  };

  it('H-02 says so in a sentence, and keeps the stack for defects of its own', async () => {
    const gone = await failing(new Error('Connection terminated unexpectedly'));
    expect(gone.code).toBe(1);
    expect(gone.err).toMatch(/^broken off: Connection terminated unexpectedly; begin it again/);
    expect(gone.err).not.toContain('    at ');
    expect((await failing(new TypeError('not ours to hide'))).err).toContain('    at ');
  });
});

describe('muledger token', () => {
  it('prints the token alone, good for the role and the unit', async () => {
    const { code, out, err } = await muledger([
      ...['token', '--role', 'county', '--unit', '330402', '--name', '王', '--ttl', '15m'],
    ]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const issuer = await openLocalIssuer(dir);
    const identity = await issuer.verify(out.trim());
    expect(identity).toMatchObject({ role: 'county', unit: '330402', name: '王' });
    expect(identity.expiresAt * 1000 - Date.now()).toBeLessThanOrEqual(15 * 60_000);
  });

  it.each([
    ['no role', [], {}],
    ['an unknown role', ['--role', 'boss'], {}],
    ['a role that needs a unit', ['--role', 'county'], {}],
    ['a time it does not know', ['--role', 'operator', '--ttl', 'soon'], {}],
    ['H-24 a name that steers', ['--role', 'operator', '--name', 'x\u202ey'], {}],
    ['another issuer', ['--role', 'operator'], { OIDC_ISSUER: 'https://id.example' }],
    ['a wrong configuration', ['--role', 'operator'], { MULEDGER_PORT: 'x' }],
  ])('with %s is wrong use, and prints no token', async (_, words, environment) => {
    const { code, out, err } = await muledger(['token', ...words], environment);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).not.toBe('');
    expect(err).not.toContain('    at ');
  });

  it.each([
    ['90s', 90],
    ['15m', 900],
    ['8h', 28_800],
    ['366d', 31_622_400],
  ])('reads %s', (text, seconds) => expect(parseTtl(text)).toBe(seconds));

  it.each(['0s', '367d', '1', '-1h', '1.5h', '8 h'])('does not read %s', (text) =>
    expect(() => parseTtl(text)).toThrow('expected e.g.'),
  );
});

describe('muledger', () => {
  it('helps, and helps whoever asks wrongly', async () => {
    expect((await muledger(['--help'])).code).toBe(0);
    const help = await muledger(['import', '--help']);
    expect(help).toMatchObject({ code: 0, err: '' });
    expect(help.out).toContain('Examples:');
    expect(await muledger(['frobnicate'])).toMatchObject({ code: 2, out: '' });
    expect(await muledger(['token', 'too', 'many'])).toMatchObject({ code: 2, out: '' });
  });

  it('has an example for every verb', async () => {
    const { out } = await muledger(['--help']);
    const verbs = [...out.matchAll(/^ {2}([a-z]+) .*/gm)].map(([, verb = '']) => verb);
    expect(verbs).toContain('replay');
    for (const verb of verbs.filter((one) => one !== 'help'))
      expect((await muledger([verb, '--help'])).out).toMatch(/Examples?:/);
  });
});

describe('a verb that asks a server', () => {
  const words = [
    ...['import', '--effective-on', '2017-01-01', '--document-number', 'x', '--issuer', 'y'],
    ...['--document-date', '2017-01-01', '--url', 'http://127.0.0.1:9'],
  ];

  it('says in one line that none answers', async () => {
    const file = path.join(dir, 'opening.csv');
    await writeFile(file, '名称,可用总量(亩)\n海宁,1\n');
    const { code, out, err } = await muledger([...words, file]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toBe(
      'no server answers at http://127.0.0.1:9: start one with "npm start", or give --url\n',
    );
  });

  it('tells wrong use from failure', async () => {
    expect(await muledger([...words, path.join(dir, 'none.csv')])).toMatchObject({ code: 2 });
    const binary = path.join(dir, 'binary.csv');
    await writeFile(binary, Buffer.from([0x2c, 0xff, 0xff, 0x0a, 0x80]));
    expect(await muledger([...words, binary])).toMatchObject({ code: 1 });
  });

  it('gives its failure to machines as JSON', async () => {
    const file = path.join(dir, 'opening.csv');
    await writeFile(file, 'x');
    const { code, out } = await muledger([...words, file, '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ failed: expect.stringContaining('no server') });
  });
});

describe('muledger doctor', () => {
  it('finds nothing wrong before the first start, and makes nothing', async () => {
    const { code, out } = await muledger(['doctor', '--json'], { MULEDGER_PORT: '0' });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject([
      { name: 'Node.js', state: 'ok' },
      { name: 'configuration', state: 'ok' },
      { name: 'data folder', state: 'ok' },
      { name: 'server', state: 'skipped' },
      { name: 'PostgreSQL', state: 'skipped' },
    ]);
  });
});

describe('a verb that looks at the database', () => {
  /** Nobody answers there, and nobody is asked. */
  const EVENTSTORE_URL = 'esdb://127.0.0.1:9?tls=false';
  let postgres: TestPostgres;
  let MULEDGER_DATABASE_URL: string;
  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    MULEDGER_DATABASE_URL = await createDatabase(postgres);
  });

  /** What a server of the version before the log could be elsewhere has left. */
  const startedLongAgo = async (): Promise<void> => {
    const admin = new pg.Client({ connectionString: MULEDGER_DATABASE_URL });
    await admin.connect();
    try {
      await admin.query('create role app');
      await migrateEventStore(admin, { appRole: 'app' });
      await admin.query('drop table event_store.home');
    } finally {
      await admin.end();
    }
  };

  it.each([
    [['migrate-log', '--to', 'eventstoredb']],
    [['migrate-log', '--to', 'postgres']],
    [['digest']],
    [['replay']],
    [['rebuild']],
  ])('says where there is nothing to look at, and what to do: %p', async (words) => {
    const { code, out, err } = await muledger(words, { MULEDGER_DATABASE_URL, EVENTSTORE_URL });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(
      /^127\.0\.0\.1:\d+\/\w+ holds no log: no server .*MULEDGER_DATABASE_URL.*"npm start"\n$/,
    );
  });

  it('reads what an older version left, and moves nothing before it was upgraded', async () => {
    await startedLongAgo();
    const environment = { MULEDGER_DATABASE_URL, EVENTSTORE_URL };
    expect(await muledger(['digest'], environment)).toMatchObject({ code: 0, err: '' });
    const { code, out, err } = await muledger(['migrate-log', '--to', 'eventstoredb'], environment);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/was last used by an older version: start a server .*\n$/);
  });
});
