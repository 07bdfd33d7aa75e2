import { StoreUnavailable, type EventStore, type StreamRevision } from '../event-store.js';
import { MemoryEventStore, MemorySnapshotStore } from '../memory/index.js';
import { FaultyStore } from '../testing/faulty-store.js';
import { add, toyModel, type ToyModel } from '../testing/toy-model.js';
import { STREAM, toySequencer, words } from '../testing/toy-sequencer.js';
import { RevisionGap, SnapshotWriter } from './index.js';
import { sealed } from './sealed-snapshot.js';

const counting = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => add(`k${from + index}`, 1));

async function history(events: number) {
  const toy = toySequencer({ clock: () => 7_000 });
  const snapshots = new MemorySnapshotStore();
  await toy.sequencer.submitBatch(STREAM, counting(0, events), { atomic: false });
  return { ...toy, snapshots };
}

/** Of nothing, said to be made at revision 2 of a stream. */
const sealedAt = (stream: string): Uint8Array[] => {
  const ground = { stream, revision: 2n, id: '', digest: '' };
  return [...sealed(ground, snapshotOfNothing())].flatMap((chunk) => chunk ?? []);
};

const writerOf = (
  store: EventStore,
  snapshots: MemorySnapshotStore,
  everyEvents = 1_000,
  model: ToyModel = toyModel(),
) => new SnapshotWriter({ store, snapshots, model, stream: STREAM, everyEvents });

describe('a start', () => {
  it('with a snapshot reads its tail only and has the same state as without', async () => {
    const { memory, snapshots, sequencer } = await history(5);
    await writerOf(memory, snapshots).write();
    await sequencer.submitBatch(STREAM, counting(5, 8), { atomic: false });

    const quick = toySequencer({ snapshots }, memory);
    await quick.expectStateOfLog();
    expect(quick.store.reads).toEqual([`${STREAM}@4`]);
    expect(await quick.sequencer.head(STREAM)).toEqual(await sequencer.head(STREAM));
    const again = await quick.sequencer.submit(STREAM, add('k2', 1));
    const next = await quick.sequencer.submit(STREAM, add('next', -8));
    expect(words([again, next])).toEqual(['repeated 2', 'accepted 8']);
  });

  it('with a snapshot at the head knows when the last event was recorded', async () => {
    const { memory, snapshots } = await history(5);
    await writerOf(memory, snapshots).write();
    const { sequencer } = toySequencer({ snapshots, clock: () => 1_000 }, memory);
    const outcome = await sequencer.submit(STREAM, add('next', 1));
    expect(outcome).toMatchObject({ event: { recordedAt: new Date(7_000).toISOString() } });
  });

  it.each<[string, (snapshots: MemorySnapshotStore) => Promise<void>]>([
    ['of another fold version', (to) => to.save(STREAM, 'toy-0', 2n, [])],
    ['that is corrupt', (to) => to.save(STREAM, 'toy-1', 2n, [Buffer.from('{"balances"')])],
    ['of another stream', (to) => to.save(STREAM, 'toy-1', 2n, sealedAt('toy-2'))],
    ['half written', (to) => to.save(STREAM, 'toy-1', 2n, sealedAt(STREAM).slice(0, -1))],
    ['from beyond the head', (to) => to.save(STREAM, 'toy-1', 99n, snapshotOfNothing())],
  ])('ignores a snapshot %s', async (_, spoil) => {
    const { memory, snapshots } = await history(5);
    await spoil(snapshots);
    const { expectStateOfLog, sequencer } = toySequencer({ snapshots }, memory);
    await expectStateOfLog();
    expect(words([await sequencer.submit(STREAM, add('next', -5))])).toEqual(['accepted 5']);
  });

  it('does not fold over a gap', async () => {
    const { memory } = await history(5);
    class Gappy extends FaultyStore {
      override async *readStream(...range: Parameters<FaultyStore['readStream']>) {
        for await (const recorded of super.readStream(...range))
          if (recorded.revision !== 3n) yield recorded;
      }
    }
    const { sequencer } = toySequencer({ store: new Gappy(memory) });
    await expect(sequencer.head(STREAM)).rejects.toThrow(RevisionGap);
  });

  it('does without a snapshot store that is down', async () => {
    const { memory } = await history(5);
    const down = new MemorySnapshotStore();
    down.latest = () => Promise.reject(new StoreUnavailable('no snapshots'));
    await toySequencer({ snapshots: down }, memory).expectStateOfLog();
  });
});

