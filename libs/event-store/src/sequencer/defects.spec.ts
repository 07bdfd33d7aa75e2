import { add, broken, toyModel, undo, type ToyModel } from '../testing/toy-model.js';
import { STREAM, toySequencer, word, words } from '../testing/toy-sequencer.js';

const settled = async (
  { sequencer }: ReturnType<typeof toySequencer>,
  ...submissions: ReturnType<typeof add>[]
) => {
  const { lines } = await sequencer.submitBatch(STREAM, submissions, { atomic: false });
  return words(lines);
};

describe('a command that is a defect', () => {
  it.each(['needs', 'decide', 'encode', 'fold'] as const)('in %s fails alone', async (where) => {
    const toy = toySequencer();
    const lines = [add('a', 1), broken('x', where), add('b', -1), broken('y', where)];
    expect(await settled(toy, ...lines)).toEqual([
      'accepted 0',
      `failed Error: broken in ${where}: x`,
      'accepted 1',
      `failed Error: broken in ${where}: y`,
    ]);
    expect(toy.store.appends).toEqual([2]);
    await toy.expectStateOfLog();
  });

  it('in the fold leaves no half change behind', async () => {
    const toy = toySequencer();
    await settled(toy, add('a', 1), broken('x', 'fold'));
    expect(await toy.balance('x')).toBe(0);
  });

  it('in a dry run throws', async () => {
    const toy = toySequencer();
    await expect(toy.sequencer.dryRun(STREAM, broken('x', 'fold'))).rejects.toThrow('broken');
    expect(await toy.balance('x')).toBe(0);
  });
});

describe('a model that throws', () => {
  /** Throws at the next call of one function once it is armed. */
  const failingOnce = (name: 'merge' | 'decode' | 'fold') => {
    let armed = false;
    const model = toyModel();
    const fail = () => {
      if (!armed) return;
      armed = false;
      throw new Error(`broken ${name}`);
    };
    const failing: Pick<ToyModel, 'merge' | 'decode' | 'fold'> = {
      merge: (overlay) => (fail(), model.merge(overlay)),
      decode: (recorded) => (fail(), model.decode(recorded)),
      fold: (...args) => (model.fold(...args), fail()),
    };
    return { model: { ...model, [name]: failing[name] }, arm: () => void (armed = true) };
  };

  it('in the merge of durable events still answers them, and loads the state anew', async () => {
    const { model, arm } = failingOnce('merge');
    const toy = toySequencer({ model });
    await settled(toy, add('a', 1));
    arm();
    expect(await settled(toy, add('b', 1), add('c', 1))).toEqual(['accepted 1', 'accepted 2']);
    expect(toy.defects).toEqual([new Error('broken merge')]);
    await toy.expectStateOfLog();
    expect(await settled(toy, add('d', -3))).toEqual(['accepted 3']);
  });

  it('in the merge of a batch fails that batch alone', async () => {
    const { model, arm } = failingOnce('merge');
    const toy = toySequencer({ model });
    await settled(toy, add('a', 1));
    arm();
    const [before, batch, after] = await Promise.all([
      toy.sequencer.submit(STREAM, add('b', 1)),
      toy.sequencer.submitBatch(STREAM, [add('c', 1), add('d', 1)], { atomic: true }),
      toy.sequencer.submit(STREAM, add('e', 1)),
    ]);
    expect(words([before, after])).toEqual(['accepted 1', 'accepted 2']);
    expect(words(batch.lines)).toEqual(Array(2).fill('failed Error: broken merge'));
    await toy.expectStateOfLog();
  });

  it('on a cited event fails the command that cites it', async () => {
    const writer = toySequencer();
    await settled(writer, add('a', 1), add('b', 1));
    const { model, arm } = failingOnce('decode');
    const toy = toySequencer({ model }, writer.memory);
    await toy.sequencer.head(STREAM);
    arm();
    expect(await settled(toy, undo('x', 0n), add('c', 1), undo('y', 1n))).toEqual([
      'failed Error: broken decode',
      'accepted 2',
      'accepted 3',
    ]);
  });

  it('half way through the tail of another writer fails who waits, then loads anew', async () => {
    const { model, arm } = failingOnce('fold');
    const ours = toySequencer({ model });
    await settled(ours, add('a', 1));
    await settled(toySequencer({}, ours.memory), add('b', 1));
    const refreshed = ours.sequencer.refresh(STREAM);
    const waiting = settled(ours, add('c', 1));
    arm();
    // It is answered after the command, by when the state was loaded anew.
    await refreshed;
    expect(await waiting).toEqual(['failed Error: broken fold']);
    expect(await settled(ours, add('c', 1))).toEqual(['accepted 2']);
    await ours.expectStateOfLog();
  });
});

describe('an event id that stands elsewhere', () => {
  it('fails its command alone', async () => {
    const toy = toySequencer();
    await toy.sequencer.submit('toy-elsewhere', add('a', 1));
    const lines = [add('b', 1), add('a', 1), add('c', 1)];
    const [b, a, c] = await settled(toy, ...lines);
    expect([b, c]).toEqual(['accepted 0', 'accepted 1']);
    expect(a).toMatch(/^failed EventIdReused/);
    await toy.expectStateOfLog();
  });
});

it('survives a clock that throws', async () => {
  let right = false;
  const toy = toySequencer({
    clock: () => {
      if (right) return 0;
      throw new Error('no time');
    },
  });
  await expect(toy.sequencer.submit(STREAM, add('a', 1))).rejects.toThrow('no time');
  right = true;
  expect(word(await toy.sequencer.submit(STREAM, add('a', 1)))).toBe('accepted 0');
});
