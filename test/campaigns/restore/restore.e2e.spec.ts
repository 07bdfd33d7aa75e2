import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startTestPostgres, type TestPostgres } from '#testing/postgres';
import { Program, type Ended } from '../../e2e/programs.js';
import { annual, DOCUMENT, LEDGER, openLedger, PROVINCE } from '../../e2e/story.js';
import { Installation } from '../installation.js';
import { readModelsAt } from '../read-tables.js';
import type { ServerProcess } from '../server-process.js';
import { backUpLog, restoreLog } from './log-backup.js';

/** Milliseconds. Two database servers and several programs are started for real. */
const SLOW = 240_000;

const CLI = 'dist/apps/cli/src/main.js';
const ISSUANCES = 40;

interface Noted {
  readonly events: number;
  readonly streams: readonly { stream: string; revision: string; digest: string }[];
}

/** docs/runbooks/restore.md, step by step, on databases of their own. */
describe('a restore from a backup of the log', () => {
  let postgres: TestPostgres;
  let elsewhere: TestPostgres;
  let source: Installation;
  let restored: Installation;
  let dir: string;
  /** Noted before the backup, and after the source stood still. */
  let noted: string;
  let last: string;
  let hot: string;
  let whole: string;

  const muledger = (databaseUrl: string, ...args: readonly string[]): Promise<Ended> =>
    new Program(CLI, args, { MULEDGER_DATABASE_URL: databaseUrl, MULEDGER_DATA: dir }).ended;

  const answered = async <T>(databaseUrl: string, ...args: readonly string[]): Promise<T> => {
    const { code, stdout, stderr } = await muledger(databaseUrl, ...args, '--json');
    if (code !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as T;
  };

  const note = async (databaseUrl: string, name: string): Promise<string> => {
    const file = path.join(dir, name);
    await writeFile(file, JSON.stringify(await answered<Noted>(databaseUrl, 'digest')));
    return file;
  };

  /** Posts one and tells its revision. */
  const issue = async (to: Installation, server: ServerProcess, n: number): Promise<bigint> => {
    const { status, text, body } = await to.post(
      server,
      PROVINCE,
      `${LEDGER}/issuances`,
      `i-${n}`,
      {
        ...{ indicator: 'annual', planYear: 2017, planKind: 'pool' },
        ...{ quantity: annual('100', '50', '20'), effectiveOn: '2017-03-01', document: DOCUMENT },
        note: `第${n}批`,
      },
    );
    if (status !== 201) throw new Error(text);
    return BigInt((body as { revision: string }).revision);
  };

  /** The schema and nothing in it, as the first start of a process leaves it. */
  const migrated = async (server: TestPostgres): Promise<Installation> => {
    const installation = await Installation.open(server);
    await (await installation.start('api')).stop();
    return installation;
  };

  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'muledger-restore-'));
    hot = path.join(dir, 'hot.copy');
    whole = path.join(dir, 'whole.copy');
    [postgres, elsewhere] = await Promise.all([startTestPostgres(), startTestPostgres()]);
    source = await Installation.open(postgres);
    const server = await source.start('all');
    await openLedger({ post: (as, to, key, body) => source.post(server, as, to, key, body) });
    await issue(source, server, 0);
    noted = await note(source.databaseUrl, 'noted.json');

    const clerk = (async () => {
      for (let n = 1; n < ISSUANCES; n += 1) await issue(source, server, n);
      return issue(source, server, ISSUANCES);
    })();
    await backUpLog(source.databaseUrl, hot);
    await readModelsAt(source, await clerk);
    await server.stop();
    await backUpLog(source.databaseUrl, whole);
    last = await note(source.databaseUrl, 'last.json');
    restored = await migrated(elsewhere);
  }, SLOW);

  afterAll(async () => {
    await source?.close();
    await restored?.close();
    await postgres?.stop();
    await elsewhere?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  /** A further database with the schema and nothing in it. */
  const empty = async (name: string): Promise<string> => {
    const template = new URL(restored.databaseUrl).pathname.slice(1);
    const admin = new pg.Client({ connectionString: elsewhere.url });
    await admin.connect();
    await admin.query(`create database ${name} template ${pg.escapeIdentifier(template)}`);
    await admin.end();
    const url = new URL(restored.databaseUrl);
    url.pathname = `/${name}`;
    return url.href;
  };

  it(
    'taken while a clerk posts holds what was noted before it, and the source holds all of it',
    async () => {
      const url = await empty('from_hot');
      await restoreLog(url, hot);
      expect(await muledger(url, 'digest', '--against', noted)).toMatchObject({ code: 0 });
      const held = await note(url, 'held.json');
      expect(await muledger(source.databaseUrl, 'digest', '--against', held)).toMatchObject({
        code: 0,
      });
    },
    SLOW,
  );

  const tampered: readonly (readonly [
    string,
    (lines: readonly string[]) => readonly string[],
    RegExp,
  ])[] = [
    ['misses an event', (lines) => lines.toSpliced(lines.length - 20, 1), /the log is broken: /],
    [
      'misses the last event',
      (lines) => lines.slice(0, -1),
      /revision \d+ is not there, the log ends at \d+/,
    ],
    [
      'has a word that is another',
      changed('第30批', '第31批'),
      /ledger-330000: another log up to revision/,
    ],
    [
      'has an amount that is another',
      changed('"total":"20000000"', '"total":"20000001"'),
      /another log up to revision/,
    ],
    [
      'has an entry recorded at another time',
      changed('"recordedAt":"20', '"recordedAt":"19'),
      /another log up to revision/,
    ],
    ['has two events in each other’s place', swapped, /another log up to revision/],
  ];

  it.each(tampered)(
    'is refused when it %s',
    async (title, tamper, said) => {
      const lines = (await readFile(whole, 'utf8')).trimEnd().split('\n');
      const other = tamper(lines);
      expect(other).not.toEqual(lines);
      const file = path.join(dir, 'tampered.copy');
      await writeFile(file, `${other.join('\n')}\n`);
      const url = await empty(`tampered_${tampered.findIndex(([one]) => one === title)}`);
      await restoreLog(url, file);
      const { code, stderr } = await muledger(url, 'digest', '--against', last);
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(said) });
    },
    SLOW,
  );

  it(
    'gives a server that answers as the one before',
    async () => {
      await restoreLog(restored.databaseUrl, whole);
      const server = await restored.start('all');
      const { revision, ...there } = await answered<Replayed>(source.databaseUrl, 'replay');
      await readModelsAt(restored, BigInt(revision));
      const here = await answered<Replayed>(restored.databaseUrl, 'replay');
      process.stderr.write(
        `fingerprint ${there.fingerprint} of the source\nfingerprint ${here.fingerprint} restored\n`,
      );
      expect(here).toEqual({ revision, ...there });
      const doctor = await muledger(restored.databaseUrl, 'doctor', '--json');
      expect(JSON.parse(doctor.stdout).filter(isWrong)).toEqual([]);
      expect(await muledger(restored.databaseUrl, 'digest', '--against', last)).toMatchObject({
        code: 0,
      });
      // And it goes on where the other one stopped.
      expect(await issue(restored, server, ISSUANCES + 1)).toBe(BigInt(revision) + 1n);
    },
    SLOW,
  );
});

interface Replayed {
  readonly revision: string;
  readonly fingerprint: string;
}

const isWrong = (one: { readonly name: string; readonly state: string }): boolean =>
  one.state === 'wrong';

function changed(from: string, to: string) {
  return (lines: readonly string[]): readonly string[] => {
    const at = lines.findLastIndex((line) => line.includes(from));
    const line = lines[at];
    return line === undefined ? lines : lines.with(at, line.replace(from, to));
  };
}

/** The texts of two events, at each other's position and revision. */
function swapped(lines: readonly string[]): readonly string[] {
  const [a, b] = [lines.length - 12, lines.length - 9];
  const fieldsOf = (n: number): string[] => (lines[n] ?? '').split('\t');
  const place = (n: number): string[] => fieldsOf(n).slice(0, 2);
  const rest = (n: number): string[] => fieldsOf(n).slice(2);
  return lines
    .with(a, [...place(a), ...rest(b)].join('\t'))
    .with(b, [...place(b), ...rest(a)].join('\t'));
}
