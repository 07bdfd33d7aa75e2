import { add, broken, undo } from '../testing/toy-model.js';
import { STREAM, toySequencer, words } from '../testing/toy-sequencer.js';
import { BatchTooLargeForAtomic } from './index.js';

const atomic = { atomic: true };
const loose = { atomic: false };
const counting = (count: number, prefix = 'k') =>
  Array.from({ length: count }, (_, index) => add(`${prefix}${index}`, 1));

describe('an atomic batch', () => {
  it('is one append', async () => {
    const { sequencer, store, expectStateOfLog } = toySequencer();
    const lines = [add('a', 5), add('b', -5), undo('c', 1n)];
    const outcome = await sequencer.submitBatch(STREAM, lines, atomic);
    expect(outcome.recorded).toBe(true);
    expect(words(outcome.lines)).toEqual(['accepted 0', 'accepted 1', 'accepted 2']);
    expect(store.appends).toEqual([3]);
    await expectStateOfLog();
  });

  it('writes nothing when a line is refused, and decides the others as if it had not been', async () => {
    const { sequencer, keys, expectStateOfLog } = toySequencer();
    await sequencer.submit(STREAM, add('before', 1));
    const lines = [add('a', 5), add('b', -9), add('c', -6), add('d', -1), add('a', 5)];
    const outcome = await sequencer.submitBatch(STREAM, lines, atomic);
    expect(outcome.recorded).toBe(false);
    expect(words(outcome.lines)).toEqual([
      'accepted 1 unrecorded',
      'overdrawn',
      'accepted 2 unrecorded',
      'overdrawn',
      'repeated 1 unrecorded',
    ]);
    expect(await keys()).toEqual(['before']);
    await expectStateOfLog();
  });

  it('leaves nothing behind for those after it in the round', async () => {
    const { sequencer, store, keys } = toySequencer();
    const [before, batch, after, sameKey] = await Promise.all([
      sequencer.submit(STREAM, add('before', 1)),
      sequencer.submitBatch(STREAM, [add('a', 5), add('b', -9)], atomic),
      sequencer.submit(STREAM, add('after', -2)),
      sequencer.submit(STREAM, add('a', 7)),
    ]);
    expect(batch.recorded).toBe(false);
    expect(words([before, after, sameKey])).toEqual(['accepted 0', 'overdrawn', 'accepted 1']);
    expect(await keys()).toEqual(['before', 'a']);
    expect(store.appends).toEqual([2]);
  });

  it('gives the original answers again', async () => {
    const { sequencer, keys } = toySequencer();
    const lines = [add('a', 5), add('b', -5)];
    const first = await sequencer.submitBatch(STREAM, lines, atomic);
    const again = await sequencer.submitBatch(STREAM, lines, atomic);
    expect(again).toEqual({
      recorded: true,
      lines: first.lines.map((line) => ({ ...line, repeated: true })),
    });
    expect(await keys()).toEqual(['a', 'b']);
  });

  it('may be sent again with the refused line put right', async () => {
    const { sequencer, keys } = toySequencer();
    await sequencer.submitBatch(STREAM, [add('a', 5), add('b', -9)], atomic);
    const { recorded } = await sequencer.submitBatch(STREAM, [add('a', 5), add('b', -4)], atomic);
    expect(recorded).toBe(true);
    expect(await keys()).toEqual(['a', 'b']);
  });

  it('waits for the next round when it does not fit into the rest of this one', async () => {
    const { sequencer, store } = toySequencer({ limits: { eventsMax: 4 } });
    const [, batch] = await Promise.all([
      Promise.all(counting(3).map((one) => sequencer.submit(STREAM, one))),
      sequencer.submitBatch(STREAM, counting(3, 'b'), atomic),
    ]);
    expect(store.appends).toEqual([3, 3]);
    expect(words(batch.lines)).toEqual(['accepted 3', 'accepted 4', 'accepted 5']);
  });

  it('may be larger than a round of single commands', async () => {
    const { sequencer, store } = toySequencer({ roundEventsMax: 2 });
    await Promise.all([
      sequencer.submit(STREAM, add('a', 1)),
      sequencer.submitBatch(STREAM, counting(9), atomic),
    ]);
    expect(store.appends).toEqual([1, 9]);
  });

  it('may fill an append to the last event, and is refused one beyond it', async () => {
    const limits = { eventsMax: 5 };
    const { sequencer, store } = toySequencer({ limits });
    await sequencer.submitBatch(STREAM, counting(5), atomic);
    const over = sequencer.submitBatch(STREAM, counting(6, 'b'), atomic);
    await expect(over).rejects.toThrow(BatchTooLargeForAtomic);
    await expect(over).rejects.toMatchObject({ limits, lines: 6 });
    expect(store.appends).toEqual([5]);
  });

  it('is refused when its bytes are too many, and those after it go on', async () => {
    const { sequencer, keys } = toySequencer({ limits: { bytesMax: 300 } });
    const over = sequencer.submitBatch(STREAM, counting(8), atomic);
    const after = sequencer.submit(STREAM, add('after', 1));
    await expect(over).rejects.toThrow(BatchTooLargeForAtomic);
    expect(words([await after])).toEqual(['accepted 0']);
    expect(await keys()).toEqual(['after']);
  });

  it.each(['needs', 'decide', 'encode', 'fold'] as const)(
    'with a line that is a defect in %s is not written and names that line',
    async (where) => {
      const { sequencer, keys, expectStateOfLog } = toySequencer();
      const lines = [add('a', 5), broken('x', where), add('b', -5)];
      const [batch, after] = await Promise.all([
        sequencer.submitBatch(STREAM, lines, atomic),
        sequencer.submit(STREAM, add('after', 1)),
      ]);
      expect(words(batch.lines)).toEqual([
        'accepted 0 unrecorded',
        `failed Error: broken in ${where}: x`,
        'accepted 1 unrecorded',
      ]);
      expect(words([after])).toEqual(['accepted 0']);
      expect(await keys()).toEqual(['after']);
      await expectStateOfLog();
    },
  );

  it('of no lines is recorded at once', async () => {
    const { sequencer } = toySequencer();
    expect(await sequencer.submitBatch(STREAM, [], atomic)).toEqual({ recorded: true, lines: [] });
  });
});

