import { parseNoted } from './noted.js';

const stream = { stream: 'ledger-330000', revision: '12', digest: 'a'.repeat(64) };

describe('what was noted of a log', () => {
  it('is read as it was printed', () => {
    expect(parseNoted(JSON.stringify({ events: 13, streams: [stream] }))).toEqual([
      { ...stream, revision: 12n },
    ]);
  });

  it.each<[string, unknown]>([
    ['there are no streams', []],
    ['the list of streams is empty', { streams: [] }],
    ['a stream is no object', { streams: ['a'] }],
    ['a stream has no name', { streams: [{ ...stream, stream: '' }] }],
    ['ledger-330000 has no revision', { streams: [{ ...stream, revision: '-1' }] }],
    ['ledger-330000 has no digest', { streams: [{ ...stream, digest: 'abc' }] }],
  ])('is refused when %s', (why, noted) => {
    expect(() => parseNoted(JSON.stringify(noted))).toThrow(why);
  });
});
