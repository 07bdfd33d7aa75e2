import { setImmediate } from 'node:timers/promises';
import { AppendOutcomeUnknown, StoreUnavailable } from '../event-store.js';
import { collect, followUntil, idsOf, newEvent, newEvents, newStream } from '../testing/events.js';
import { startStandIn, type StandIn, type StandInOptions } from '../testing/eventstoredb/index.js';
import {
  EventStoreDbEventStore,
  type EventStoreDbEventStoreOptions,
} from './eventstoredb-event-store.js';

/** Milliseconds; longer than a test may take: who waits for it has failed. */
const NEVER = 300_000;
const PATIENCE = 60_000;

let standIn: StandIn;
let store: EventStoreDbEventStore;
const opened: { close(): Promise<void> }[] = [];
const open = (options: Partial<EventStoreDbEventStoreOptions> = {}): EventStoreDbEventStore => {
  const one = new EventStoreDbEventStore({ url: standIn.url, idleMs: NEVER, ...options });
  opened.push(one);
  return one;
};
const restart = async (options: StandInOptions): Promise<void> => {
  await standIn.stop();
  standIn = await startStandIn(options);
};

beforeEach(async () => {
  standIn = await startStandIn();
  store = open();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
  await standIn.stop();
});

const written = (stream: string) => collect(store.readStream(stream, 0n, 'forwards'));

describe('an append whose connection breaks', () => {
  it('has an unknown outcome when the answer is lost, and the events are there', async () => {
    const stream = newStream();
    await store.append(stream, [newEvent()], 'no-stream');
    const events = newEvents(3);
    standIn.cutAtNextAppend('after');
    await expect(store.append(stream, events, 0n)).rejects.toThrow(AppendOutcomeUnknown);
    expect(idsOf(await written(stream)).slice(1)).toEqual(idsOf(events));
    // The same append again learns what the first one did not.
    expect(await store.append(stream, events, 0n)).toMatchObject({ revision: 3n, repeated: true });
    expect(await written(stream)).toHaveLength(4);
  });

  it('has an unknown outcome when the request is lost, and nothing is there', async () => {
    const stream = newStream();
    await store.append(stream, [newEvent()], 'no-stream');
    standIn.cutAtNextAppend('before');
    await expect(store.append(stream, [newEvent()], 0n)).rejects.toThrow(AppendOutcomeUnknown);
    expect(await written(stream)).toHaveLength(1);
    expect(await store.append(stream, [newEvent()], 0n)).toMatchObject({ revision: 1n });
  });

  it('is told apart from one with other bytes that came first', async () => {
    const rival = open();
    const stream = newStream();
    const event = newEvent({ body: '{"at":1}' });
    await rival.append(stream, [event], 'no-stream');
    const late = { ...event, body: '{"at":2}' };
    expect(await store.append(stream, [late], 'no-stream')).toMatchObject({ repeated: true });
    expect(await written(stream)).toMatchObject([{ body: '{"at":1}' }]);
  });
});

describe('a server that cannot be used', () => {
  it('is unavailable when nobody listens there', async () => {
    const nowhere = await startStandIn();
    await nowhere.stop();
    const lost = open({ url: nowhere.url });
    await expect(lost.append(newStream(), [newEvent()], 'no-stream')).rejects.toThrow(
      StoreUnavailable,
    );
    await expect(collect(lost.readAll(null))).rejects.toThrow(StoreUnavailable);
    await expect(collect(lost.readStream('s', 0n, 'forwards'))).rejects.toThrow(StoreUnavailable);
    await expect(lost.assertAnswers()).rejects.toThrow(StoreUnavailable);
  });

  it('is unavailable when no node of a cluster answers, before anybody has waited too long', async () => {
    const nowhere = await startStandIn();
    await nowhere.stop();
    const place = `127.0.0.1:${nowhere.port}`;
    const lost = open({ url: `esdb://${place},${place}?tls=false`, deadlineMs: 200 });
    const calls = [
      lost.append(newStream(), [newEvent()], 'no-stream'),
      collect(lost.readAll(null)),
      collect(lost.readStream('s', 0n, 'forwards')),
    ];
    for (const call of await Promise.allSettled(calls))
      expect(call).toMatchObject({ reason: expect.any(StoreUnavailable) });
  });

  it('keeps nobody longer than the deadline, and an append may have happened', async () => {
    const stream = newStream();
    const release = standIn.holdAnswers();
    const hasty = open({ deadlineMs: 200 });
    const event = newEvent();
    await expect(hasty.append(stream, [event], 'no-stream')).rejects.toThrow(AppendOutcomeUnknown);
    await expect(collect(hasty.readStream(stream, 0n, 'forwards'))).rejects.toThrow(
      StoreUnavailable,
    );
    await expect(collect(hasty.readAll(null))).rejects.toThrow(StoreUnavailable);
    release();
    expect(idsOf(await written(stream))).toEqual([event.id]);
  });

  it('leaves an append unknown whose events cannot be read back', async () => {
    const hasty = open({ deadlineMs: 200 });
    const stream = newStream();
    standIn.holdReads();
    await expect(hasty.append(stream, [newEvent()], 'no-stream')).rejects.toThrow(
      AppendOutcomeUnknown,
    );
    expect(standIn.log.visible(stream)).toHaveLength(1);
  });

  it('is used again when it is back, by the same store', async () => {
    const stream = newStream();
    standIn.interrupt();
    await expect(store.append(stream, [newEvent()], 'no-stream')).rejects.toThrow();
    standIn.restore();
    expect(await store.append(stream, [newEvent()], 'no-stream')).toMatchObject({ revision: 0n });
  });
});

