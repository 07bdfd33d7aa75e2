import { LogDamaged, StoreUnavailable } from '../event-store.js';
import { MemorySnapshotStore } from '../memory/index.js';
import { SequencerClosed, SnapshotWriter, StillFolding } from '../sequencer/index.js';
import type { FoldProgress, Snapshot } from '../snapshot-store.js';
import { add, toyModel } from '../testing/toy-model.js';
import { STREAM, toySequencer, word } from '../testing/toy-sequencer.js';
import { FoldsAside, type FoldAside, type FoldsAsideOptions } from './folds-aside.js';

const TAIL_MAX = 3;

/** A log of so many events, and a process that folds it beside its requests when it is told to. */
async function site(events: number, options: Partial<FoldsAsideOptions> = {}) {
  const history = toySequencer();
  const { memory } = history;
  const counting = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => add(`k${from + index}`, 1));
  await history.sequencer.submitBatch(STREAM, counting(0, events), { atomic: false });
  const kept = new MemorySnapshotStore();
  const began: string[] = [];
  const progress: (FoldProgress | undefined)[] = [];
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const fold: FoldAside = async (stream, signal, onEvents) => {
    began.push(stream);
    onEvents(1);
    await Promise.race([gate, aborted(signal)]);
    return signal.aborted ? undefined : folded(memory, stream);
  };
  const folds = new FoldsAside({
    ...{ store: memory, snapshots: kept, fold, tailMax: TAIL_MAX, outageRetryMs: 1 },
    onProgress: (_stream, far) => void progress.push(far),
    ...options,
  });
  const process = toySequencer({ snapshots: folds, patienceMs: 10 }, memory);
  return { ...{ history, memory, kept, began, progress, letGo, folds, process, counting } };
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

const folded = async (
  store: ReturnType<typeof toySequencer>['memory'],
  stream: string,
): Promise<Snapshot | undefined> => {
  const made = new MemorySnapshotStore();
  const model = toyModel();
  await new SnapshotWriter({ store, snapshots: made, model, stream, everyEvents: 1 }).write();
  return (await made.latest(stream, model.foldVersion)) ?? undefined;
};

const messageOf = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'answered',
    (error: unknown) => error,
  );

