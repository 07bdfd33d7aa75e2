import { hash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  startCrashablePostgres,
  type CrashablePostgres,
} from '../../../libs/platform/src/testing/crashable-postgres.js';
import { Program, type Ended } from '../../e2e/programs.js';
import { annual, DOCUMENT, LEDGER, openLedger, PROVINCE } from '../../e2e/story.js';
import { Installation } from '../installation.js';
import type { ServerProcess } from '../server-process.js';

/** Milliseconds. A database server and several programs are started for real, more than once. */
const SLOW = 240_000;
const CLI = 'dist/apps/cli/src/main.js';
const STREAM = 'ledger-330000';

interface Answered {
  readonly status: number;
  readonly revision: number;
  readonly key: string;
}

let postgres: CrashablePostgres;
let installation: Installation;
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'muledger-failover-'));
  postgres = await startCrashablePostgres();
  installation = await Installation.open(postgres);
}, SLOW);
afterAll(async () => {
  await installation?.close();
  await postgres?.stop();
  await rm(dir, { recursive: true, force: true });
}, SLOW);

const muledger = (...args: readonly string[]): Promise<Ended> => {
  const { databaseUrl: MULEDGER_DATABASE_URL } = installation;
  return new Program(CLI, args, { MULEDGER_DATABASE_URL, MULEDGER_DATA: dir }).ended;
};

const post = async (
  server: ServerProcess,
  to: string,
  key: string,
  body: object,
): Promise<Answered> => {
  const answer = await installation.post(server, PROVINCE, `${LEDGER}/${to}`, key, {
    ...body,
    document: DOCUMENT,
  });
  const { revision } = answer.body as { revision?: string };
  return { status: answer.status, revision: Number(revision ?? -1), key };
};

const issue = (server: ServerProcess, key: string): Promise<Answered> =>
  post(server, 'issuances', key, {
    ...{ indicator: 'annual', planYear: 2017, planKind: 'pool', effectiveOn: '2017-03-01' },
    quantity: annual('100', '50', '20'),
  });

const allocate = (server: ServerProcess, lot: string): Promise<Answered> =>
  post(server, 'allocations', `of-${lot}`, {
    ...{ fromUnit: '330000', lot: `${lot}.1`, effectiveOn: '2017-04-01' },
    to: [{ unit: '330402', quantity: annual('10', '5', '2') }],
  });

/** While the database is away a request may fail in any way but with a word that it was recorded. */
const until = async (try_: () => Promise<Answered>): Promise<Answered> => {
  for (;;) {
    const answer = await try_().catch(() => undefined);
    if (answer?.status === 201 || answer?.status === 200) return answer;
    await delay(100);
  }
};

/** The revisions that a server says were lost, once it has said so after others. */
const toldBy = async (server: ServerProcess, after = 0): Promise<{ from: number; to: number }> => {
  for (;;) {
    const { text } = await installation.get(server, PROVINCE, '/v1/health/ready');
    const words = new RegExp(`log-went-back: ${STREAM} lost revisions? (\\d+)(?: to (\\d+))?`, 'g');
    const [, from, to] = [...text.matchAll(words)].at(after) ?? [];
    if (from !== undefined) return { from: Number(from), to: Number(to ?? from) };
    await delay(200);
  }
};

const inLog = async (): Promise<Map<string, number>> => {
  const rows = await installation.query<{ entry: string; revision: string }>(
    `select body::json->>'entryId' as entry, revision from event_store.events
      where stream = '${STREAM}' order by revision`,
  );
  return new Map(rows.map(({ entry, revision }) => [entry, Number(revision)]));
};

/** Every entry can be folded, the read models say the same, no entry stands twice. */
const assertWhole = async (): Promise<void> => {
  const { code, stdout, stderr } = await muledger('doctor');
  expect({
    code,
    wrong: (stdout + stderr).split('\n').filter((line) => /✗|broken/.test(line)),
  }).toEqual({
    code: 0,
    wrong: [],
  });
};

