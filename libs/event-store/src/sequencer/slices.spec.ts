import { setImmediate as turn } from 'node:timers/promises';
import { add, toyModel } from '../testing/toy-model.js';
import { STREAM, toySequencer, words } from '../testing/toy-sequencer.js';
import { SLICE } from './slices.js';

/** A sequencer that tells how many commands at most were decided between two turns of the event loop. */
const watched = () => {
  const model = toyModel();
  let inTurn = 0;
  let most = 0;
  const toy = toySequencer({
    roundEventsMax: 1_000,
    model: {
      ...model,
      decide: (state, command, cited) => {
        inTurn += 1;
        most = Math.max(most, inTurn);
        return model.decide(state, command, cited);
      },
    },
  });
  let over = false;
  const counting = (async () => {
    while (!over) {
      await turn();
      inTurn = 0;
    }
  })();
  const stop = async (): Promise<number> => {
    over = true;
    await counting;
    return most;
  };
  return { toy, stop };
};

describe('H-04 a round of many commands', () => {
  it.each([true, false])(
    'leaves the event loop free between slices, atomic: %s',
    async (atomic) => {
      const { toy, stop } = watched();
      const lines = Array.from({ length: 700 }, (_, n) => add(`k${n}`, 1));
      const outcome = await toy.sequencer.submitBatch(STREAM, lines, { atomic });
      expect(await stop()).toBeLessThanOrEqual(2 * SLICE);
      expect(words(outcome.lines)).toEqual(lines.map((_, n) => `accepted ${n}`));
      await toy.expectStateOfLog();
    },
  );

  it('takes nothing of others in between into an atomic batch', async () => {
    const { toy, stop } = watched();
    const lines = Array.from({ length: 300 }, (_, n) => add(`k${n}`, 1));
    const batch = toy.sequencer.submitBatch(STREAM, lines, { atomic: true });
    await turn();
    await turn();
    const other = toy.sequencer.submit(STREAM, add('other', 1));
    await stop();
    const revisions = (await batch).lines.map((line) => line.kind === 'accepted' && line.revision);
    expect(revisions).toEqual(lines.map((_, n) => BigInt(n)));
    expect(words([await other])).toEqual(['accepted 300']);
    await toy.expectStateOfLog();
  });
});
