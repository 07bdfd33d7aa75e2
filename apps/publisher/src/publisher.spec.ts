import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { allocatedLedger } from '#domain/testing';
import { LogDamaged } from '#event-store';
import { MemoryEventStore } from '#event-store/memory';
import { ledgerModel } from '#ledger-stream';
import { MemoryTopic } from './testing/memory-topic.js';
import {
  logged,
  memoryCheckpoint,
  MESSAGES_MAX,
  STAMP,
  started,
  until,
} from './testing/started.js';

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
    await checkpoint.checkpoint.save({ position: '4', withheld: new Map() }, null);
    const topic = new MemoryTopic();
    const { stop, saved } = started(store, topic, checkpoint);
    await until(() => saved.at(-1) === String(ids.length));
    await stop();
    expect(topic.ids).toEqual(ids.slice(4));
  });

  it('H-01 publishes each of thirteen ledgers whole and in its order, across restarts', async () => {
    const { store, ids } = await logged('110000');
    const expected = new Map([['110000', ids]]);
    for (let n = 12; n < 24; n += 1)
      expected.set(`${n}0000`, (await logged(`${n}0000`, store)).ids);
    const total = ids.length * expected.size;
    const kept = memoryCheckpoint();
    const topic = new MemoryTopic();
    // Stopped a few times within ledgers, and once between the ninth and the tenth.
    for (const enough of [ids.length + 2, 9 * ids.length, 11 * ids.length + 1, total]) {
      const { saved, stop } = started(store, topic, kept);
      await until(() => Number(saved.at(-1) ?? 0) >= enough);
      await stop();
    }
    const told = new Map<string, string[]>();
    for (const { key, value } of topic.messages) {
      const { id, source } = JSON.parse(value) as { readonly id: string; readonly source: string };
      expect(source).toBe(`/ledgers/${key}`);
      told.set(key, [...new Set([...(told.get(key) ?? []), id])]);
    }
    expect(told).toEqual(expected);
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

  it('H-02 withholds a ledger before an entry it cannot read, and the others go on', async () => {
    const { store, ids } = await logged();
    const type = 'QuotaInvented';
    const odd = { id: randomUUID(), type, body: '{}', metadata: '{"schemaVersion":1}' };
    await store.append('ledger-330000', [odd], BigInt(ids.length - 1));
    const other = await logged('440000', store);
    const topic = new MemoryTopic();
    const { publisher, alarms, saved, withheld, stop } = started(store, topic);
    await until(() => saved.at(-1) === String(ids.length + 1 + other.ids.length));
    expect(new Set(topic.ids)).toEqual(new Set([...ids, ...other.ids]));
    await until(() => withheld.length > 1);
    expect(new Set(withheld)).toEqual(new Set([`ledger-330000@${ids.length}`]));
    expect([publisher.state, alarms]).toEqual(['publishing', []]);
    await stop();
  });

  it('H-02 withholds a ledger before the one message that a broker refuses, and takes it back', async () => {
    const { store, ids } = await logged();
    const other = await logged('440000', store);
    const topic = new MemoryTopic();
    topic.refuses = `"330000","revision":"4"`;
    const { saved, withheld, stop } = started(store, topic);
    await until(() => saved.at(-1) === String(ids.length + other.ids.length));
    expect(topic.ids.filter((id) => ids.includes(id))).toEqual(ids.slice(0, 4));
    expect(topic.ids.filter((id) => other.ids.includes(id))).toEqual(other.ids);
    await until(() => withheld.length > 2);
    expect(new Set(withheld)).toEqual(new Set(['ledger-330000@4']));
    topic.refuses = '';
    await until(() => topic.ids.length === ids.length + other.ids.length);
    expect(topic.ids.filter((id) => ids.includes(id))).toEqual(ids);
    await stop();
  });

  it('H-19 does not move the checkpoint back when another one has published meanwhile', async () => {
    const { store, ids } = await logged();
    const kept = memoryCheckpoint();
    const topic = new MemoryTopic();
    topic.hold();
    const { saved, stop } = started(store, topic, kept);
    await until(() => topic.messages.length > 0);
    saved.push(String(ids.length));
    topic.release();
    await pause(20);
    await stop();
    expect(saved).toEqual([String(ids.length)]);
    expect(topic.ids).toEqual(ids.slice(0, MESSAGES_MAX));
  });

  it('H-02 looks again after a stop', async () => {
    const { store, ids } = await logged();
    const topic = new MemoryTopic();
    const follow = store.follow.bind(store);
    store.follow = () => {
      throw new LogDamaged('an event is missing');
    };
    const { publisher, alarms, saved, stop } = started(store, topic);
    await until(() => alarms.length > 1);
    expect([publisher.state, alarms[0]]).toEqual(['stopped', expect.any(LogDamaged)]);
    store.follow = follow;
    await until(() => saved.at(-1) === String(ids.length));
    await stop();
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
