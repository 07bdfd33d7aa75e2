import { MemoryEventStore } from '../memory/index.js';
import { FaultyStore } from '../testing/faulty-store.js';
import { add, toyModel } from '../testing/toy-model.js';
import { Sequencer } from './index.js';

it('writes what many callers ask in few appends, in order', async () => {
  const store = new FaultyStore(new MemoryEventStore());
  const sequencer = new Sequencer({ store, model: toyModel(), clock: () => 0 });
  const outcomes = await Promise.all(
    Array.from({ length: 64 }, (_, i) => sequencer.submit('s', add(`k${i}`, 1))),
  );
  expect(store.appends).toEqual([64]);
  expect(outcomes.map((o) => o.kind === 'accepted' && o.revision)).toEqual(
    outcomes.map((_, i) => BigInt(i)),
  );
});
