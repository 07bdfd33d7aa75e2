import { LogDigest } from './log-digest.js';
import type { RecordedEvent } from './event-store.js';

const event = (stream: string, revision: number, changed: Partial<RecordedEvent> = {}) => ({
  ...{ stream, revision: BigInt(revision), position: `p-${stream}-${revision}` },
  ...{ id: `00000000-0000-4000-8000-00000000000${revision}`, type: 'Counted' },
  ...{ body: `{"n":${revision}}`, metadata: '{}' },
  ...changed,
});

const log = [event('a', 0), event('b', 0), event('a', 1), event('a', 2)];

const digestsOf = (events: readonly RecordedEvent[]): Record<string, string> => {
  const digest = new LogDigest();
  for (const one of events) digest.add(one);
  return Object.fromEntries(digest.streams.map(({ stream, digest }) => [stream, digest]));
};

describe('the digest of a log', () => {
  it('stays what it was', () => {
    expect(digestsOf(log)).toEqual({
      a: '039b84f8687377340102e76fbd3d38663cdc1a847445c8438ac1c40bf6e45600',
      b: 'bb33fb771847c22453ad6f2112b8d6689c8dad08ed86674ca136d39dcc83206e',
    });
  });

  it('is the same wherever the events lie and however the streams are mixed', () => {
    const elsewhere = [event('a', 0), event('a', 1), event('a', 2), event('b', 0)];
    expect(digestsOf(elsewhere.map((one) => ({ ...one, position: 'moved' })))).toEqual(
      digestsOf(log),
    );
  });

  it.each<[string, Partial<RecordedEvent>]>([
    ['body', { body: '{"n":7}' }],
    ['metadata', { metadata: '{"at":1}' }],
    ['type', { type: 'Recounted' }],
    ['id', { id: '00000000-0000-4000-8000-000000000009' }],
  ])('changes with the %s of an event in the middle', (_, changed) => {
    const altered = digestsOf(log.with(2, event('a', 1, changed)));
    expect(altered['a']).not.toBe(digestsOf(log)['a']);
    expect(altered['b']).toBe(digestsOf(log)['b']);
  });

  it('tells texts apart that read the same when put together', () => {
    expect(digestsOf([event('a', 0, { type: 'ab', body: 'c' })])).not.toEqual(
      digestsOf([event('a', 0, { type: 'a', body: 'bc' })]),
    );
  });

  it('passes the digest of each revision on the way', () => {
    const digest = new LogDigest();
    const passed = log.map((one) => digest.add(one)).filter(({ stream }) => stream === 'a');
    expect(passed.map(({ digest }) => digest)).toEqual(
      [1, 3, 4].map((end) => digestsOf(log.slice(0, end))['a']),
    );
  });

  it('refuses a log that misses an event', () => {
    expect(() => digestsOf(log.toSpliced(2, 1))).toThrow('a: revision 2 stands where 1 is due');
  });
});
