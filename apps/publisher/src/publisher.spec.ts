import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { allocatedLedger } from '#domain/testing';
import { LogDamaged, type Position } from '#event-store';
import { MemoryEventStore } from '#event-store/memory';
import { ledgerModel } from '#ledger-stream';
import { PoisonEntry } from './errors.js';
import { Publisher, type Checkpoint, type Published, type PublisherOptions } from './publisher.js';
import { MemoryTopic } from './testing/memory-topic.js';

const STAMP = { recordedAt: '2026-01-01T00:00:00.000Z', commandDigest: 'd'.repeat(64) };
const MESSAGES_MAX = 3;

const memoryCheckpoint = () => {
  const saved: Position[] = [];
  const checkpoint: Checkpoint = {
    load: async () => saved.at(-1) ?? null,
    save: async (position) => void saved.push(position),
  };
  return { saved, checkpoint };
};

const logged = async (ledger = '330000', store = new MemoryEventStore({ batchMax: 5 })) => {
  const stamp = { ...STAMP, commandDigest: ledger.padEnd(64, '0') };
  const events = allocatedLedger().events.map((event) => ledgerModel.encode(event, stamp));
  await store.append(`ledger-${ledger}`, events, 'no-stream');
  return { store, ids: events.map(({ id }) => id) };
};

/** A publisher that runs until it is stopped, or until it stops itself. */
const started = (
  store: MemoryEventStore,
  topic: MemoryTopic,
  { saved, checkpoint } = memoryCheckpoint(),
  lead: PublisherOptions['lead'] = async () => ({
    lost: new AbortController().signal,
    release: () => undefined,
  }),
) => {
  const stopping = new AbortController();
  const alarms: unknown[] = [];
  const outages: unknown[] = [];
  const published: Published[] = [];
  const standbys: string[] = [];
  const publisher = new Publisher({
    ...{ store, checkpoint, lead },
    openWriter: topic.openWriter,
    onAlarm: (error) => alarms.push(error),
    onOutage: (error) => outages.push(error),
    onPublishing: () => undefined,
    onStandby: () => standbys.push(publisher.state),
    onPublished: (one) => published.push(one),
    retryMs: { first: 1, last: 2 },
    limits: { messagesMax: MESSAGES_MAX, bytesMax: 100_000 },
  });
  const running = publisher.run(stopping.signal);
  return {
    ...{ publisher, alarms, outages, published, standbys, saved, running },
    stop: () => {
      stopping.abort();
      return running;
    },
  };
};

/** Bounded: a publisher that loses a message must fail the test, not hang it. */
const until = async (holds: () => boolean): Promise<void> => {
  for (let looks = 0; !holds(); looks += 1) {
    if (looks === 2_000) throw new Error(`never came about: ${holds}`);
    await pause(2);
  }
};

