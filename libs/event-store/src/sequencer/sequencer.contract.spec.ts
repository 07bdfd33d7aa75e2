import type { EventStore } from '../event-store.js';
import { EventStoreDbEventStore } from '../eventstoredb/index.js';
import { PostgresEventStore } from '../postgres/index.js';
import { startStandIn, type StandIn } from '../testing/eventstoredb/index.js';
import { startPostgresServer, type PostgresServer } from '../testing/postgres-log.js';
import { add, foldedFrom, toyModel } from '../testing/toy-model.js';
import { STREAM, words } from '../testing/toy-sequencer.js';
import { Sequencer } from './index.js';

const SERVER_START_MS = 60_000;

/** A log of its own, opened as often as there are processes. */
type NewLog = () => Promise<() => EventStore>;

const describeSequencers = (name: string, newLog: NewLog): void => {
  describe(`sequencers over ${name}`, () => {
    const opened: EventStore[] = [];
    const sequencersOn = async () => {
      const open = await newLog();
      return (triesMax: number) => {
        const store = open();
        opened.push(store);
        return {
          store,
          sequencer: new Sequencer({ store, model: toyModel(), clock: Date.now, triesMax }),
        };
      };
    };
    afterEach(() => Promise.all(opened.splice(0).map((store) => store.close())));

    it('two of them accept together exactly what there is', async () => {
      const start = await sequencersOn();
      // Both write all the time, so one of them may lose more often than an operator would allow.
      const [ours, theirs] = [start(100), start(100)];
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
      const start = await sequencersOn();
      const first = start(3).sequencer;
      const original = await first.submit(STREAM, add('a', 5));
      await first.close();
      const second = start(3).sequencer;
      expect(await second.submit(STREAM, add('a', 5))).toEqual({ ...original, repeated: true });
      expect(words([await second.submit(STREAM, add('b', -5))])).toEqual(['accepted 1']);
    });
  });
};

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgresServer();
}, SERVER_START_MS);
afterAll(() => server.stop(), SERVER_START_MS);

describeSequencers('PostgreSQL', async () => {
  const { appUrl } = await server.newLog();
  return () => new PostgresEventStore({ connectionString: appUrl });
});

const standIns: StandIn[] = [];
const newStandIn = async (): Promise<StandIn> => {
  const standIn = await startStandIn();
  standIns.push(standIn);
  return standIn;
};
afterAll(() => Promise.all(standIns.map((standIn) => standIn.stop())));

describeSequencers('EventStoreDB, on a stand-in', async () => {
  const { url } = await newStandIn();
  return () => new EventStoreDbEventStore({ url });
});

describe('a sequencer over EventStoreDB, on a stand-in', () => {
  it.each(['before', 'after'] as const)(
    'answers a round as if nothing had happened when its connection is cut %s it was written',
    async (when) => {
      const standIn = await newStandIn();
      const store = new EventStoreDbEventStore({ url: standIn.url });
      const sequencer = new Sequencer({ store, model: toyModel(), clock: Date.now });
      await sequencer.submit(STREAM, add('open', 5));
      standIn.cutAtNextAppend(when);
      const round = ['a', 'b', 'c'].map((key) => sequencer.submit(STREAM, add(key, -1)));
      expect(words(await Promise.all(round))).toEqual(['accepted 1', 'accepted 2', 'accepted 3']);
      expect(standIn.log.visible(STREAM)).toHaveLength(4);
      await store.close();
    },
  );
});
