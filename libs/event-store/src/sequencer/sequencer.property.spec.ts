import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import type { RecordedEvent } from '../event-store.js';
import { MemoryEventStore } from '../memory/index.js';
import type { Submission } from '../stream-model.js';
import type { LineOutcome } from './index.js';
import type { AppendFault } from '../testing/faulty-store.js';
import {
  add,
  broken,
  toyModel,
  undo,
  type ToyCommand,
  type ToyEvent,
  type ToyRefusal,
} from '../testing/toy-model.js';
import { ToyReference } from '../testing/toy-reference.js';
import { STREAM, toySequencer, word, words } from '../testing/toy-sequencer.js';

type Toy = ReturnType<typeof toySequencer>;
/** What is asked at once: nobody waits for an answer before the next wave. */
type Ask =
  | { readonly kind: 'one'; readonly submission: Submission<ToyCommand> }
  | { readonly kind: 'atomic' | 'loose'; readonly submissions: Submission<ToyCommand>[] };

const EVENTS_MAX = 4;
const RUNS = 150;
/** A machine that builds other things at the same time is slow. */
const TIMEOUT_MS = 60_000;
const LIMITS = { limits: { eventsMax: EVENTS_MAX }, roundEventsMax: 6, cacheEventsMax: 3 };

// Few keys, counters and revisions, so that repeats, reuse, shortfalls and citations are common.
const key = fc.integer({ min: 0, max: 25 }).map((index) => `k${index}`);
const submission = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(key, fc.integer({ min: -3, max: 5 }), fc.constantFrom('c', 'd'))
      .map((args) => add(...args)),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(key, fc.bigInt({ min: 0n, max: 9n })).map((args) => undo(...args)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(key, fc.constantFrom('needs', 'decide', 'encode', 'fold'))
      .map(([of, where]) => broken(`${of}!`, where)),
  },
);
const ask: fc.Arbitrary<Ask> = fc.oneof(
  { weight: 5, arbitrary: submission.map((one) => ({ kind: 'one' as const, submission: one })) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('atomic', 'loose'),
      submissions: fc.array(submission, { minLength: 1, maxLength: EVENTS_MAX + 1 }),
    }),
  },
);
const waves = fc.array(fc.array(ask, { minLength: 1, maxLength: 8 }), {
  minLength: 1,
  maxLength: 6,
});
/** How long appends take and how the callers come in: rounds are decided behind others, or are not. */
const pace = fc.record({ turns: fc.nat({ max: 4 }), gaps: fc.array(fc.nat({ max: 3 })) });
interface Pace {
  readonly turns: number;
  readonly gaps: readonly number[];
}
const doubt = fc.constantFrom<AppendFault>('lost', 'late', 'written', 'conflict');

async function answers({ sequencer }: Toy, asked: Ask): Promise<string[]> {
  if (asked.kind === 'one')
    return sequencer.submit(STREAM, asked.submission).then(
      (outcome) => [word(outcome)],
      (error: unknown) => [`failed ${String(error)}`],
    );
  const { kind, submissions } = asked;
  return sequencer.submitBatch(STREAM, submissions, { atomic: kind === 'atomic' }).then(
    ({ lines }) => words(lines),
    (error: Error) => [error.name],
  );
}

/** All are asked before the first is answered, some turns of the event loop apart. */
async function atPace<Answer>(
  { gaps }: Pace,
  asks: readonly Ask[],
  answer: (one: Ask) => Promise<Answer>,
): Promise<Promise<Answer>[]> {
  const answered: Promise<Answer>[] = [];
  for (const [index, one] of asks.entries()) {
    answered.push(answer(one));
    for (let i = 0; i < (gaps[index] ?? 0); i++) await turn();
  }
  return answered;
}

function expected(reference: ToyReference, asked: Ask): string[] {
  if (asked.kind === 'one') return [reference.submit(asked.submission)];
  if (asked.kind === 'atomic') return reference.submitAtomic(asked.submissions);
  return asked.submissions.map((one) => reference.submit(one));
}

it(
  'answers as one caller after the other would be answered, whatever is in doubt',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        waves,
        fc.array(doubt, { maxLength: 6 }),
        pace,
        async (asked, doubts, at) => {
          const toy = toySequencer(LIMITS);
          toy.store.turns = at.turns;
          const reference = new ToyReference(EVENTS_MAX);
          for (const fault of doubts) toy.store.fail(fault, 'none');
          for (const wave of asked) {
            const due = wave.map((one) => expected(reference, one));
            const answered = await atPace(at, wave, (one) => answers(toy, one));
            expect(await Promise.all(answered)).toEqual(due);
          }
          expect(await toy.keys()).toEqual(reference.keys);
          await toy.expectStateOfLog();
        },
      ),
      { numRuns: RUNS },
    );
  },
  TIMEOUT_MS,
);

it('accepts often enough for the above to mean something', async () => {
  const said = new Map<string, number>();
  for (const wave of fc.sample(waves, { numRuns: 200, seed: 1 })) {
    const reference = new ToyReference(EVENTS_MAX);
    for (const answer of wave.flat().flatMap((one) => expected(reference, one))) {
      const [what = ''] = answer.replace(/ \d+/, '').split(':');
      said.set(what, (said.get(what) ?? 0) + 1);
    }
  }
  const total = [...said.values()].reduce((sum, count) => sum + count, 0);
  expect((said.get('accepted') ?? 0) / total).toBeGreaterThan(0.25);
  const rare = ['repeated', 'key-reused', 'overdrawn', 'already-undone', 'no-such-entry'];
  for (const what of [...rare, 'accepted unrecorded', 'failed Error', 'BatchTooLargeForAtomic'])
    expect([what, (said.get(what) ?? 0) > total / 400]).toEqual([what, true]);
});

