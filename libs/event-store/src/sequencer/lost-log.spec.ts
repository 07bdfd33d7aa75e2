import { RevisionConflict, type EventStore } from '../event-store.js';
import { MemoryEventStore } from '../memory/index.js';
import { add, toyModel } from '../testing/toy-model.js';
import { STREAM, words } from '../testing/toy-sequencer.js';
import { Sequencer } from './index.js';

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
    return { ...log, submit, defects };
  };

  it('is told of, and decided against as it is now', async () => {
    const { submit, failOver, defects } = open();
    await submit('a', 1);
    await submit('b', 5);
    await failOver(1);
    expect(await submit('c', -5)).toBe('overdrawn');
    expect(defects).toEqual([expect.any(RevisionConflict)]);
    // What was lost is posted anew under its key, and not answered from memory.
    expect(await submit('b', 5)).toBe('accepted 1');
    expect(await submit('c', -5)).toBe('accepted 2');
  });

  it('may have lost the whole stream', async () => {
    const { submit, failOver } = open();
    await submit('a', 5);
    await failOver(0);
    expect(await submit('b', -1)).toBe('overdrawn');
    expect(await submit('a', 5)).toBe('accepted 0');
  });
});
