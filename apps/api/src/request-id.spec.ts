import { requestIdOf } from './request-id.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('the id of a request', () => {
  it('is the one its caller gave', () => {
    for (const given of ['a', 'oa-2017.06.30:0012', '4bf92f3577b34da6a3ce929d0e0e4736'])
      expect(requestIdOf({ headers: { 'x-request-id': given } })).toBe(given);
  });

  it.each(['', 'a b', 'a\nb', '审批', 'a'.repeat(129)])('is ours instead of %j', (given) => {
    expect(requestIdOf({ headers: { 'x-request-id': given } })).toMatch(UUID);
  });

  it('is another one for each', () => {
    expect(requestIdOf({ headers: {} })).not.toBe(requestIdOf({ headers: {} }));
  });
});
