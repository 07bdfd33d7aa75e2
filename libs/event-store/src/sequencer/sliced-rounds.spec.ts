import { setImmediate as turn } from 'node:timers/promises';
import { add, toyModel } from '../testing/toy-model.js';
import { STREAM, toySequencer, words } from '../testing/toy-sequencer.js';
import { MemorySnapshotStore } from '../memory/index.js';
import { SLICE, SLICE_ITEMS } from '../slices.js';
import { mostInTurn } from '../testing/turns.js';
import { SnapshotWriter } from './index.js';

/** A sequencer that counts the commands it decides. */
const counted = (count: () => void) => {
  const model = toyModel();
  return toySequencer({
    roundEventsMax: 1_000,
    model: {
      ...model,
      decide: (state, command, cited) => {
        count();
        return model.decide(state, command, cited);
      },
    },
  });
};

describe('H-04 a round of many commands', () => {
  it.each([true, false])(
    'leaves the event loop free between slices, atomic: %s',
    async (atomic) => {
      const lines = Array.from({ length: 700 }, (_, n) => add(`k${n}`, 1));
      const most = await mostInTurn(async (count) => {
        const toy = counted(count);
        const outcome = await toy.sequencer.submitBatch(STREAM, lines, { atomic });
        expect(words(outcome.lines)).toEqual(lines.map((_, n) => `accepted ${n}`));
        await toy.expectStateOfLog();
      });
      expect(most).toBeLessThanOrEqual(2 * SLICE);
    },
  );

  it('is folded in slices by a process that starts, and by the one that makes snapshots', async () => {
    const { memory, sequencer } = toySequencer();
    const lines = Array.from({ length: 1_000 }, (_, n) => add(`k${n}`, 1));
    await sequencer.submitBatch(STREAM, lines, { atomic: false });
    const most = await mostInTurn(async (count) => {
      const model = toyModel();
      const counting = {
        ...model,
        fold: (...folded: Parameters<typeof model.fold>) => {
          count();
          model.fold(...folded);
        },
      };
      await toySequencer({ model: counting }, memory).expectStateOfLog();
      const snapshots = new MemorySnapshotStore();
      const options = { store: memory, snapshots, model: counting, stream: STREAM };
      const ended = new AbortController();
      const writing = new SnapshotWriter({ ...options, everyEvents: 1_000 }).run(ended.signal);
      while ((await snapshots.latest(STREAM, model.foldVersion)) === null) await turn();
      ended.abort();
      await writing;
    });
    // Each of the two begins and ends in a turn of the other.
    expect(most).toBeLessThanOrEqual(2 * SLICE_ITEMS);
  });

  it('takes nothing of others in between into an atomic batch', async () => {
    const toy = counted(() => undefined);
    const lines = Array.from({ length: 300 }, (_, n) => add(`k${n}`, 1));
    const batch = toy.sequencer.submitBatch(STREAM, lines, { atomic: true });
    await turn();
    await turn();
    const other = toy.sequencer.submit(STREAM, add('other', 1));
    const revisions = (await batch).lines.map((line) => line.kind === 'accepted' && line.revision);
    expect(revisions).toEqual(lines.map((_, n) => BigInt(n)));
    expect(words([await other])).toEqual(['accepted 300']);
    await toy.expectStateOfLog();
  });
});