describe('the publisher', () => {
  it('publishes every entry in its order, and keeps its place only behind what was acknowledged', async () => {
    const { store, ids } = await logged();
    const topic = new MemoryTopic();
    topic.hold();
    const { saved, stop } = started(store, topic);
    await until(() => topic.messages.length === MESSAGES_MAX);
    expect(saved).toEqual([]);
    topic.release();
    await until(() => saved.at(-1) === String(ids.length));
    await stop();
    expect(topic.messages.map(({ value }) => JSON.parse(value).id)).toEqual(ids);
    expect(topic.messages.map(({ value }) => JSON.parse(value).data.revision)).toEqual(
      ids.map((_, revision) => String(revision)),
    );
    expect(topic.messages.map(({ headers }) => headers['muledger-position'])).toEqual(
      ids.map((_, index) => String(index + 1)),
    );
    expect(Math.max(...topic.writes)).toBe(MESSAGES_MAX);
  });

  it('hands on the trace in which an entry was asked for, if there is one', async () => {
    const store = new MemoryEventStore();
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const events = allocatedLedger()
      .events.slice(0, 2)
      .map((event, i) => ledgerModel.encode(event, i === 0 ? STAMP : { ...STAMP, traceparent }));
    await store.append('ledger-330000', events, 'no-stream');
    const topic = new MemoryTopic();
    const { stop } = started(store, topic);
    await until(() => topic.messages.length === 2);
    await stop();
    expect(topic.messages.map(({ headers }) => headers['traceparent'])).toEqual([
      undefined,
      traceparent,
    ]);
  });

  it('goes on where it was', async () => {
    const { store, ids } = await logged();
    const checkpoint = memoryCheckpoint();
    await checkpoint.checkpoint.save('4');
    const topic = new MemoryTopic();
    const { stop, saved } = started(store, topic, checkpoint);
    await until(() => saved.at(-1) === String(ids.length));
    await stop();
    expect(topic.ids).toEqual(ids.slice(4));
  });

  it.each([['lost'], ['written']] as const)(
    'repeats what may not have arrived (%s), and passes over nothing',
    async (fault) => {
      const { store, ids } = await logged();
      const topic = new MemoryTopic();
      topic.fail('none', fault, fault, 'none', fault);
      const { outages, saved, stop } = started(store, topic);
      await until(() => saved.at(-1) === String(ids.length));
      await stop();
      expect(topic.ids).toEqual(ids);
      expect(outages).toHaveLength(3);
      expect(topic.messages.length > ids.length).toBe(fault === 'written');
    },
  );

  it('waits for a broker that is not there', async () => {
    const { store, ids } = await logged();
    const topic = new MemoryTopic();
    topic.down = true;
    const { publisher, outages, saved, stop } = started(store, topic);
    await until(() => outages.length > 3);
    expect(publisher.state).toBe('outage');
    topic.down = false;
    await until(() => saved.at(-1) === String(ids.length));
    expect(publisher.state).toBe('publishing');
    await stop();
    expect(publisher.state).toBe('ended');
    expect(topic.ids).toEqual(ids);
  });

  it('publishes what precedes an entry it cannot read, and stops there', async () => {
    const { store, ids } = await logged();
    const odd = {
      id: randomUUID(),
      type: 'QuotaInvented',
      body: '{}',
      metadata: '{"schemaVersion":1}',
    };
    await store.append('ledger-330000', [odd], BigInt(ids.length - 1));
    const topic = new MemoryTopic();
    const { publisher, alarms, saved, running } = started(store, topic);
    await running;
    expect(publisher.state).toBe('stopped');
    expect(topic.ids).toEqual(ids);
    expect(saved.at(-1)).toBe(String(ids.length));
    const [alarm] = alarms;
    expect(alarm).toBeInstanceOf(PoisonEntry);
    expect(alarm).toMatchObject({
      stream: 'ledger-330000',
      revision: String(ids.length),
      position: String(ids.length + 1),
    });
  });

  it('finds the one message that a broker refuses, and stops before it', async () => {
    const { store, ids } = await logged();
    const topic = new MemoryTopic();
    topic.refuses = `"revision":"4"`;
    const { alarms, saved, running } = started(store, topic);
    await running;
    expect(topic.ids).toEqual(ids.slice(0, 4));
    expect(saved.at(-1)).toBe('4');
    expect(alarms).toEqual([expect.objectContaining({ revision: '4', position: '5' })]);
  });

  it('stops when the log is damaged', async () => {
    const { store } = await logged();
    const topic = new MemoryTopic();
    const broken = new MemoryEventStore();
    broken.follow = () => {
      throw new LogDamaged('an event is missing');
    };
    const { publisher, alarms, running } = started(broken, topic);
    await running;
    expect([publisher.state, alarms]).toEqual(['stopped', [expect.any(LogDamaged)]]);
    await store.close();
  });

  it('passes over what is no entry of a ledger, and keeps its place behind it', async () => {
    const { store, ids } = await logged();
    const other = { id: randomUUID(), type: 'Refused', body: '{}', metadata: '{}' };
    await store.append('refusals-330000', [other], 'no-stream');
    const topic = new MemoryTopic();
    const { saved, stop } = started(store, topic);
    await until(() => saved.at(-1) === String(ids.length + 1));
    await stop();
    expect(topic.ids).toEqual(ids);
  });

  it('gives each ledger a key of its own', async () => {
    const { store, ids } = await logged();
    const other = await logged('440000', store);
    const topic = new MemoryTopic();
    const { saved, stop } = started(store, topic);
    await until(() => saved.at(-1) === String(ids.length + other.ids.length));
    await stop();
    expect(topic.messages.map(({ key }) => key)).toEqual([
      ...ids.map(() => '330000'),
      ...other.ids.map(() => '440000'),
    ]);
  });

  it('publishes nothing before it has the right to, and stops when it has lost it', async () => {
    const { store, ids } = await logged();
    const topic = new MemoryTopic();
    const terms: AbortController[] = [];
    const taken = new EventTarget();
    let released = 0;
    const { publisher, saved, stop } = started(store, topic, undefined, async (signal) => {
      await Promise.race([once(taken, 'given'), once(signal, 'abort')]);
      const term = new AbortController();
      terms.push(term);
      return { lost: term.signal, release: () => void (released += 1) };
    });
    await pause(10);
    expect([topic.messages.length, publisher.state]).toEqual([0, 'standby']);
    taken.dispatchEvent(new Event('given'));
    await until(() => saved.at(-1) === String(ids.length));
    terms[0]?.abort();
    await until(() => released === 1);
    const late = { id: randomUUID(), type: 'Refused', body: '{}', metadata: '{}' };
    await store.append('refusals-330000', [late], 'no-stream');
    await pause(10);
    expect(saved.at(-1)).toBe(String(ids.length));
    await stop();
  });

  it('does not wait for a broker that never answers when it is stopped', async () => {
    const { store } = await logged();
    const topic = new MemoryTopic();
    topic.hold();
    const { saved, stop } = started(store, topic);
    await until(() => topic.messages.length > 0);
    await stop();
    expect(saved).toEqual([]);
  });

  it('stands by, and is in no outage, when another one publishes after an outage of its own', async () => {
    const { store } = await logged();
    const topic = new MemoryTopic();
    topic.down = true;
    let isTaken = false;
    const { publisher, outages, standbys, stop } = started(
      ...[store, topic, memoryCheckpoint()],
      async (signal, onTaken) => {
        if (!isTaken) return { lost: new AbortController().signal, release: () => undefined };
        onTaken();
        await once(signal, 'abort');
        return undefined;
      },
    );
    await until(() => outages.length > 1);
    expect(publisher.state).toBe('outage');
    isTaken = true;
    await until(() => publisher.state === 'standby');
    expect(standbys).toEqual(['standby']);
    await stop();
  });
});
