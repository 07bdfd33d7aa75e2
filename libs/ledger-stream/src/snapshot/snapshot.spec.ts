import { LedgerState, type LedgerEvent } from '#domain';
import { balancesOf, digestOfBalances } from '../digest-of-balances.js';
import { ledgerModel as model } from '../ledger-model.js';
import { contentsOf } from '../testing/contents.js';
import { restoreSteps, snapshotSteps } from './snapshot-codec.js';
import { everyKind, LedgerUnderTest, syntheticLog } from '../testing/index.js';

const foldAll = (events: Iterable<LedgerEvent>, state = model.initialState()): LedgerState => {
  for (const event of events) model.fold(state, event, BigInt(state.revision + 1));
  return state;
};
/** Chunks as a store gives them: copies. */
const chunksOf = (state: LedgerState): Uint8Array[] =>
  Array.from(model.snapshot(state), (chunk) => Uint8Array.from(chunk));
const restored = (state: LedgerState): LedgerState => model.restore(chunksOf(state));
const digestOf = (state: LedgerState): string => digestOfBalances(balancesOf(state));

const everyEntry = async (): Promise<LedgerEvent[]> => {
  const ledger = new LedgerUnderTest();
  await ledger.post(everyKind());
  return (await ledger.recorded()).map(model.decode);
};

describe('a restored snapshot', () => {
  it('holds all that the state held, of an empty ledger', () => {
    const state = model.initialState();
    expect(contentsOf(restored(state))).toStrictEqual(contentsOf(state));
  });

  it('holds all that the state held, after every entry of every kind', async () => {
    const state = model.initialState();
    for (const event of await everyEntry()) {
      foldAll([event], state);
      expect(contentsOf(restored(state))).toStrictEqual(contentsOf(state));
    }
  });

  it.each([false, true])('folds on as the state would have (books closed: %s)', (closesBooks) => {
    const events = [
      ...syntheticLog({ entries: 4_000, units: 12, planYears: 3, seed: 7, closesBooks }),
    ];
    const half = events.length >> 1;
    const state = foldAll(events.slice(0, half));
    const other = restored(state);
    foldAll(events.slice(half), state);
    foldAll(events.slice(half), other);
    expect(contentsOf(other)).toStrictEqual(contentsOf(state));
    expect(digestOf(other)).toBe(digestOf(state));
  });

  it('can be snapshotted again before anything was unpacked', () => {
    const state = foldAll(syntheticLog({ entries: 500, units: 4, planYears: 1 }));
    const chunks = chunksOf(state);
    expect(chunksOf(model.restore(chunks))).toEqual(chunks);
  });

  it('L-04 is taken into memory in small steps, however many accounts there are', () => {
    const state = foldAll(syntheticLog({ entries: 2_000, units: 40, planYears: 3 }));
    const steps = restoreSteps(chunksOf(state));
    let count = 0;
    for (let step = steps.next(); step.done !== true; step = steps.next()) count += 1;
    expect(count).toBeGreaterThan([...state.accounts.entries()].length);
  });

  it('H-04 is made in small steps, however many accounts there are', () => {
    const state = foldAll(syntheticLog({ entries: 2_000, units: 40, planYears: 3 }));
    const steps = [...snapshotSteps(state)];
    const rows = [...state.accounts.entries()].length + [...state.lots.entries()].length;
    expect(steps.filter((step) => step === undefined).length).toBeGreaterThan(rows / 16);
    expect(steps.filter((step) => step !== undefined)).toEqual([...model.snapshot(state)]);
  });

  it('is the same from chunks that lie anywhere in memory', () => {
    const state = foldAll(syntheticLog({ entries: 500, units: 4, planYears: 1 }));
    const shifted = chunksOf(state).map((chunk) => {
      const room = new Uint8Array(chunk.length + 3);
      room.set(chunk, 3);
      return room.subarray(3);
    });
    expect(contentsOf(model.restore(shifted))).toStrictEqual(contentsOf(state));
  });

  it('is left alone by an overlay', () => {
    const events = [...syntheticLog({ entries: 1_000, units: 4, planYears: 1 })];
    const state = restored(foldAll(events.slice(0, 800)));
    const before = contentsOf(restored(state));
    const overlay = model.overlay(state);
    foldAll(events.slice(800), overlay);
    expect(contentsOf(state)).toStrictEqual(before);
    model.merge(overlay);
    const anew = LedgerState.initial(state.fingerprinting);
    expect(contentsOf(state)).toStrictEqual(contentsOf(foldAll(events, anew)));
  });

  it('is refused when chunks are missing', () => {
    const chunks = chunksOf(foldAll(syntheticLog({ entries: 100, units: 4, planYears: 1 })));
    expect(() => model.restore([])).toThrow('no more than 0 chunks');
    expect(() => model.restore(chunks.slice(0, -1))).toThrow('no more than');
  });
});