describe('L-01 a failover to a copy that is late, with two processes', () => {
  let one: ServerProcess;
  let two: ServerProcess;

  it(
    'idle: nothing lost is built upon, and both say what was lost',
    async () => {
      [one, two] = [await installation.start('all'), await installation.start('all')];
      await openLedger({ post: (as, to, key, body) => installation.post(one, as, to, key, body) });
      for (let n = 0; n < 4; n += 1) await issue(one, `kept-${n}`);
      await postgres.keepCopy();
      await until(() => issue(one, 'kept-3'));
      const lost: Answered[] = [];
      for (let n = 0; n < 6; n += 1)
        lost.push(await until(() => issue(n % 2 ? one : two, `lost-${n}`)));
      // Both know all of it.
      await until(() => issue(one, 'lost-5'));
      await until(() => issue(two, 'lost-0'));
      await postgres.failOver();
      for (let n = 0; n < 8; n += 1) await until(() => issue(two, `new-${n}`));
      const built = await allocate(one, 'lost-4');
      expect(built.status).toBeGreaterThanOrEqual(400);
      expect((await until(() => allocate(one, 'new-7'))).status).toBe(201);
      const range = { from: lost[0]?.revision, to: lost.at(-1)?.revision };
      expect(await toldBy(one)).toEqual(range);
      expect(await toldBy(two)).toEqual(range);
      // Posted again it is a new entry, and no repetition of what is gone.
      expect((await until(() => issue(one, 'lost-2'))).status).toBe(201);
      await assertWhole();
    },
    SLOW,
  );

  it(
    'under load: what was acknowledged and is not in the log was told, and nothing else is missing',
    async () => {
      await postgres.keepCopy();
      const answered: Answered[] = [];
      let isOver = false;
      const caller = async (name: string, server: ServerProcess): Promise<void> => {
        for (let n = 0; !isOver; n += 1)
          answered.push(await until(() => issue(server, `${name}-${n}`)));
      };
      const callers = ['a', 'b', 'c', 'd'].map((name, n) => caller(name, n % 2 ? one : two));
      await delay(4_000);
      await postgres.failOver();
      await delay(6_000);
      isOver = true;
      await Promise.all(callers);
      const log = await inLog();
      const gone = answered.filter(({ key, revision }) => log.get(key) !== revision);
      expect(gone.length).toBeGreaterThan(0);
      const told = [await toldBy(one, 1), await toldBy(two, 1)];
      const [from, to] = [Math.min(...told.map((t) => t.from)), Math.max(...told.map((t) => t.to))];
      expect(gone.filter(({ revision }) => revision < from || revision > to)).toEqual([]);
      expect(Math.min(...gone.map(({ revision }) => revision))).toBe(from);
      expect(log.size).toBe(Math.max(...log.values()) + 1);
      await assertWhole();
    },
    SLOW,
  );
});

const PUBLISHER = 'publisher of muledger.entries.v1';

/** As a publisher does that has told the whole log. */
const rememberAsPublisher = async (): Promise<void> => {
  const [last] = await installation.query<Record<string, string>>(
    `select position, revision, id, type, body, metadata from event_store.events
      where stream = '${STREAM}' order by revision desc limit 1`,
  );
  const { position, revision, id, type, body, metadata } = last ?? {};
  const digest = hash('sha256', [id, type, body, metadata].join('\n'));
  const ground = { stream: STREAM, revision, id, digest };
  await installation.query(
    `insert into worker.follower_memory (follower, position, notes, ground, told)
      values ($1, $2, '[]', $3, $4)`,
    [PUBLISHER, position, JSON.stringify(ground), JSON.stringify([ground])],
  );
};

/** The revision it goes on after, and the last it has told. */
const placeOfPublisher = async (): Promise<number[]> => {
  const [row] = await installation.query<{ place: string; told: string }>(
    `select ground->>'revision' as place, told->0->>'revision' as told
      from worker.follower_memory where follower = $1`,
    [PUBLISHER],
  );
  return [Number(row?.place), Number(row?.told)];
};

describe('L-02 a database that is ahead of its log', () => {
  it(
    'serves nobody, says what it has seen, and is put back by "recover"',
    async () => {
      const server = await installation.start('all');
      for (let n = 0; n < 3; n += 1) await until(() => issue(server, `ahead-${n}`));
      const [first, last] = [await inLog(), await inLog()].map(
        (log) => [...log.values()].at(-1) ?? 0,
      );
      for (;;) {
        const [row] = await installation.query<{ at: string }>(
          'select max(revision) as at from read.ledgers',
        );
        if (Number(row?.at) === last) break;
        await delay(100);
      }
      await installation.stopAll();
      await rememberAsPublisher();
      await installation.query('alter table event_store.events disable trigger all');
      await installation.query(
        `delete from event_store.events where stream = '${STREAM}' and revision > ${Number(first) - 3}`,
      );
      await installation.query(
        'delete from event_store.events where position > (select max(position) from event_store.events where stream = $1)',
        [STREAM],
      );
      await installation.query('alter table event_store.events enable trigger all');

      const ahead = installation.begin('all');
      await expect(ahead.ready).rejects.toThrow('exit code 2');
      expect(ahead.said).toContain('log-went-back');
      expect(ahead.said).toContain('(3 in all)');
      expect(ahead.said).toContain('muledger recover');

      const dry = await muledger('recover');
      expect(dry).toMatchObject({ code: 0, stdout: expect.stringContaining('ahead-2') });
      expect(dry.stdout).toContain(DOCUMENT.number);
      expect(dry.stdout).toContain(`${PUBLISHER}: stands on what the log does not hold`);
      const file = path.join(dir, 'lost.jsonl');
      expect(await muledger('recover', '--yes', '--to', file)).toMatchObject({
        code: 0,
        stderr: '',
      });
      const kept = (await readFile(file, 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(kept.map(({ idempotencyKey }) => idempotencyKey)).toEqual([
        'ahead-0',
        'ahead-1',
        'ahead-2',
      ]);
      expect((await muledger('recover')).stdout).toContain('holds all that this database has seen');
      expect(await placeOfPublisher()).toEqual([Number(first) - 3, Number(first) - 3]);
      const again = await installation.start('all');
      expect((await until(() => issue(again, 'ahead-1'))).status).toBe(201);
      await assertWhole();
    },
    SLOW,
  );
});
