import { isBehind, parsePosition, positionText } from './log-position.js';
import { newMark, readMetadata, storedMetadata } from './stored-metadata.js';

describe('a position', () => {
  it('comes back as it was', () => {
    const text = positionText('9007199254740993', '9007199254740992');
    expect(parsePosition(text)).toEqual({ commit: 9007199254740993n, prepare: 9007199254740992n });
  });

  it.each(['', '5', '5/', '-1/-1', '1/2/3', '9223372036854775808/0', 'x'])(
    'is not %j, which another adapter or nobody wrote',
    (text) => {
      expect(() => parsePosition(text)).toThrow(RangeError);
    },
  );

  it('is not what a server sends that knows none', () => {
    const unknown = '18446744073709551615';
    expect(() => positionText(unknown, unknown)).toThrow('22.6');
  });

  it('is ordered by its commit, then by its place in it', () => {
    const at = (commit: bigint, prepare: bigint) => ({ commit, prepare });
    expect(isBehind(at(2n, 1n), at(1n, 9n))).toBe(true);
    expect(isBehind(at(2n, 3n), at(2n, 2n))).toBe(true);
    expect(isBehind(at(2n, 2n), at(2n, 2n))).toBe(false);
    expect(isBehind(at(1n, 9n), at(2n, 1n))).toBe(false);
  });
});

describe('stored metadata', () => {
  it.each([
    '{"v":1}',
    '{ "append" : "x" }',
    '"\\u2028"',
    '{"append":"0123456789abcdef","metadata":1}',
  ])('gives %s back byte for byte, with its mark', (metadata) => {
    const mark = newMark();
    expect(readMetadata(storedMetadata(mark, metadata))).toEqual({ mark, metadata });
  });

  it('is JSON, for whoever looks into the server', () => {
    expect(JSON.parse(storedMetadata(newMark(), '{"v":1}'))).toMatchObject({ metadata: { v: 1 } });
  });

  it.each(['', '{"v":1}', '{"append":"short","metadata":1}'])(
    'leaves alone what is not ours: %s',
    (text) => {
      expect(readMetadata(text)).toEqual({ mark: '', metadata: text });
    },
  );
});