/** Tells which snapshots were saved, and when the next one is. */
class WatchedSnapshots extends MemorySnapshotStore {
  readonly saved: StreamRevision[] = [];
  private readonly waiting: (() => void)[] = [];

  override async save(...snapshot: Parameters<MemorySnapshotStore['save']>): Promise<void> {
    await super.save(...snapshot);
    this.saved.push(snapshot[2]);
    for (const tell of this.waiting.splice(0)) tell();
  }

  nextSave(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}

/** Gives no event to a follower before `letGo`. */
class SlowFollower extends FaultyStore {
  letGo: () => void = () => undefined;
  private readonly ready = new Promise<void>((resolve) => (this.letGo = resolve));

  override async *follow(...from: Parameters<FaultyStore['follow']>) {
    await this.ready;
    yield* super.follow(...from);
  }
}

describe('the snapshot writer', () => {
  it('writes on demand, and only what is new', async () => {
    const { memory, sequencer } = await history(3);
    const snapshots = new WatchedSnapshots();
    const writer = writerOf(memory, snapshots);
    expect(await writer.write()).toBe(2n);
    expect(await writer.write()).toBe(2n);
    await sequencer.submit(STREAM, add('next', 1));
    expect(await writer.write()).toBe(3n);
    expect(snapshots.saved).toEqual([2n, 3n]);
  });

  it('has nothing to write of an empty stream', async () => {
    const snapshots = new WatchedSnapshots();
    expect(await writerOf(new MemoryEventStore(), snapshots).write()).toBeUndefined();
    expect(snapshots.saved).toEqual([]);
  });

  it('goes on from the last snapshot after a restart, and replaces a corrupt one', async () => {
    const { memory } = await history(3);
    const snapshots = new WatchedSnapshots();
    await writerOf(memory, snapshots).write();
    await writerOf(memory, snapshots).write();
    await snapshots.save(STREAM, 'toy-1', 2n, [Buffer.from('{')]);
    await writerOf(memory, snapshots).write();
    expect(snapshots.saved).toEqual([2n, 2n, 2n]);
    const quick = toySequencer({ snapshots }, memory);
    await quick.expectStateOfLog();
    expect(quick.store.reads).toEqual([`${STREAM}@2`]);
  });

  it('follows the log, writes every so many events of its stream, and stops when told', async () => {
    const { memory, sequencer } = await history(5);
    const snapshots = new WatchedSnapshots();
    const stopping = new AbortController();
    const running = writerOf(memory, snapshots, 4).run(stopping.signal);
    await snapshots.nextSave();
    for (const [from, to] of [
      [5, 8],
      [8, 10],
      [10, 14],
    ] as const) {
      const due = to === 8 ? undefined : snapshots.nextSave();
      await sequencer.submit('toy-other', add(`other${from}`, 1));
      await sequencer.submitBatch(STREAM, counting(from, to), { atomic: true });
      await due;
    }
    stopping.abort();
    await running;
    expect(snapshots.saved).toEqual([4n, 8n, 12n]);
    await toySequencer({ snapshots }, memory).expectStateOfLog();
  });

  it('may be asked for one while it follows', async () => {
    const { memory, sequencer } = await history(3);
    const snapshots = new WatchedSnapshots();
    const store = new SlowFollower(memory);
    const stopping = new AbortController();
    const writer = writerOf(store, snapshots, 3);
    const running = writer.run(stopping.signal);
    await snapshots.nextSave();
    await sequencer.submit(STREAM, add('next', 1));
    expect(await writer.write()).toBe(3n);
    const due = snapshots.nextSave();
    store.letGo();
    await sequencer.submitBatch(STREAM, counting(4, 7), { atomic: true });
    await due;
    stopping.abort();
    await running;
    expect(snapshots.saved).toEqual([2n, 3n, 6n]);
  });

  it('throws away a fold that failed half way', async () => {
    const { memory, sequencer, model } = await history(3);
    let armed = false;
    const failing: ToyModel = {
      ...model,
      fold: (...args) => {
        model.fold(...args);
        if (armed) throw new Error('broken fold');
      },
    };
    const snapshots = new WatchedSnapshots();
    const writer = writerOf(memory, snapshots, 1_000, failing);
    await writer.write();
    await sequencer.submit(STREAM, add('next', 1));
    armed = true;
    await expect(writer.write()).rejects.toThrow('broken fold');
    armed = false;
    expect(await writer.write()).toBe(3n);
    await toySequencer({ snapshots }, memory).expectStateOfLog();
  });
});

const snapshotOfNothing = () => [...toyModel().snapshot(toyModel().initialState())];