describe('L-04 a long history without a snapshot', () => {
  it('is folded once beside the requests, which are told how far it is until then', async () => {
    const { process, began, letGo, folds } = await site(10);
    const { sequencer } = process;
    const told = await messageOf(sequencer.submit(STREAM, add('early', 1)));
    expect(told).toBeInstanceOf(StillFolding);
    expect(told).toMatchObject({ progress: { stream: STREAM, events: 1, ofAbout: 10 } });
    expect(await messageOf(sequencer.head(STREAM))).toBeInstanceOf(StillFolding);
    expect(await messageOf(sequencer.dryRun(STREAM, add('early', 1)))).toBeInstanceOf(StillFolding);
    const writer = new SnapshotWriter({
      ...{ store: process.store, snapshots: folds, model: toyModel(), stream: STREAM },
      everyEvents: 1_000,
    });
    const written = writer.write();
    const loaded = sequencer.loaded(STREAM);
    letGo();
    await loaded;
    expect(await written).toBe(9n);
    await process.expectStateOfLog();
    expect(word(await sequencer.submit(STREAM, add('early', 1)))).toBe('accepted 10');
    expect(began).toEqual([STREAM]);
    // Neither reads more than what the snapshot was made at, and after it.
    expect(new Set(process.store.reads)).toEqual(new Set([`${STREAM}@9`]));
  });

  it('is waited for by a caller whom it does not keep long', async () => {
    const { memory, folds, letGo } = await site(10);
    const { sequencer } = toySequencer({ snapshots: folds, patienceMs: 60_000 }, memory);
    const outcome = sequencer.submit(STREAM, add('early', 1));
    letGo();
    expect(word(await outcome)).toBe('accepted 10');
  });

  it('keeps nobody who is known to wait in vain', async () => {
    const { memory, folds, letGo, began } = await site(10, {
      fold: async (stream, signal, onEvents) => {
        began.push(stream);
        onEvents(1);
        await new Promise((resolve) => setTimeout(resolve, 5));
        onEvents(2);
        await aborted(signal);
        return undefined;
      },
    });
    // Eight events at five milliseconds each are longer than a caller waits here; a minute is longer than the test.
    const { sequencer } = toySequencer({ snapshots: folds, patienceMs: 10 }, memory);
    while (folds.folding(STREAM)?.msLeft === undefined) await messageOf(sequencer.head(STREAM));
    const far = folds.folding(STREAM);
    expect(far?.msLeft).toBeGreaterThanOrEqual(10);
    expect(await messageOf(sequencer.submit(STREAM, add('early', 1)))).toMatchObject({
      progress: { events: 2 },
    });
    await folds.close();
    letGo();
  });

  it('is folded where it is asked for when it is short, or has a snapshot near its head', async () => {
    const { process, began, history, memory, kept, counting } = await site(TAIL_MAX);
    await process.expectStateOfLog();
    await history.sequencer.submitBatch(STREAM, counting(3, 40), { atomic: false });
    const model = toyModel();
    const writer = { store: memory, snapshots: kept, model, stream: STREAM, everyEvents: 1 };
    await new SnapshotWriter(writer).write();
    await history.sequencer.submitBatch(STREAM, counting(40, 42), { atomic: false });
    const next = new FoldsAside({
      ...{ store: memory, snapshots: kept, tailMax: TAIL_MAX },
      fold: () => Promise.reject(new Error('not to be asked')),
    });
    await toySequencer({ snapshots: next }, memory).expectStateOfLog();
    expect(began).toEqual([]);
  });

  it('is folded anew where its newest snapshot is of another history', async () => {
    const { process, began, letGo, kept } = await site(10);
    const other = await site(12);
    await other.history.sequencer.submit(STREAM, add('other', 1));
    const lost = await folded(other.memory, STREAM);
    await kept.save(STREAM, toyModel().foldVersion, 9n, lost?.chunks ?? []);
    letGo();
    await process.sequencer.loaded(STREAM);
    await process.expectStateOfLog();
    expect(began).toEqual([STREAM]);
  });

  it('has a snapshot afterwards, so that the next start is short', async () => {
    const { process, letGo, kept, memory, began } = await site(10);
    letGo();
    await process.sequencer.loaded(STREAM);
    while ((await kept.latest(STREAM, toyModel().foldVersion)) === null) await Promise.resolve();
    const next = toySequencer({ snapshots: kept }, memory);
    await next.expectStateOfLog();
    expect(next.store.reads).toEqual([`${STREAM}@9`]);
    expect(began).toEqual([STREAM]);
  });

  it('is gone on with after an outage, and tells nothing when it is over', async () => {
    const failed: unknown[] = [];
    let tries = 0;
    const { process, memory, progress } = await site(10, {
      fold: async (stream) => {
        tries += 1;
        if (tries < 3) throw new StoreUnavailable('away');
        return folded(memory, stream);
      },
      onFailed: (_stream, error) => void failed.push(error),
    });
    await process.sequencer.loaded(STREAM);
    await process.expectStateOfLog();
    expect([tries, failed.length]).toEqual([3, 2]);
    expect(progress).toEqual([{ stream: STREAM, events: 0, ofAbout: 10 }, undefined]);
  });

  it('that cannot be read is told as such to all who ask, and not folded for each of them', async () => {
    let tries = 0;
    const damage = new LogDamaged('broken', { at: { stream: STREAM, revision: 4n } });
    const { process } = await site(10, {
      fold: () => {
        tries += 1;
        return Promise.reject(damage);
      },
    });
    const ask = () => messageOf(process.sequencer.submit(STREAM, add('early', 1)));
    expect([await ask(), await ask(), await ask()]).toEqual([damage, damage, damage]);
    expect(tries).toBe(1);
  });

  it('is left when the process ends', async () => {
    const { process, folds } = await site(10);
    const loaded = messageOf(process.sequencer.loaded(STREAM));
    while (folds.folding(STREAM)?.events !== 1) await new Promise(setImmediate);
    await folds.close();
    expect(await loaded).toBeInstanceOf(SequencerClosed);
    expect(process.store.reads).toEqual([]);
  });
});
