import { add, undo } from '../testing/toy-model.js';
import { STREAM, toySequencer, word, words } from '../testing/toy-sequencer.js';
import { Overloaded, SequencerClosed } from './index.js';

const counting = (count: number, prefix = 'k') =>
  Array.from({ length: count }, (_, index) => add(`${prefix}${index}`, 1));

describe('rounds', () => {
  it('write what many callers ask in one append, in the order asked', async () => {
    const { sequencer, store, keys, balance } = toySequencer();
    const submissions = counting(16);
    const outcomes = await Promise.all(submissions.map((one) => sequencer.submit(STREAM, one)));
    expect(store.appends).toEqual([16]);
    expect(words(outcomes)).toEqual(submissions.map((_, index) => `accepted ${index}`));
    expect(await keys()).toEqual(submissions.map(({ key }) => key));
    expect(await balance()).toBe(16);
  });

  it('take together what came while an append was under way', async () => {
    const { sequencer, store } = toySequencer();
    const arrived = store.hold();
    const first = sequencer.submit(STREAM, add('first', 1));
    await arrived;
    const others = counting(10).map((one) => sequencer.submit(STREAM, one));
    store.release();
    await Promise.all([first, ...others]);
    expect(store.appends).toEqual([1, 10]);
  });

  it('decide each command on top of those before it, and answer the position', async () => {
    const { sequencer } = toySequencer();
    const outcomes = await Promise.all(
      [add('a', 5), add('b', -5), add('c', -1)].map((one) => sequencer.submit(STREAM, one)),
    );
    expect(words(outcomes)).toEqual(['accepted 0', 'accepted 1', 'overdrawn']);
    expect(outcomes[1]).toMatchObject({ position: '2', event: { amount: -5 } });
  });

  it.each([
    ['events', { eventsMax: 3 }],
    ['bytes', { bytesMax: 300 }],
  ])(
    'are cut at the limit of %s, and the command that does not fit opens the next',
    async (...row) => {
      const { sequencer, store, rounds, keys, expectStateOfLog } = toySequencer({ limits: row[1] });
      await Promise.all(counting(8).map((one) => sequencer.submit(STREAM, one)));
      expect(store.appends).toEqual([3, 3, 2]);
      expect(rounds.every(({ bytes }) => bytes <= 300)).toBe(true);
      expect(await keys()).toEqual(counting(8).map(({ key }) => key));
      await expectStateOfLog();
    },
  );

  it('are cut at roundEventsMax commands, refused ones counted', async () => {
    const { sequencer, rounds } = toySequencer({ roundEventsMax: 2 });
    const submissions = [add('a', -1), add('b', -1), add('c', 1)];
    await Promise.all(submissions.map((one) => sequencer.submit(STREAM, one)));
    expect(rounds.map(({ commands, events, queued }) => [commands, events, queued])).toEqual([
      [2, 0, 1],
      [1, 1, 0],
    ]);
  });

  it('fail a command whose event alone is over the limit, and go on', async () => {
    const { sequencer } = toySequencer({ limits: { bytesMax: 110 } });
    const huge = sequencer.submit(STREAM, add('h'.repeat(200), 1));
    const small = sequencer.submit(STREAM, add('s', 1));
    await expect(huge).rejects.toMatchObject({ name: 'AppendTooLarge', events: 1 });
    expect(word(await small)).toBe('accepted 0');
  });

  it('keep streams apart', async () => {
    const { sequencer, balance, store } = toySequencer();
    await Promise.all([
      sequencer.submit('toy-a', add('a', 1)),
      sequencer.submit('toy-b', add('b', 2)),
    ]);
    expect([await balance('c', 'toy-a'), await balance('c', 'toy-b')]).toEqual([1, 2]);
    expect(store.appends).toEqual([1, 1]);
  });
});

