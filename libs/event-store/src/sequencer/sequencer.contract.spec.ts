import { PostgresEventStore } from '../postgres/index.js';
import { startPostgresServer, type PostgresServer } from '../testing/postgres-log.js';
import { add, foldedFrom, toyModel } from '../testing/toy-model.js';
import { STREAM, words } from '../testing/toy-sequencer.js';
import { Sequencer } from './index.js';

const SERVER_START_MS = 60_000;

describe('sequencers over PostgreSQL', () => {
  let server: PostgresServer;
  const opened: PostgresEventStore[] = [];
  beforeAll(async () => {
    server = await startPostgresServer();
  }, SERVER_START_MS);
  afterAll(async () => {
    await Promise.all(opened.map((store) => store.close()));
    await server.stop();
  }, SERVER_START_MS);

  const sequencerOn = (url: string, triesMax: number) => {
    const store = new PostgresEventStore({ connectionString: url });
    opened.push(store);
    return {
      store,
      sequencer: new Sequencer({ store, model: toyModel(), clock: Date.now, triesMax }),
    };
  };

  it('two of them accept together exactly what there is', async () => {
    const { appUrl } = await server.newLog();
    // Both write all the time, so one of them may lose more often than an operator would allow.
    const [ours, theirs] = [sequencerOn(appUrl, 100), sequencerOn(appUrl, 100)];
    await ours.sequencer.submit(STREAM, add('open', 200));
    const takers = Array.from({ length: 40 }, async (_, caller) => {
      const { sequencer } = caller % 2 ? ours : theirs;
      const answers: string[] = [];
      for (let index = 0; index < 10; index++)
        answers.push(...words([await sequencer.submit(STREAM, add(`${caller}.${index}`, -1))]));
      return answers;
    });
    const answers = (await Promise.all(takers)).flat();
    expect(answers.filter((answer) => answer.startsWith('accepted'))).toHaveLength(200);
    expect(answers.filter((answer) => answer === 'overdrawn')).toHaveLength(200);
    const stored = await foldedFrom(ours.store.readStream(STREAM, 0n, 'forwards'));
    expect(stored.balance('c')).toBe(0);
  });

  it('one goes on where another process has stopped, and repeats its answers', async () => {
    const { appUrl } = await server.newLog();
    const first = sequencerOn(appUrl, 3).sequencer;
    const original = await first.submit(STREAM, add('a', 5));
    await first.close();
    const second = sequencerOn(appUrl, 3).sequencer;
    expect(await second.submit(STREAM, add('a', 5))).toEqual({ ...original, repeated: true });
    expect(words([await second.submit(STREAM, add('b', -5))])).toEqual(['accepted 1']);
  });
});
