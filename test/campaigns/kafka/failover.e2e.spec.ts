import { setTimeout as pause } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { describeWithKafka, KafkaBroker, readTopic } from '#testing/kafka';
import { ENTRIES_TOPIC } from '../../../apps/publisher/src/entries/envelope.js';
import { LostSite, until } from '../restore/lost-site.js';
import type { ServerProcess } from '../server-process.js';

/** Milliseconds. A broker, a database and several programs are started for real. */
const SLOW = 180_000;
const LOOK_MS = 100;
const LOOKS_MAX = 900;

const comes = async (what: string, holds: () => Promise<boolean>): Promise<void> => {
  for (let looks = 0; !(await holds()); looks += 1) {
    if (looks === LOOKS_MAX) throw new Error(`never came about: ${what}`);
    await pause(LOOK_MS);
  }
};

describeWithKafka('L-02 a publisher that is killed in a failover of its database', (kafka) => {
  let site: LostSite;
  let broker: KafkaBroker;
  let door: ServerProcess;
  beforeAll(async () => {
    [site, broker] = await Promise.all([LostSite.open(), KafkaBroker.start(kafka())]);
    door = await site.installation.start('all');
    await site.openLedger(door);
  }, SLOW);
  afterAll(async () => {
    await site?.close();
    await broker?.stop();
  }, SLOW);

  /** Entry ids in the topic, in their order. */
  const told = async (): Promise<string[]> => {
    const client = new Kafka({ brokers: [broker.address], logLevel: logLevel.NOTHING });
    const messages = await readTopic(client, ENTRIES_TOPIC);
    return messages.map(({ value }) => (JSON.parse(value) as { subject: string }).subject);
  };
  const isTold = (key: string) => async (): Promise<boolean> => (await told()).includes(key);

  it(
    'which took its own place back with it, tells nobody of what was posted again, and says what is gone',
    async () => {
      const { installation, postgres } = site;
      const publisher = await installation.start('publisher', broker.address);
      await site.issue(door, 'kept');
      await comes('kept is told', isTold('kept'));
      await comes('its place', async () => {
        const [row] = await installation.query<{ same: boolean }>(
          `select ground->>'id' = (select id::text from event_store.events order by position desc limit 1) as same
            from worker.follower_memory where follower like 'publisher%'`,
        );
        return row?.same === true;
      });
      await postgres.keepCopy();
      for (const key of ['lost-0', 'lost-1']) await until(() => site.issue(door, key));
      await comes('lost-1 is told', isTold('lost-1'));
      await publisher.kill();
      await postgres.failOver();

      // Its sender has heard of the loss, and posts one of them again: the id of the entry is what it was.
      const again = await until(() => site.issue(door, 'lost-0'));
      expect(again.status).toBe(201);
      const before = await told();
      const next = await installation.start('publisher', broker.address);
      await comes('a word of the loss', async () => next.said.includes('log-went-back'));
      expect(next.said).toContain(`lost revisions ${again.revision} to ${again.revision + 1}`);
      await until(() => site.issue(door, 'new'));
      await pause(2_000);
      expect(await told()).toEqual(before);
      const ready = await fetch(`${next.url}/v1/health/ready`);
      expect([ready.status, await ready.text()]).toEqual([
        503,
        expect.stringContaining('publisher'),
      ]);
      const dry = await site.muledger('recover');
      expect(dry.stdout).toContain(`publisher: has told what is gone`);

      // Once a person has decided it goes on, with what the log holds.
      await next.stop();
      expect(await site.muledger('recover', '--yes')).toMatchObject({ code: 0, stderr: '' });
      await installation.start('publisher', broker.address);
      await comes('new is told', isTold('new'));
      expect((await told()).slice(before.length)).toEqual(['lost-0', 'new']);
    },
    SLOW,
  );
});