describe('a batch that is not atomic', () => {
  it('is cut into rounds, in order, each line with its own outcome', async () => {
    const { sequencer, store, keys } = toySequencer({ limits: { eventsMax: 2 } });
    const lines = [add('a', 5), add('b', -9), add('c', -5), add('d', 1), add('a', 5), add('a', 6)];
    const outcome = await sequencer.submitBatch(STREAM, lines, loose);
    expect(outcome.recorded).toBe(true);
    expect(words(outcome.lines)).toEqual([
      'accepted 0',
      'overdrawn',
      'accepted 1',
      'accepted 2',
      'repeated 0',
      'key-reused',
    ]);
    expect(store.appends).toEqual([2, 1]);
    expect(await keys()).toEqual(['a', 'c', 'd']);
  });

  it('keeps the rounds that were written before an outage', async () => {
    const { sequencer, store, keys } = toySequencer({ limits: { eventsMax: 2 } });
    store.fail('none', 'unavailable');
    const { lines } = await sequencer.submitBatch(STREAM, counting(5), loose);
    expect(words(lines)).toEqual([
      'accepted 0',
      'accepted 1',
      'failed StoreUnavailable: told to fail',
      'failed StoreUnavailable: told to fail',
      'accepted 2',
    ]);
    expect(await keys()).toEqual(['k0', 'k1', 'k4']);
  });

  it('fails the line that is a defect and goes on', async () => {
    const { sequencer } = toySequencer();
    const { lines } = await sequencer.submitBatch(
      STREAM,
      [add('a', 1), broken('x', 'fold'), add('b', 1)],
      loose,
    );
    expect(words(lines)).toEqual(['accepted 0', 'failed Error: broken in fold: x', 'accepted 1']);
  });
});
