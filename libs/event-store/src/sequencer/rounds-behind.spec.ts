import { setImmediate as turn } from 'node:timers/promises';
import { StoreUnavailable } from '../event-store.js';
import { add, toyModel, undo } from '../testing/toy-model.js';
import { STREAM, toySequencer, word, words } from '../testing/toy-sequencer.js';
import { SequencerClosed } from './index.js';

type Toy = ReturnType<typeof toySequencer>;
type Submission = ReturnType<typeof add>;

const turns = async (count = 5): Promise<void> => {
  for (let i = 0; i < count; i++) await turn();
};

/** The first is on its way to the log when the others come; `arrived` is when they have been decided. */
const behind = async ({ sequencer, store }: Toy, first: Submission, ...others: Submission[]) => {
  const onItsWay = store.hold();
  const answers = [sequencer.submit(STREAM, first)];
  await onItsWay;
  await turns();
  answers.push(...others.map((one) => sequencer.submit(STREAM, one)));
  await turns();
  // A test looks at them when it is ready to; until then nobody misses them.
  for (const answer of answers) answer.catch(() => undefined);
  return answers;
};

describe('what comes while a round is written', () => {
  it('is decided meanwhile, and written when that is done', async () => {
    const decided: string[] = [];
    const model = toyModel();
    const watched: typeof model = {
      ...model,
      decide: (state, command, cited) => {
        decided.push(command.key);
        return model.decide(state, command, cited);
      },
    };
    const toy = toySequencer({ model: watched });
    const answers = await behind(toy, add('a', 1), add('b', 1), add('c', 1));
    expect(decided).toEqual(['a', 'b', 'c']);
    expect(toy.store.appends).toEqual([1]);
    toy.store.release();
    expect(words(await Promise.all(answers))).toEqual(['accepted 0', 'accepted 1', 'accepted 2']);
    expect(toy.store.appends).toEqual([1, 2]);
    expect(decided).toEqual(['a', 'b', 'c']);
    await toy.expectStateOfLog();
  });

  it('is half of many that came at once', async () => {
    const toy = toySequencer();
    toy.store.turns = 3;
    const asked = Array.from({ length: 64 }, (_, n) => add(`k${n}`, 1));
    const outcomes = await Promise.all(asked.map((one) => toy.sequencer.submit(STREAM, one)));
    expect(toy.store.appends).toEqual([32, 32]);
    expect(words(outcomes)).toEqual(asked.map((_, n) => `accepted ${n}`));
  });

  it('counts on what the round brings, cites it and repeats it', async () => {
    const toy = toySequencer();
    const answers = await behind(
      toy,
      add('a', 5),
      add('b', -5),
      add('c', -1),
      undo('d', 1n),
      add('a', 5),
      add('a', 6),
    );
    toy.store.release();
    expect(words(await Promise.all(answers))).toEqual([
      'accepted 0',
      'accepted 1',
      'overdrawn',
      'accepted 2',
      'repeated 0',
      'key-reused',
    ]);
    expect(await toy.keys()).toEqual(['a', 'b', 'd']);
    await toy.expectStateOfLog();
  });

  it('goes on so for many rounds, and the state is that of the log', async () => {
    const toy = toySequencer({ cacheEventsMax: 2 });
    toy.store.turns = 2;
    let next = 0;
    const caller = async (): Promise<void> => {
      while (next < 300) {
        const n = next++;
        const one = n % 7 === 6 ? undo(`u${n}`, BigInt(n >> 1)) : add(`k${n}`, n % 3);
        await toy.sequencer.submit(STREAM, one);
      }
    };
    await Promise.all(Array.from({ length: 24 }, caller));
    expect(toy.rounds.filter(({ commands }) => commands > 1).length).toBeGreaterThan(10);
    await toy.expectStateOfLog();
  });

  it('is decided anew when the round is not written', async () => {
    const toy = toySequencer();
    toy.store.fail('unavailable');
    const [first, ...others] = await behind(toy, add('a', 5), add('b', -5), add('c', 1));
    toy.store.release();
    await expect(first).rejects.toThrow(StoreUnavailable);
    expect(words(await Promise.all(others))).toEqual(['overdrawn', 'accepted 0']);
    await toy.expectStateOfLog();
  });

  it('is decided anew when another writer came between', async () => {
    const ours = toySequencer();
    const answers = await behind(ours, add('a', 5), add('b', -5));
    const theirs = toySequencer({}, ours.memory);
    expect(word(await theirs.sequencer.submit(STREAM, add('theirs', 1)))).toBe('accepted 0');
    ours.store.release();
    expect(words(await Promise.all(answers))).toEqual(['accepted 1', 'accepted 2']);
    expect(await ours.keys()).toEqual(['theirs', 'a', 'b']);
    await ours.expectStateOfLog();
  });

  it('is refused only after a look at what others have written', async () => {
    const ours = toySequencer();
    const answers = await behind(ours, add('a', 1), add('b', -5));
    ours.store.release();
    await answers[0];
    const theirs = toySequencer({}, ours.memory);
    const late = await behind(ours, add('c', 1), add('d', -7));
    ours.store.release();
    await late[0];
    expect(words(await Promise.all([answers[1], late[1]].flatMap((one) => one ?? [])))).toEqual([
      'overdrawn',
      'overdrawn',
    ]);
    await theirs.sequencer.submit(STREAM, add('theirs', 10));
    expect(word(await ours.sequencer.submit(STREAM, add('e', -9)))).toBe('accepted 3');
  });

  it('is refused when the sequencer closes, and the round on its way is answered', async () => {
    const toy = toySequencer();
    const [first, second] = await behind(toy, add('a', 1), add('b', 1));
    const closed = toy.sequencer.close();
    toy.store.release();
    expect(first && word(await first)).toBe('accepted 0');
    await expect(second).rejects.toThrow(SequencerClosed);
    await closed;
    expect(await toy.keys()).toEqual(['a']);
  });

  it('does not keep a look at the log waiting', async () => {
    const toy = toySequencer();
    toy.store.turns = 1;
    let busy = true;
    let n = 0;
    const caller = async (): Promise<void> => {
      while (busy) await toy.sequencer.submit(STREAM, add(`k${n++}`, 1));
    };
    const callers = Array.from({ length: 4 }, caller);
    await turns(20);
    await toy.sequencer.refresh(STREAM);
    busy = false;
    await Promise.all(callers);
    await toy.expectStateOfLog();
  });

  it('was not recorded before it was asked for, however long the round before took', async () => {
    let now = 1_000;
    const toy = toySequencer({ clock: () => now });
    const answers = await behind(toy, add('a', 1), add('b', 1));
    now = 5_000;
    const late = toy.sequencer.submit(STREAM, add('c', 1));
    await turns();
    toy.store.release();
    await Promise.all(answers);
    const event = { recordedAt: new Date(5_000).toISOString() };
    expect(await late).toMatchObject({ kind: 'accepted', event });
  });
});