describe('recordedAt', () => {
  it('is one instant for a round and never goes back', async () => {
    const times = [5_000, 3_000, 9_000];
    const { sequencer } = toySequencer({ clock: () => times.shift() ?? 0 });
    const stamps: string[] = [];
    for (const key of ['a', 'b', 'c']) {
      const outcome = await sequencer.submit(STREAM, add(key, 1));
      if (outcome.kind === 'accepted') stamps.push(outcome.event.recordedAt);
    }
    expect(stamps).toEqual([5_000, 5_000, 9_000].map((ms) => new Date(ms).toISOString()));
    expect(await sequencer.head(STREAM)).toEqual({ revision: 2n, recordedAt: stamps[2] });
  });

  it('does not go back after a restart with a slow clock', async () => {
    const { sequencer, memory } = toySequencer({ clock: () => new Date(5_000) });
    await sequencer.submit(STREAM, add('a', 1));
    const restarted = toySequencer({ clock: () => 1_000 }, memory).sequencer;
    const outcome = await restarted.submit(STREAM, add('b', 1));
    expect(outcome).toMatchObject({ event: { recordedAt: new Date(5_000).toISOString() } });
  });
});

describe('citations', () => {
  it('reach events of the same round, recent ones and ones that must be read', async () => {
    const { sequencer, store } = toySequencer({ cacheEventsMax: 2 });
    const posted = [add('a', 1, 'a'), add('b', 1, 'b'), add('c', 1, 'c'), undo('undo-c', 2n)];
    await Promise.all(posted.map((one) => sequencer.submit(STREAM, one)));
    store.reads.length = 0;
    const undone = await Promise.all(
      [undo('undo-a', 0n), undo('undo-b', 1n), undo('again', 0n), undo('none', 99n)].map((one) =>
        sequencer.submit(STREAM, one),
      ),
    );
    expect(words(undone)).toEqual(['accepted 4', 'accepted 5', 'already-undone', 'no-such-entry']);
    expect(store.reads).toEqual([`${STREAM}@0`]);
  });
});

describe('a dry run', () => {
  it('records nothing and does not use up the key', async () => {
    const { sequencer, keys } = toySequencer();
    expect(word(await sequencer.dryRun(STREAM, add('a', 1)))).toBe('accepted 0 unrecorded');
    expect(word(await sequencer.dryRun(STREAM, add('b', -1)))).toBe('overdrawn');
    expect(await keys()).toEqual([]);
    expect(word(await sequencer.submit(STREAM, add('a', 1)))).toBe('accepted 0');
    expect(word(await sequencer.dryRun(STREAM, add('a', 1)))).toBe('repeated 0');
  });

  it('sees only what is durable while a round is in flight', async () => {
    const { sequencer, store, balance } = toySequencer();
    const arrived = store.hold();
    const inFlight = sequencer.submit(STREAM, add('a', 5));
    await arrived;
    expect(word(await sequencer.dryRun(STREAM, add('b', -5)))).toBe('overdrawn');
    expect(await balance()).toBe(0);
    store.release();
    await inFlight;
    expect(word(await sequencer.dryRun(STREAM, add('b', -5)))).toBe('accepted 1 unrecorded');
  });

  it('decides the lines of a batch on top of each other and reads what they cite', async () => {
    const { sequencer, memory } = toySequencer();
    await sequencer.submit(STREAM, add('a', 5));
    const fresh = toySequencer({}, memory).sequencer;
    const lines = [undo('b', 0n), add('c', -1), undo('d', 0n)];
    const { recorded, lines: outcomes } = await fresh.dryRunBatch(STREAM, lines, { atomic: false });
    expect(recorded).toBe(false);
    expect(words(outcomes)).toEqual(['accepted 1 unrecorded', 'overdrawn', 'already-undone']);
  });
});

