import { AppendOutcomeUnknown, RevisionConflict, StoreUnavailable } from '../event-store.js';
import { MemoryEventStore } from '../memory/index.js';
import { add, toyModel } from '../testing/toy-model.js';
import { STREAM, toySequencer, word, words } from '../testing/toy-sequencer.js';
import { EventIdUnstable, Sequencer, StreamBusy } from './index.js';

const together = (
  { sequencer }: Pick<ReturnType<typeof toySequencer>, 'sequencer'>,
  ...submissions: ReturnType<typeof add>[]
) => Promise.all(submissions.map((one) => sequencer.submit(STREAM, one)));

describe('an append of unknown outcome', () => {
  it.each(['written', 'lost', 'late'] as const)(
    'that was %s is answered once and as the first time',
    async (fault) => {
      const toy = toySequencer({ clock: () => Date.now() });
      await together(toy, add('before', 1));
      toy.store.fail(fault);
      const outcomes = await together(toy, add('a', 5), add('b', -6), add('c', -1), add('a', 5));
      expect(words(outcomes)).toEqual(['accepted 1', 'accepted 2', 'overdrawn', 'repeated 1']);
      expect(outcomes[0]).toHaveProperty('position', '2');
      expect(toy.retries).toEqual([expect.any(AppendOutcomeUnknown)]);
      expect(await toy.keys()).toEqual(['before', 'a', 'b']);
      await toy.expectStateOfLog();
      expect(words(await together(toy, add('a', 5), add('d', 1)))).toEqual([
        'repeated 1',
        'accepted 3',
      ]);
    },
  );

  it('answers the lines of an atomic batch as the first time', async () => {
    const toy = toySequencer();
    toy.store.fail('written');
    const lines = [add('a', 5), add('b', -5)];
    const outcome = await toy.sequencer.submitBatch(STREAM, lines, { atomic: true });
    expect(outcome.recorded).toBe(true);
    expect(words(outcome.lines)).toEqual(['accepted 0', 'accepted 1']);
    expect(await toy.keys()).toEqual(['a', 'b']);
  });

  it('does not change recordedAt of the events when it is tried again', async () => {
    const times = [1_000, 2_000, 3_000];
    const toy = toySequencer({ clock: () => times.shift() ?? 9_000 });
    toy.store.fail('lost', 'late');
    const [outcome] = await together(toy, add('a', 5));
    expect(outcome).toMatchObject({ event: { recordedAt: new Date(1_000).toISOString() } });
  });

  it('is given up after three tries, and a later retry still answers once', async () => {
    const toy = toySequencer();
    toy.store.fail('lost', 'lost', 'late');
    const [failed] = await Promise.allSettled([toy.sequencer.submit(STREAM, add('a', 5))]);
    expect(failed).toMatchObject({
      reason: expect.any(StoreUnavailable),
      status: 'rejected',
    });
    expect(toy.store.appends).toHaveLength(3);
    const [outcome] = await together(toy, add('a', 5));
    expect(outcome).toMatchObject({ kind: 'accepted', revision: 0n });
    expect(await toy.keys()).toEqual(['a']);
    await toy.expectStateOfLog();
  });

  it('given up is believed as the log has it, though the store takes a retry for the first', async () => {
    const times = [1_000, 2_000];
    const toy = toySequencer({ clock: () => times.shift() ?? 9_000 });
    toy.store.forgetful = true;
    toy.store.fail('lost', 'lost', 'late');
    await expect(toy.sequencer.submit(STREAM, add('a', 5))).rejects.toThrow(StoreUnavailable);
    const [outcome] = await together(toy, add('a', 5));
    expect(outcome).toMatchObject({ event: { recordedAt: instant(1_000) }, repeated: false });
    expect(await toy.sequencer.head(STREAM)).toHaveProperty('recordedAt', instant(1_000));
    await toy.expectStateOfLog();
  });

  it('with a defect in the event id is not tried under another one', async () => {
    let ids = 0;
    const model = toyModel();
    const unstable = {
      ...model,
      encode: (...args: Parameters<typeof model.encode>) => ({
        ...model.encode(...args),
        id: `00000000-0000-8000-8000-${String(ids++).padStart(12, '0')}`,
      }),
    };
    const toy = toySequencer({ model: unstable });
    toy.store.fail('lost');
    await expect(toy.sequencer.submit(STREAM, add('a', 1))).rejects.toThrow(EventIdUnstable);
    expect(await toy.keys()).toEqual([]);
  });
});

