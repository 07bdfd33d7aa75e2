import { requestIdOf, shownUrl } from './request-id.js';

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

describe('H-24 the address of a request in the log', () => {
  const token = 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';
  it.each([
    [`/v1/me?access_token=${token}`, '/v1/me?access_token=***'],
    ['/v1/me?a=1&Token=abc&b=2', '/v1/me?a=1&Token=***&b=2'],
    [`/v1/ledgers/${token}/balances`, '/v1/ledgers/***/balances'],
    [`/v1/me?x=Bearer%20${token}`, '/v1/me?x=***'],
    ['/v1/ledgers/330000/balances?unit=330402', '/v1/ledgers/330000/balances?unit=330402'],
  ])('of %s is %s', (url, shown) => {
    expect(shownUrl(url)).toBe(shown);
  });
});
