import { add, toyModel } from '../testing/toy-model.js';
import { STREAM, toySequencer, word, words } from '../testing/toy-sequencer.js';
import { eventId } from './index.js';

const inOneRound = (
  { sequencer }: ReturnType<typeof toySequencer>,
  ...submissions: ReturnType<typeof add>[]
) => Promise.all(submissions.map((one) => sequencer.submit(STREAM, one)));

it('gives the original answer to the same command again', async () => {
  const toy = toySequencer();
  const [original] = await inOneRound(toy, add('a', 5));
  await inOneRound(toy, add('b', 1));
  const [again] = await inOneRound(toy, add('a', 5));
  expect(again).toEqual({ ...original, repeated: true });
  expect(await toy.keys()).toEqual(['a', 'b']);
});

it('gives it after a restart too, read from the store', async () => {
  const toy = toySequencer();
  const [original] = await inOneRound(toy, add('a', 5));
  const [again] = await inOneRound(toySequencer({}, toy.memory), add('a', 5));
  expect(again).toEqual({ ...original, repeated: true });
});

it('H-13 knows the command under another digest of its own', async () => {
  const toy = toySequencer();
  const [original] = await inOneRound(toy, add('a', 5));
  const { digest } = add('a', 5);
  const other = { ...add('a', 6), isAlsoKnownAs: (recorded: string) => recorded === digest };
  const [again] = await inOneRound(toy, other);
  expect(again).toEqual({ ...original, repeated: true });
  expect(words(await inOneRound(toy, add('a', 6)))).toEqual(['key-reused']);
});

it('refuses the same key for another command', async () => {
  const toy = toySequencer();
  await inOneRound(toy, add('a', 5));
  expect(words(await inOneRound(toy, add('a', 6)))).toEqual(['key-reused']);
});

it('comes before every other refusal', async () => {
  const toy = toySequencer();
  await inOneRound(toy, add('a', 5), add('b', -5));
  expect(words(await inOneRound(toy, add('b', -5), add('b', -9)))).toEqual([
    'repeated 1',
    'key-reused',
  ]);
});

it('knows a key of its own round', async () => {
  const toy = toySequencer();
  const submission = add('a', 5);
  const outcomes = await inOneRound(toy, submission, submission, add('a', 6), add('b', -5));
  expect(words(outcomes)).toEqual(['accepted 0', 'repeated 0', 'key-reused', 'accepted 1']);
  expect(toy.store.appends).toEqual([2]);
});

it('does not use up the key of a refused command', async () => {
  const toy = toySequencer();
  expect(words(await inOneRound(toy, add('a', -5)))).toEqual(['overdrawn']);
  await inOneRound(toy, add('b', 5));
  expect(words(await inOneRound(toy, add('a', -5)))).toEqual(['accepted 1']);
});

describe('when two keys share a fingerprint', () => {
  const colliding = () => toySequencer({ model: toyModel({ fingerprint: () => 'same' }) });

  it('records both', async () => {
    const toy = colliding();
    expect(words(await inOneRound(toy, add('a', 1), add('b', 2)))).toEqual([
      'accepted 0',
      'accepted 1',
    ]);
  });

  it('still repeats the one the state has forgotten, from the log', async () => {
    const toy = colliding();
    await inOneRound(toy, add('a', 1));
    await inOneRound(toy, add('b', 2));
    expect(words(await inOneRound(toy, add('a', 1), add('a', 9), add('b', 2)))).toEqual([
      'repeated 0',
      'key-reused',
      'repeated 1',
    ]);
    expect(await toy.keys()).toEqual(['a', 'b']);
  });

  it('repeats it within a round and in a dry run', async () => {
    const toy = colliding();
    expect(words(await inOneRound(toy, add('a', 1), add('b', 2), add('a', 1)))).toEqual([
      'accepted 0',
      'accepted 1',
      'repeated 0',
    ]);
    expect(word(await toy.sequencer.dryRun(STREAM, add('a', 1)))).toBe('repeated 0');
    expect(word(await toy.sequencer.dryRun(STREAM, add('c', 1)))).toBe('accepted 2 unrecorded');
  });
});

describe('the id of an event', () => {
  it('is a UUID of stream, key and digest', () => {
    const id = eventId('s', 'k', 'd');
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(eventId('s', 'k', 'd')).toBe(id);
    const others = [eventId('t', 'k', 'd'), eventId('s', 'l', 'd'), eventId('s', 'k', 'e')];
    expect(new Set([id, ...others, eventId('sk', '', 'd')]).size).toBe(5);
  });
});