describe('a conflict', () => {
  it('is decided again against the tail, and the state of the other writer counts', async () => {
    const ours = toySequencer();
    await together(ours, add('open', 5));
    const theirs = toySequencer({}, ours.memory);
    await together(theirs, add('theirs', -4));
    expect(words(await together(ours, add('a', -2), add('b', -1)))).toEqual([
      'overdrawn',
      'accepted 2',
    ]);
    expect(ours.retries).toEqual([expect.any(RevisionConflict)]);
    await ours.expectStateOfLog();
  });

  it('shows a refusal to have been judged on an old state', async () => {
    const ours = toySequencer();
    expect(words(await together(ours, add('early', -1)))).toEqual(['overdrawn']);
    await together(toySequencer({}, ours.memory), add('theirs', 5));
    expect(words(await together(ours, add('a', -5)))).toEqual(['accepted 1']);
  });

  it('is tried more often than an unknown outcome, because the next try may well win', async () => {
    const toy = toySequencer();
    toy.store.fail(...Array.from({ length: 9 }, () => 'conflict' as const));
    expect(words(await together(toy, add('a', 1)))).toEqual(['accepted 0']);
    expect(toy.rounds.map(({ tries }) => tries)).toEqual([10]);
  });

  it('is given up in the end with StreamBusy, and the stream goes on', async () => {
    const toy = toySequencer({ racesMax: 3 });
    toy.store.fail('conflict', 'conflict', 'conflict');
    const busy = toy.sequencer.submit(STREAM, add('a', 1));
    await expect(busy).rejects.toThrow(StreamBusy);
    await expect(busy).rejects.toMatchObject({ tries: 3, cause: expect.any(RevisionConflict) });
    expect(words(await together(toy, add('a', 1)))).toEqual(['accepted 0']);
    expect(toy.rounds.map(({ tries }) => tries)).toEqual([1]);
  });

  it('costs the round, not those who came after it', async () => {
    const toy = toySequencer({ racesMax: 3 });
    const arrived = toy.store.hold();
    toy.store.fail('conflict', 'conflict', 'conflict');
    const first = toy.sequencer.submit(STREAM, add('a', 1)).catch((error: unknown) => error);
    await arrived;
    const second = toy.sequencer.submit(STREAM, add('b', 1));
    toy.store.release();
    expect(await first).toBeInstanceOf(StreamBusy);
    expect(word(await second)).toBe('accepted 0');
    expect(toy.store.appends).toEqual([1, 1, 1, 1]);
  });
});

describe('an outage', () => {
  it('is answered at once and leaves the state right', async () => {
    const toy = toySequencer();
    await together(toy, add('before', 3));
    toy.store.fail('unavailable');
    const down = toy.sequencer.submit(STREAM, add('a', 5));
    await expect(down).rejects.toThrow(StoreUnavailable);
    expect(await toy.balance()).toBe(3);
    expect(words(await together(toy, add('b', -4), add('a', 1)))).toEqual([
      'overdrawn',
      'accepted 1',
    ]);
    await toy.expectStateOfLog();
  });

  it('while a stream is loaded fails those who wait, and the next one loads it', async () => {
    const toy = toySequencer();
    toy.store.unreadable = true;
    await expect(together(toy, add('a', 1), add('b', 1))).rejects.toThrow(StoreUnavailable);
    await expect(toy.sequencer.refresh(STREAM)).rejects.toThrow(StoreUnavailable);
    toy.store.unreadable = false;
    expect(words(await together(toy, add('a', 1)))).toEqual(['accepted 0']);
  });

  it('while the tail is read after a lost answer does not lose or double the event', async () => {
    const toy = toySequencer();
    await together(toy, add('before', 1));
    const arrived = toy.store.hold();
    toy.store.fail('written');
    const down = toy.sequencer.submit(STREAM, add('a', 5)).catch((error: unknown) => error);
    await arrived;
    toy.store.unreadable = true;
    toy.store.release();
    expect(await down).toBeInstanceOf(StoreUnavailable);
    toy.store.unreadable = false;
    expect(words(await together(toy, add('a', 5)))).toEqual(['repeated 1']);
    expect(await toy.keys()).toEqual(['before', 'a']);
  });
});

