import { MemoryEventStore } from '../memory/index.js';
import {
  Sequencer,
  type LineOutcome,
  type RoundObserved,
  type SequencerOptions,
} from '../sequencer/index.js';
import { FaultyStore } from './faulty-store.js';
import {
  foldedFrom,
  toyModel,
  type ToyCommand,
  type ToyEvent,
  type ToyRefusal,
  type ToyState,
} from './toy-model.js';

export const STREAM = 'toy-1';
export type ToyOptions = Partial<SequencerOptions<ToyCommand, ToyEvent, ToyState, ToyRefusal>>;

/** A sequencer of toy counters over a store in memory that fails as told. */
export function toySequencer(options: ToyOptions = {}, memory = new MemoryEventStore()) {
  const store = new FaultyStore(memory);
  const rounds: RoundObserved[] = [];
  const retries: unknown[] = [];
  const defects: unknown[] = [];
  const observe = {
    round: (observed: RoundObserved) => void rounds.push(observed),
    retry: (_stream: string, error: unknown) => void retries.push(error),
    defect: (_stream: string, error: unknown) => void defects.push(error),
  };
  const model = toyModel();
  const sequencer = new Sequencer({ store, model, clock: () => 0, observe, ...options });
  const keys = async (stream = STREAM) => {
    const found: string[] = [];
    for await (const recorded of memory.readStream(stream, 0n, 'forwards'))
      found.push(model.identity(recorded).key);
    return found;
  };
  const balance = (counter = 'c', stream = STREAM) =>
    sequencer.read(stream, (state) => state.balance(counter));
  /** The state in memory is what the log says. */
  const expectStateOfLog = async (stream = STREAM) => {
    const stored = await foldedFrom(memory.readStream(stream, 0n, 'forwards'));
    const live = await sequencer.read(stream, (state) => JSON.stringify(state));
    expect(JSON.parse(live)).toEqual(JSON.parse(JSON.stringify(stored)));
  };
  return {
    memory,
    store,
    sequencer,
    model,
    rounds,
    retries,
    defects,
    keys,
    balance,
    expectStateOfLog,
  };
}

/** An answer in one word: `accepted 3`, `repeated 3`, `accepted 3 unrecorded`, or what went wrong. */
export function word(outcome: LineOutcome<ToyEvent, ToyRefusal>): string {
  if (outcome.kind === 'refused') return outcome.refusal.code;
  if (outcome.kind === 'failed') return `failed ${String(outcome.error)}`;
  const { repeated, revision, position } = outcome;
  const what = `${repeated ? 'repeated' : 'accepted'} ${revision}`;
  return position === undefined ? `${what} unrecorded` : what;
}

export const words = (outcomes: readonly LineOutcome<ToyEvent, ToyRefusal>[]): string[] =>
  outcomes.map(word);
