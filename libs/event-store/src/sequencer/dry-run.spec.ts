import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { add } from '../testing/toy-model.js';
import { STREAM, toySequencer, words } from '../testing/toy-sequencer.js';
import { BatchTooLargeForAtomic } from './index.js';

const lines = (count: number) => Array.from({ length: count }, (_, i) => add(`line${i}`, 1));

describe('H-04 a dry run of many lines', () => {
  it('lets other work in between', async () => {
    const { sequencer } = toySequencer();
    let turns = 0;
    let over = false;
    const counting = (async () => {
      for (; !over; turns += 1) await turn();
    })();
    const outcome = await sequencer.dryRunBatch(STREAM, lines(5_000), { atomic: false });
    over = true;
    await counting;
    expect(outcome.lines).toHaveLength(5_000);
    expect(turns).toBeGreaterThan(20);
  });

  it('is decided against one state, however many are posted meanwhile', async () => {
    const { sequencer, expectStateOfLog } = toySequencer();
    await sequencer.submit(STREAM, add('before', 1));
    let over = false;
    let posted = 0;
    const posting = (async () => {
      for (; !over; posted += 1) await sequencer.submit(STREAM, add(`post${posted}`, 1));
    })();
    // Only the first takes what the ledger held before the line: the others are beyond it.
    const taking = [add('all', -1), ...lines(3_000), add('line0', 1), add('none', -100_000)];
    const outcome = await sequencer.dryRunBatch(STREAM, taking, { atomic: false });
    over = true;
    await posting;
    const [first = '', ...rest] = words(outcome.lines);
    const revisions = [first, ...rest].flatMap((one) => /^accepted (\d+)/.exec(one)?.[1] ?? []);
    // Numbered without a gap: no entry of others came between two lines.
    expect(revisions.map(Number)).toEqual(revisions.map((_, i) => Number(revisions[0]) + i));
    expect(rest.at(-1)).toBe('overdrawn');
    expect(posted).toBeGreaterThan(0);
    await expectStateOfLog();
  });

  it('holds the process no longer than a slice takes', async () => {
    const { sequencer } = toySequencer();
    await sequencer.submit(STREAM, add('before', 1));
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const startedAt = performance.now();
    await sequencer.dryRunBatch(STREAM, lines(20_000), { atomic: false });
    const tookMs = performance.now() - startedAt;
    delay.disable();
    // At once it would hold the process all the time; loaded machines are slow, so only the share is asserted.
    expect(delay.max / 1e6).toBeLessThan(Math.max(50, tookMs / 2));
  });
});

describe('H-25 a dry run of an atomic batch', () => {
  it.each([
    ['lines', { eventsMax: 3 }, 4],
    ['bytes', { bytesMax: 200 }, 3],
  ])('is refused where the batch would be: too many %s', async (_, limits, count) => {
    const { sequencer } = toySequencer({ limits });
    const post = sequencer.submitBatch(STREAM, lines(count), { atomic: true });
    await expect(post).rejects.toThrow(BatchTooLargeForAtomic);
    const dry = sequencer.dryRunBatch(STREAM, lines(count), { atomic: true });
    await expect(dry).rejects.toThrow(BatchTooLargeForAtomic);
    const each = await sequencer.dryRunBatch(STREAM, lines(count), { atomic: false });
    expect(words(each.lines)).toHaveLength(count);
  });
});

describe('H-25 a batch as large as the queue', () => {
  it('is not turned away because a few wait', async () => {
    const { sequencer, store } = toySequencer({ queueMax: 100 });
    const arrived = store.hold();
    const first = sequencer.submit(STREAM, add('first', 1));
    await arrived;
    const waiting = [add('w1', 1), add('w2', 1)].map((one) => sequencer.submit(STREAM, one));
    const batch = sequencer.submitBatch(STREAM, lines(100), { atomic: false });
    await expect(sequencer.submit(STREAM, add('late', 1))).rejects.toThrow('commands wait');
    store.release();
    await Promise.all([first, ...waiting]);
    expect((await batch).lines).toHaveLength(100);
  });
});
