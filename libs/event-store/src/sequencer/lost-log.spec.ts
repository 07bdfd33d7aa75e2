import type { EventStore } from '../event-store.js';
import { LogWentBack } from '../ground.js';
import { MemoryEventStore, MemorySnapshotStore } from '../memory/index.js';
import { add, toyModel, undo } from '../testing/toy-model.js';
import { STREAM, words } from '../testing/toy-sequencer.js';
import { Sequencer } from './index.js';
import { SnapshotIgnored } from './sealed-snapshot.js';
import { SnapshotWriter } from './snapshot-writer.js';

/** A log that fails over to a copy which never got the last events. */
const failingOver = () => {
  const before = new MemoryEventStore();
  const copy = new MemoryEventStore();
  let now: EventStore = before;
  const store: EventStore = {
    limits: before.limits,
    append: (...args) => now.append(...args),
    readStream: (...args) => now.readStream(...args),
    readAll: (...args) => now.readAll(...args),
    follow: (...args) => now.follow(...args),
    close: () => now.close(),
  };
  const failOver = async (events: number): Promise<void> => {
    let expected: bigint | 'no-stream' = 'no-stream';
    for await (const event of before.readStream(STREAM, 0n, 'forwards', events))
      expected = (await copy.append(STREAM, [event], expected)).revision;
    now = copy;
  };
  return { store, failOver };
};

describe('a log that lost what it had acknowledged', () => {
  const open = () => {
    const log = failingOver();
    const defects: unknown[] = [];
    const sequencer = new Sequencer({
      store: log.store,
      model: toyModel(),
      clock: () => 0,
      observe: { defect: (_stream, error) => void defects.push(error) },
    });
    const submit = async (key: string, amount: number) =>
      words([await sequencer.submit(STREAM, add(key, amount))])[0];
    return { ...log, sequencer, submit, defects };
  };

  it('is told of, and decided against as it is now', async () => {
    const { submit, failOver, defects } = open();
    await submit('a', 1);
    await submit('b', 5);
    await failOver(1);
    expect(await submit('c', -5)).toBe('overdrawn');
    expect(defects).toEqual([expect.any(LogWentBack)]);
    // What was lost is posted anew under its key, and not answered from memory.
    expect(await submit('b', 5)).toBe('accepted 1');
    expect(await submit('c', -5)).toBe('accepted 2');
  });

  it('L-01 is not taken from memory: what is cited is read from the log that is there', async () => {
    const { store, submit, sequencer, failOver } = open();
    for (const key of ['a', 'b', 'c']) await submit(key, 5);
    await failOver(1);
    const other = new Sequencer({ store, model: toyModel(), clock: () => 0 });
    for (const key of ['x', 'y', 'z']) await other.submit(STREAM, add(key, 3));
    expect(words([await sequencer.submit(STREAM, undo('u', 2n))])).toEqual(['accepted 4']);
    // 5 + 3 + 3 + 3, less the 3 that stand at revision 2 now.
    expect(await sequencer.read(STREAM, (state) => state.balance('c'))).toBe(11);
  });

  it('L-01 answers no repetition of what is gone', async () => {
    const { submit, failOver } = open();
    for (const key of ['a', 'b', 'c']) await submit(key, 5);
    await failOver(1);
    expect(await submit('a', 5)).toBe('repeated 0');
    expect(await submit('c', 5)).toBe('accepted 1');
  });

  it('L-01 is not started from a snapshot of what it does not hold', async () => {
    const { store, submit, failOver } = open();
    for (let n = 0; n < 20; n += 1) await submit(`old${n}`, 100);
    const snapshots = new MemorySnapshotStore();
    const model = toyModel();
    const writer = new SnapshotWriter({ store, snapshots, model, stream: STREAM, everyEvents: 10 });
    await writer.write();
    await failOver(8);
    const other = new Sequencer({ store, model, clock: () => 0 });
    for (let n = 0; n < 13; n += 1) await other.submit(STREAM, add(`new${n}`, 1));
    const ignored: unknown[] = [];
    const observe = { snapshotIgnored: (_: string, why: unknown) => void ignored.push(why) };
    const started = new Sequencer({ store, model, clock: () => 0, snapshots, observe });
    // 8 × 100 + 13 are there; the snapshot says 2 000.
    expect(words([await started.submit(STREAM, add('take', -900))])).toEqual(['overdrawn']);
    expect(ignored).toEqual([expect.any(SnapshotIgnored)]);
    // The writer's own fold is of that history, too.
    expect(await writer.write()).toBe(20n);
    const again = new Sequencer({ store, model, clock: () => 0, snapshots, observe });
    expect(await again.read(STREAM, (state) => state.balance('c'))).toBe(813);
    expect(ignored).toHaveLength(1);
  });

  it('may have lost the whole stream', async () => {
    const { submit, failOver } = open();
    await submit('a', 5);
    await failOver(0);
    expect(await submit('b', -1)).toBe('overdrawn');
    expect(await submit('a', 5)).toBe('accepted 0');
  });
});