describe('two writers of one stream', () => {
  it('accept together exactly what there is', async () => {
    const memory = new MemoryEventStore();
    const [ours, theirs] = [
      toySequencer({ triesMax: 50 }, memory),
      toySequencer({ triesMax: 50 }, memory),
    ];
    await together(ours, add('open', 100));
    const taking = Array.from({ length: 300 }, (_, index) =>
      (index % 2 ? ours : theirs).sequencer.submit(STREAM, add(`take${index}`, -1)),
    );
    const outcomes = await Promise.all(taking);
    const accepted = outcomes.filter(({ kind }) => kind === 'accepted');
    expect(accepted).toHaveLength(100);
    expect(words(outcomes).filter((one) => one === 'overdrawn')).toHaveLength(200);
    expect(await toySequencer({}, memory).balance()).toBe(0);
    await Promise.all([ours, theirs].map(({ sequencer }) => sequencer.refresh(STREAM)));
    for (const toy of [ours, theirs]) await toy.expectStateOfLog();
  });

  it('given the same command at once record it once and say when it was recorded', async () => {
    const memory = new MemoryEventStore();
    const ours = toySequencer({ clock: () => 1_000 }, memory);
    const theirs = toySequencer({ clock: () => 2_000 }, memory);
    await Promise.all([ours.sequencer.head(STREAM), theirs.sequencer.head(STREAM)]);
    const [first] = await together(ours, add('a', 5));
    const [second] = await together(theirs, add('a', 5));
    expect(second).toEqual(first);
    expect(await ours.keys()).toEqual(['a']);
    for (const toy of [ours, theirs]) {
      await toy.expectStateOfLog();
      expect(await toy.sequencer.head(STREAM)).toHaveProperty('recordedAt', instant(1_000));
    }
  });

  it('answer a command that is in the tail for the first time, and its double as a repeat', async () => {
    const ours = toySequencer();
    await ours.sequencer.head(STREAM);
    await together(toySequencer({}, ours.memory), add('before', 1), add('a', 5));
    const submission = add('a', 5);
    expect(words(await together(ours, add('b', 1), submission, submission))).toEqual([
      'accepted 2',
      'accepted 1',
      'repeated 1',
    ]);
  });

  it('see each other after a refresh', async () => {
    const ours = toySequencer();
    expect(await ours.balance()).toBe(0);
    await together(toySequencer({}, ours.memory), add('a', 5));
    expect(await ours.balance()).toBe(0);
    await ours.sequencer.refresh(STREAM);
    expect(await ours.balance()).toBe(5);
  });
});

const instant = (ms: number) => new Date(ms).toISOString();

it('does not let a failing observer cost an answer', async () => {
  const fails = () => {
    throw new Error('no metrics today');
  };
  const toy = toySequencer({ observe: { round: fails, retry: fails, defect: fails } });
  toy.store.fail('lost');
  expect(words(await together(toy, add('a', 1)))).toEqual(['accepted 0']);
});

it('refuses bounds that would stop it', () => {
  const make = () =>
    new Sequencer({
      store: new MemoryEventStore(),
      model: toyModel(),
      clock: () => 0,
      triesMax: 0,
    });
  expect(make).toThrow(RangeError);
});
