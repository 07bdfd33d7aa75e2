import { allocatedLedger } from '#domain/testing';
import { groundOf, ProcessLossBook, type Ground, type LossBook } from '#event-store';
import { MemoryEventStore } from '#event-store/memory';
import { ledgerModel } from '#ledger-stream';
import { MemoryTopic } from './testing/memory-topic.js';
import { memoryCheckpoint, started, STAMP, until } from './testing/started.js';

const STREAM = 'ledger-330000';
const entries = (digest: string) =>
  allocatedLedger().events.map((event) =>
    ledgerModel.encode(event, { ...STAMP, commandDigest: digest.repeat(64) }),
  );

/** A log of ten entries, all of them published. */
const published = async () => {
  const store = new MemoryEventStore({ batchMax: 5 });
  await store.append(STREAM, entries('a').slice(0, 10), 'no-stream');
  const topic = new MemoryTopic();
  const kept = memoryCheckpoint();
  const first = started(store, topic, kept);
  await until(() => first.saved.at(-1) === '10');
  return { store, topic, kept, first };
};

/** Six are left, and others come until the log is longer than before. */
const goBack = async (store: MemoryEventStore): Promise<void> => {
  store.goBackTo(6);
  await store.append(STREAM, entries('b').slice(6, 13), 5n);
};

const GONE = { name: 'ToldAndLost', losses: [{ stream: STREAM, to: 9n, head: 12n }] };

describe('L-02 a publisher whose log went back', () => {
  it('tells nobody another history while it runs, and says what of the old one is gone', async () => {
    const { store, topic, first } = await published();
    await goBack(store);
    await until(() => first.alarms.length > 1);
    await first.stop();
    expect(first.alarms[0]).toMatchObject({ ...GONE, losses: [{ from: 6n, to: 9n, head: 12n }] });
    expect(String(first.alarms[0])).toContain('lost revisions 6 to 9 (4 in all)');
    expect([topic.ids.length, first.saved.at(-1)]).toEqual([10, '10']);
  });

  it('tells nobody another history when it is started on it', async () => {
    const { store, topic, kept, first } = await published();
    await first.stop();
    await goBack(store);
    const second = started(store, topic, kept);
    await until(() => second.alarms.length > 0);
    await second.stop();
    expect(second.alarms[0]).toMatchObject({ ...GONE, losses: [{ to: 9n, orEarlier: true }] });
    expect(topic.ids).toHaveLength(10);
  });

  it('goes on, without a new start, when a person has decided', async () => {
    const store = new MemoryEventStore({ batchMax: 5 });
    await store.append(STREAM, entries('a').slice(0, 10), 'no-stream');
    const topic = new MemoryTopic();
    const kept = memoryCheckpoint();
    let isDecided = false;
    const book = new ProcessLossBook();
    const losses: LossBook = {
      note: (...noted) => book.note(...noted),
      undecided: async (follower) => (isDecided ? [] : book.undecided(follower)),
    };
    const running = started(store, topic, kept, undefined, { losses });
    await until(() => running.saved.at(-1) === '10');
    await goBack(store);
    await until(() => running.alarms.length > 1);
    // As "recover" does: the place is where both histories were one for the last time.
    const told: Ground[] = [];
    for await (const event of store.readStream(STREAM, 5n, 'forwards', 1))
      told.push(groundOf(event));
    await kept.checkpoint.save({ position: '6', withheld: new Map(), ground: told[0], told }, '10');
    isDecided = true;
    await until(() => running.saved.at(-1) === '13');
    await running.stop();
    expect(topic.ids).toHaveLength(17);
    expect(topic.ids.slice(10)).toEqual(
      entries('b')
        .slice(6, 13)
        .map(({ id }) => id),
    );
  });

  it('goes on from a place of which only the number was kept', async () => {
    const { store, topic, kept, first } = await published();
    await first.stop();
    const { saved, checkpoint } = kept;
    await checkpoint.save({ position: '10', withheld: new Map() }, '10');
    await store.append(STREAM, entries('a').slice(10, 13), 9n);
    const second = started(store, topic, { saved, checkpoint });
    await until(() => second.saved.at(-1) === '13');
    await second.stop();
    expect(topic.ids).toHaveLength(13);
  });
});