const fault = fc.constantFrom<AppendFault>(
  ...(['none', 'none', 'lost', 'late', 'written', 'conflict', 'unavailable'] as const),
);
const asked = fc.record({
  of: fc.constantFrom(0, 1),
  asks: fc.array(ask, { minLength: 1, maxLength: 6 }),
  faults: fc.array(fault, { maxLength: 4 }),
  /** The answers are waited for before the next is asked. */
  calm: fc.boolean(),
  unreadable: fc.boolean(),
  /** Before it, the log loses so many of its last events: it was restored, or failed over to a late copy. */
  lost: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 5 })),
  pace,
});

interface Given {
  readonly submission: Submission<ToyCommand>;
  readonly outcome: LineOutcome<ToyEvent, ToyRefusal>;
}

async function given({ sequencer }: Toy, one: Ask): Promise<Given[]> {
  const submissions = one.kind === 'one' ? [one.submission] : one.submissions;
  const { lines } = await (
    one.kind === 'one'
      ? sequencer.submit(STREAM, one.submission).then((outcome) => ({ lines: [outcome] }))
      : sequencer.submitBatch(STREAM, submissions, { atomic: one.kind === 'atomic' })
  ).catch((error: unknown) => ({
    lines: submissions.map(() => ({ kind: 'failed' as const, error })),
  }));
  return lines.map((outcome, index) => {
    const submission = submissions[index];
    if (!submission) throw new Error('more lines than submissions');
    return { submission, outcome };
  });
}

/** Whether it speaks of an event among the first so many, or of none. */
const isWithin = ({ outcome }: Given, events: number): boolean =>
  outcome.kind !== 'accepted' || outcome.revision < BigInt(events);

/** The log breaks no rule, and every answer with a position is an event of it. */
async function expectTruth(memory: MemoryEventStore, all: readonly Given[]): Promise<void> {
  const model = toyModel();
  const state = model.initialState();
  const log: RecordedEvent[] = [];
  const keys = new Set<string>();
  let recordedAt = '';
  for await (const recorded of memory.readStream(STREAM, 0n, 'forwards')) {
    const event = model.decode(recorded);
    expect(keys).not.toContain(event.key);
    if (event.undoes !== undefined) expect(state.isUndone(event.undoes)).toBe(false);
    expect(event.recordedAt >= recordedAt).toBe(true);
    ({ recordedAt } = event);
    keys.add(event.key);
    model.fold(state, event, recorded.revision);
    expect(state.balance(event.counter)).toBeGreaterThanOrEqual(0);
    log.push(recorded);
  }
  const firsts = new Map<bigint, number>();
  for (const { submission, outcome } of all) {
    if (outcome.kind !== 'accepted' || outcome.position === undefined) continue;
    const recorded = log[Number(outcome.revision)];
    expect(recorded && model.identity(recorded)).toEqual({
      key: submission.key,
      digest: submission.digest,
    });
    expect(recorded?.position).toBe(outcome.position);
    expect(recorded && model.decode(recorded)).toEqual(outcome.event);
    if (!outcome.repeated) firsts.set(outcome.revision, (firsts.get(outcome.revision) ?? 0) + 1);
  }
  // Each of two processes may tell its own caller of a command sent to both that it is the first.
  expect(Math.max(0, ...firsts.values())).toBeLessThanOrEqual(2);
}

it(
  'L-01 records each command once through every fault and loss, and never tells two writers different things',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(asked, { minLength: 1, maxLength: 8 }), async (steps) => {
        const memory = new MemoryEventStore();
        // Goes back now and then, but never says the same twice: entries that differ in nothing are the same.
        let now = 0;
        const clock = () => (now += 7) - 20 * (now % 3);
        const toys = [0, 1].map(() => toySequencer({ ...LIMITS, clock }, memory));
        let waiting: Promise<Given[]>[] = [];
        for (const { of, asks, faults, calm, unreadable, lost, pace: at } of steps) {
          const toy = toys[of];
          if (!toy) continue;
          if (lost > 0) {
            const kept = Math.max(0, (await toy.keys()).length - lost);
            const told = (await Promise.all(waiting)).flat();
            waiting = [Promise.resolve(told.filter((one) => isWithin(one, kept)))];
            memory.goBackTo(kept);
          }
          toy.store.unreadable = unreadable;
          toy.store.fail(...faults);
          toy.store.turns = at.turns;
          const answered = Promise.all(await atPace(at, asks, (one) => given(toy, one)));
          waiting.push(answered.then((all) => all.flat()));
          if (calm) await answered;
        }
        const all = (await Promise.all(waiting)).flat();
        for (const { store } of toys) store.mend();
        await expectTruth(memory, all);
        for (const toy of toys) {
          await toy.sequencer.refresh(STREAM);
          await toy.expectStateOfLog();
        }
      }),
      { numRuns: RUNS },
    );
  },
  TIMEOUT_MS,
);