describe('the memory of streams', () => {
  it('loads a stream once for many first callers', async () => {
    const { sequencer, memory } = toySequencer();
    await sequencer.submit(STREAM, add('a', 1));
    const { sequencer: fresh, store } = toySequencer({}, memory);
    await Promise.all([
      fresh.head(STREAM),
      fresh.dryRun(STREAM, add('x', 1)),
      fresh.submit(STREAM, add('b', 1)),
      fresh.submit(STREAM, add('c', 1)),
    ]);
    expect(store.reads).toEqual([`${STREAM}@0`]);
  });

  it('forgets the least recently used stream and loads it again', async () => {
    const { sequencer, store, balance } = toySequencer({ cacheStreamsMax: 2 });
    for (const stream of ['toy-a', 'toy-b', 'toy-c'])
      await sequencer.submit(stream, add(stream, 1));
    store.reads.length = 0;
    expect([await balance('c', 'toy-c'), await balance('c', 'toy-a')]).toEqual([1, 1]);
    expect(store.reads).toEqual(['toy-a@0']);
  });

  it('never forgets a stream with work under way', async () => {
    const { sequencer, store, keys } = toySequencer({ cacheStreamsMax: 1 });
    const arrived = store.hold();
    const first = sequencer.submit('toy-a', add('a', 1));
    await arrived;
    await sequencer.head('toy-b');
    const second = sequencer.submit('toy-a', add('b', 1));
    await sequencer.head('toy-a');
    store.release();
    expect(words(await Promise.all([first, second]))).toEqual(['accepted 0', 'accepted 1']);
    expect(await keys('toy-a')).toEqual(['a', 'b']);
    expect(store.reads).toEqual(['toy-a@0', 'toy-b@0']);
    expect(store.appends).toEqual([1, 1]);
  });
});

describe('the queue', () => {
  it('is bounded in commands', async () => {
    const { sequencer, store } = toySequencer({ queueMax: 3 });
    const arrived = store.hold();
    const first = sequencer.submit(STREAM, add('a', 1));
    await arrived;
    const waiting = sequencer.submitBatch(STREAM, counting(2), { atomic: true });
    const over = sequencer.submit(STREAM, add('over', 1));
    await expect(over).rejects.toThrow(Overloaded);
    store.release();
    await Promise.all([first, waiting]);
    const { lines } = await sequencer.submitBatch(STREAM, counting(3, 'b'), { atomic: true });
    expect(words(lines)).toEqual(['accepted 3', 'accepted 4', 'accepted 5']);
    // However large it is, there is no other time when it would fit better.
    const large = await sequencer.submitBatch(STREAM, counting(4, 'c'), { atomic: true });
    expect(large.recorded).toBe(true);
  });

  it('H-08 is bounded in bytes', async () => {
    const { sequencer, store } = toySequencer({ queueBytesMax: 4_000 });
    const arrived = store.hold();
    const first = sequencer.submit(STREAM, add('a', 1));
    await arrived;
    // One more finds room, however large; behind it none does.
    const large = sequencer.submit(STREAM, add('k'.repeat(3_000), 1));
    await expect(sequencer.submit(STREAM, add('over', 1))).rejects.toThrow(Overloaded);
    const batch = sequencer.submitBatch(STREAM, counting(2), { atomic: true });
    await expect(batch).rejects.toThrow(Overloaded);
    store.release();
    await Promise.all([first, large]);
    // What was answered takes no room any more.
    expect((await sequencer.submit(STREAM, add('over', 1))).kind).toBe('accepted');
  });

  it('is answered to the end when drained, and takes nothing new', async () => {
    const { sequencer, store, keys } = toySequencer();
    const arrived = store.hold();
    const first = sequencer.submit(STREAM, add('a', 1));
    await arrived;
    const second = sequencer.submit(STREAM, add('b', 1));
    const drained = sequencer.drain();
    await expect(sequencer.submit(STREAM, add('c', 1))).rejects.toThrow(SequencerClosed);
    store.release();
    await drained;
    expect(words(await Promise.all([first, second]))).toEqual(['accepted 0', 'accepted 1']);
    expect(await keys()).toEqual(['a', 'b']);
  });

  it('is refused when closed, but the round in flight is answered', async () => {
    const { sequencer, store, keys } = toySequencer();
    const arrived = store.hold();
    const first = sequencer.submit(STREAM, add('a', 1));
    await arrived;
    const second = sequencer.submit(STREAM, add('b', 1)).catch((error: unknown) => error);
    const closed = sequencer.close();
    store.release();
    await closed;
    expect(word(await first)).toBe('accepted 0');
    expect(await second).toBeInstanceOf(SequencerClosed);
    expect(await keys()).toEqual(['a']);
  });
});
