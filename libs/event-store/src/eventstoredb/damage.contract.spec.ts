import { LogDamaged, type RecordedEvent } from '../event-store.js';
import { collect, followUntil, newEvent, newEvents, newStream } from '../testing/events.js';
import { startStandIn, type StandIn } from '../testing/eventstoredb/index.js';
import { Continuity } from './continuity.js';
import { EventStoreDbEventStore } from './eventstoredb-event-store.js';

let standIn: StandIn;
let store: EventStoreDbEventStore;
let stream: string;
beforeEach(async () => {
  standIn = await startStandIn();
  store = new EventStoreDbEventStore({ url: standIn.url });
  stream = newStream();
  await store.append(stream, newEvents(6), 'no-stream');
});
afterEach(async () => {
  await store.close();
  await standIn.stop();
});

const forwards = (from = 0n) => collect(store.readStream(stream, from, 'forwards'));
const backwards = (limit?: number) => collect(store.readStream(stream, 5n, 'backwards', limit));
const all = () => collect(store.readAll(null));
const followed = () => followUntil(store, null, (_, { live }) => live);

describe('a stream that somebody cut off at its beginning', () => {
  beforeEach(() => standIn.log.setFirstKept(stream, 2n));

  it('is not read as if it began later', async () => {
    await expect(forwards()).rejects.toThrow(LogDamaged);
    await expect(backwards()).rejects.toThrow(LogDamaged);
  });

  it('can be read where nothing is missing', async () => {
    expect(await forwards(2n)).toHaveLength(4);
    expect(await backwards(3)).toHaveLength(3);
  });

  it('is missed in the whole log once it was scavenged', async () => {
    standIn.log.scavenge((one) => one.stream === stream && one.revision < 2n);
    await expect(all()).rejects.toThrow(LogDamaged);
    await expect(followed()).rejects.toThrow(LogDamaged);
  });
});

describe('a stream that somebody deleted', () => {
  it('is not taken for one that never was', async () => {
    standIn.log.delete(stream);
    await expect(forwards()).rejects.toThrow(LogDamaged);
    await expect(backwards()).rejects.toThrow(LogDamaged);
  });

  it('is not begun anew', async () => {
    standIn.log.delete(stream);
    await expect(store.append(stream, [newEvent()], 'no-stream')).rejects.toThrow(LogDamaged);
  });

  it('is found by its tombstone', async () => {
    standIn.log.tombstone(stream);
    await expect(forwards()).rejects.toThrow(LogDamaged);
    await expect(store.append(stream, [newEvent()], 5n)).rejects.toThrow(LogDamaged);
    await expect(all()).rejects.toThrow(LogDamaged);
    await expect(followed()).rejects.toThrow(LogDamaged);
  });
});

describe('an event that is missing in the middle', () => {
  it('stops whoever reads the whole log, also after a checkpoint', async () => {
    const [first] = await all();
    standIn.log.scavenge((one) => one.stream === stream && one.revision === 3n);
    await expect(all()).rejects.toThrow(LogDamaged);
    await expect(collect(store.readAll(first?.position ?? null))).rejects.toThrow(LogDamaged);
    await expect(followed()).rejects.toThrow(LogDamaged);
  });
});

describe('streams beyond what can be remembered', () => {
  it('are not called damaged', () => {
    const continuity = new Continuity(true, 2);
    const event = (stream: string, revision: bigint): RecordedEvent => ({
      ...newEvent(),
      ...{ stream, revision, position: '1/1' },
    });
    for (const [name, revision] of [
      ['a', 0n],
      ['b', 0n],
      ['c', 0n],
      ['a', 1n],
    ] as const)
      expect(() => continuity.check(event(name, revision))).not.toThrow();
    expect(() => continuity.check(event('a', 3n))).toThrow(LogDamaged);
  });
});
