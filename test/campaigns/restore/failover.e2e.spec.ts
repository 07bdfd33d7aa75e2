import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DOCUMENT, PROVINCE } from '../../e2e/story.js';
import type { ServerProcess } from '../server-process.js';
import { LostSite, STREAM, until, type Answered, type Range } from './lost-site.js';

/** Milliseconds. A database server and several programs are started for real, more than once. */
const SLOW = 240_000;

let site: LostSite;
beforeAll(async () => {
  site = await LostSite.open();
}, SLOW);
afterAll(() => site?.close(), SLOW);

/** The revisions that a server says were lost, once it has said so. */
const toldBy = async (server: ServerProcess): Promise<Range> => {
  for (;;) {
    const [told] = await site.toldBy(server);
    if (told !== undefined) return told;
    await delay(200);
  }
};

describe('L-01 a failover to a copy that is late, with two processes', () => {
  let one: ServerProcess;
  let two: ServerProcess;

  it(
    'idle: nothing lost is built upon, and both say what was lost',
    async () => {
      [one, two] = [await site.installation.start('all'), await site.installation.start('all')];
      await site.openLedger(one);
      for (let n = 0; n < 4; n += 1) await site.issue(one, `kept-${n}`);
      await site.postgres.keepCopy();
      await until(() => site.issue(one, 'kept-3'));
      const lost: Answered[] = [];
      for (let n = 0; n < 6; n += 1)
        lost.push(await until(() => site.issue(n % 2 ? one : two, `lost-${n}`)));
      // Both know all of it.
      await until(() => site.issue(one, 'lost-5'));
      await until(() => site.issue(two, 'lost-0'));
      await site.postgres.failOver();
      for (let n = 0; n < 8; n += 1) await until(() => site.issue(two, `new-${n}`));
      const built = await site.allocate(one, 'lost-4');
      expect(built.status).toBeGreaterThanOrEqual(400);
      expect((await until(() => site.allocate(one, 'new-7'))).status).toBe(201);
      const range = { from: lost[0]?.revision, to: lost.at(-1)?.revision };
      expect(await toldBy(one)).toEqual(range);
      expect(await toldBy(two)).toEqual(range);
      // Posted again it is a new entry, and no repetition of what is gone.
      expect((await until(() => site.issue(one, 'lost-2'))).status).toBe(201);
      await site.assertWhole();
    },
    SLOW,
  );
});

const PUBLISHER = 'publisher of muledger.entries.v1';

/** As a publisher does that has told the whole log. */
const rememberAsPublisher = async (): Promise<void> => {
  const [last] = await site.installation.query<Record<string, string>>(
    `select position, revision, id, type, body, metadata from event_store.events
      where stream = '${STREAM}' order by revision desc limit 1`,
  );
  const { position, revision, id, type, body, metadata } = last ?? {};
  const digest = hash('sha256', [id, type, body, metadata].join('\n'));
  const ground = { stream: STREAM, revision, id, digest };
  await site.installation.query(
    `insert into worker.follower_memory (follower, position, notes, ground, told)
      values ($1, $2, '[]', $3, $4)`,
    [PUBLISHER, position, JSON.stringify(ground), JSON.stringify([ground])],
  );
};

/** The revision it goes on after, and the last it has told. */
const placeOfPublisher = async (): Promise<number[]> => {
  const [row] = await site.installation.query<{ place: string; told: string }>(
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
      const server = await site.installation.start('all');
      for (let n = 0; n < 3; n += 1) await until(() => site.issue(server, `ahead-${n}`));
      const [first, last] = [await site.inLog(), await site.inLog()].map(
        (log) => [...log.values()].at(-1) ?? 0,
      );
      for (;;) {
        const [row] = await site.installation.query<{ at: string }>(
          'select max(revision) as at from read.ledgers',
        );
        if (Number(row?.at) === last) break;
        await delay(100);
      }
      const before = await site.balances(server, last);
      await site.installation.stopAll();
      await rememberAsPublisher();
      await site.installation.query('alter table event_store.events disable trigger all');
      await site.installation.query(
        `delete from event_store.events where stream = '${STREAM}' and revision > ${Number(first) - 3}`,
      );
      await site.installation.query(
        'delete from event_store.events where position > (select max(position) from event_store.events where stream = $1)',
        [STREAM],
      );
      await site.installation.query('alter table event_store.events enable trigger all');

      const ahead = site.installation.begin('all');
      await expect(ahead.ready).rejects.toThrow('exit code 2');
      expect(ahead.said).toContain('log-went-back');
      expect(ahead.said).toContain('(3 in all)');
      expect(ahead.said).toContain('muledger recover');

      const dry = await site.muledger('recover');
      expect(dry).toMatchObject({ code: 0, stdout: expect.stringContaining('ahead-2') });
      expect(dry.stdout).toContain(DOCUMENT.number);
      expect(dry.stdout).toContain(`${PUBLISHER}: stands on what the log does not hold`);
      const file = path.join(site.dir, 'lost.jsonl');
      expect(await site.muledger('recover', '--yes', '--to', file)).toMatchObject({
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
      expect((await site.muledger('recover')).stdout).toContain(
        'holds all that this database has seen',
      );
      expect(await placeOfPublisher()).toEqual([Number(first) - 3, Number(first) - 3]);
      const again = await site.installation.start('all');
      const url = ['--url', again.url, '--token', await site.installation.token(PROVINCE)];
      const posted = await site.muledger('import', file, ...url);
      expect({ ...posted, posted: posted.stdout.match(/ posted/g)?.length }).toMatchObject({
        ...{ code: 0, stderr: '', posted: 3 },
      });
      expect(await site.balances(again, last)).toEqual(before);
      const twice = await site.muledger('import', file, ...url);
      expect(twice).toMatchObject({ code: 0, stdout: expect.stringContaining('there already') });
      // Whoever posted one of them and sends it again hears that it is there.
      expect((await until(() => site.issue(again, 'ahead-1'))).status).toBe(200);
      await site.assertWhole();
    },
    SLOW,
  );
});