describe('a follower', () => {
  it('hears of an append, and does not wait for its clock', async () => {
    const event = newEvent();
    const seen = await followUntil(open(), null, (all, { live }) => {
      if (live && all.length === 0) void store.append(newStream(), [event], 'no-stream');
      return all.length > 0;
    });
    expect(idsOf(seen)).toEqual([event.id]);
  });

  it('looks by itself when its subscription tells nothing', async () => {
    await restart({ mute: true });
    const writer = open();
    const event = newEvent();
    const seen = await followUntil(open({ idleMs: 50 }), null, (all, { live }) => {
      if (live && all.length === 0) void writer.append(newStream(), [event], 'no-stream');
      return all.length > 0;
    });
    expect(idsOf(seen)).toEqual([event.id]);
  });

  it('subscribes again after its connection was cut, and doubles nothing', async () => {
    const events = newEvents(40);
    const cuts = new Set([5, 17, 30]);
    const following = followUntil(open(), null, (all) => all.length >= events.length);
    let expected: bigint | 'no-stream' = 'no-stream';
    const stream = newStream();
    for (const [index, event] of events.entries()) {
      // On its own connection: what is cut is the server's, and the writer tries again.
      expected = await untilWritten(() => store.append(stream, [event], expected));
      if (cuts.has(index)) {
        standIn.interrupt();
        standIn.restore();
      }
    }
    expect(idsOf(await following)).toEqual(idsOf(events));
  });

  it('outlives an outage and misses nothing of it', async () => {
    let heard: (error: StoreUnavailable) => void = () => undefined;
    const outage = new Promise<StoreUnavailable>((resolve) => (heard = resolve));
    const follower = open({ onOutage: (error) => heard(error) });
    const events = newEvents(20);
    await store.append(newStream(), events.slice(0, 1), 'no-stream');
    let down = false;
    const following = followUntil(follower, null, (all, { live }) => {
      if (live && !down) {
        down = true;
        standIn.interrupt();
      }
      return all.length >= events.length;
    });
    expect(await outage).toBeInstanceOf(StoreUnavailable);
    standIn.restore();
    const rest = events.slice(1);
    await untilWritten(() => store.append(newStream(), rest, 'no-stream'));
    expect(idsOf(await following)).toEqual(idsOf(events));
  });

  it('goes on where the server had looked, though nothing there was for it', async () => {
    const [first, last] = [newEvent(), newEvent()];
    const stream = newStream();
    await store.append(stream, [first], 'no-stream');
    const following = followUntil(open(), null, (all) => all.length > 1);
    // More of the server's own records than it looks through between two checkpoints.
    for (let at = 0; at < 1_200; at++) standIn.log.setFirstKept('other', 0n);
    standIn.log.append('other', [], 'any');
    const middle = standIn.log.records[600]?.position ?? 0n;
    // Cut off, it asks anew; until it has heard of a checkpoint it asks from the event on.
    for (let turns = 1; (standIn.askedFrom.at(-1) ?? 0n) < middle; turns *= 2) {
      const { length } = standIn.askedFrom;
      standIn.interrupt();
      standIn.restore();
      await until(() => standIn.askedFrom.length > length);
      for (let left = turns; left > 0; left--) await setImmediate();
    }
    await untilWritten(() => store.append(stream, [last], 0n));
    expect(idsOf(await following)).toEqual(idsOf([first, last]));
  });
});

async function until(isSo: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE;
  while (!isSo()) {
    if (performance.now() > giveUpAt) throw new Error('it never came to that');
    await setImmediate();
  }
}

/** Tries again while the connection is being made anew. */
async function untilWritten(append: () => Promise<{ readonly revision: bigint }>): Promise<bigint> {
  for (let tries = 0; tries < 50; tries++)
    try {
      return (await append()).revision;
    } catch (error) {
      if (!(error instanceof StoreUnavailable || error instanceof AppendOutcomeUnknown))
        throw error;
    }
  throw new Error('the connection never came back');
}
