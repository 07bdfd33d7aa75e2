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

  /** Killed, while the log and its own place beside it go back together to what they were after six entries. */
  const killedInFailover = async () => {
    const store = new MemoryEventStore({ batchMax: 5 });
    await store.append(STREAM, entries('a').slice(0, 6), 'no-stream');
    const topic = new MemoryTopic();
    const kept = memoryCheckpoint();
    const early = started(store, topic, kept);
    await until(() => early.saved.at(-1) === '6');
    await early.stop();
    const copy = await kept.checkpoint.load();
    await store.append(STREAM, entries('a').slice(6, 10), 5n);
    const late = started(store, topic, kept);
    await until(() => late.saved.at(-1) === '10');
    await late.stop();
    store.goBackTo(6);
    await kept.checkpoint.save(copy, '10');
    return { store, topic, kept };
  };

  it('that took back its own place finds in the topic what it had told', async () => {
    const { store, topic, kept } = await killedInFailover();
    const first = started(store, topic, kept);
    await until(() => first.alarms.length > 0);
    await first.stop();
    expect(first.alarms[0]).toMatchObject({
      name: 'ToldAndLost',
      losses: [{ stream: STREAM, from: 6n, to: 9n, head: 5n }],
    });
    expect(topic.messages).toHaveLength(10);
  });

  it('and which its senders posted again under their keys tells nobody of them under the same ids', async () => {
    const { store, topic, kept } = await killedInFailover();
    // The ids of entries follow from their keys; they were recorded at another time.
    const again = allocatedLedger().events.map((event) =>
      ledgerModel.encode(
        ledgerModel.stamp(event, { ...STAMP, recordedAt: '2026-02-02T00:00:00.000Z' }),
        { ...STAMP, commandDigest: 'a'.repeat(64) },
      ),
    );
    const ids = topic.ids.slice(6);
    expect(again.slice(6, 10).map(({ id }) => id)).toEqual(ids);
    await store.append(STREAM, again.slice(6, 13), 5n);
    const first = started(store, topic, kept);
    await until(() => first.alarms.length > 0);
    await first.stop();
    expect(String(first.alarms[0])).toContain('lost revisions 6 to 9');
    expect(topic.messages).toHaveLength(10);

    // What a person has decided about is not found again.
    const second = started(store, topic, kept);
    await until(() => second.saved.at(-1) === '13');
    await second.stop();
    expect([second.alarms, topic.messages.length]).toEqual([[], 17]);
  });

  it('reads nothing of the topic where that ends as it was kept', async () => {
    const { store, topic, kept, first } = await published();
    await first.stop();
    await store.append(STREAM, entries('a').slice(10, 13), 9n);
    const second = started(store, topic, kept);
    await until(() => second.saved.at(-1) === '13');
    await second.stop();
    expect(topic.looks).toBe(0);
  });

  it('publishes on, and says so, where it may not read its topic', async () => {
    const { store, topic, kept } = await killedInFailover();
    topic.unreadable = true;
    let unread = 0;
    await store.append(STREAM, entries('b').slice(6, 9), 5n);
    const first = started(store, topic, kept, undefined, { onUnread: () => (unread += 1) });
    await until(() => first.saved.at(-1) === '9');
    await first.stop();
    expect(unread).toBe(1);
  });
});
