import { openDoor, type Answer, type Door } from './door.js';
import { expectProblem } from './expect-problem.js';
import { sendRaw } from './raw-http.js';
import { annual, issueAndAllocate, LEDGER, openLedger } from './story.js';

const COUNTY = 'county@330402';

describe('the manners of HTTP', () => {
  let door: Door;
  beforeAll(async () => {
    door = await openDoor();
    await openLedger(door);
    await issueAndAllocate(door);
  });
  afterAll(() => door.close());
  afterEach(() => expect(door.logged.filter((line) => line.includes('defect'))).toEqual([]));

  const reservation = {
    unit: '330402',
    draws: [{ lot: 'a-1.1', quantity: annual('3', '2', '1') }],
    project: 'P-1',
    expiresOn: '2017-12-31',
    effectiveOn: '2017-05-01',
  };
  const send = (
    body: string | object,
    headers: Readonly<Record<string, string>> = {},
    path = `${LEDGER}/reservations`,
    as: string | undefined = COUNTY,
  ): Promise<Answer> =>
    door.ask(path, {
      ...(as === undefined ? {} : { as }),
      ...{ method: 'POST', body, headers: { 'idempotency-key': 'm-1', ...headers } },
    });
  const text = JSON.stringify(reservation);

  describe('H-20 JSON', () => {
    it.each([
      ['a member twice', text.replace('{', '{"unit":"330402",'), ['unit']],
      [
        'an amount twice, deep inside',
        text.replace('"total":', '"total":"1 mu","total":'),
        ['draws[0].quantity.total'],
      ],
      [
        'a component that every object has',
        text.replace('"total":', '"constructor":"1 mu","total":'),
        ['draws[0].quantity.constructor'],
      ],
      ['a member that every object has', text.replace('{', '{"toString":1,'), ['toString']],
    ])('with %s', async (_, body, paths) => {
      const answer = await send(body);
      expectProblem(answer, 400, 'malformed-body');
      const { fields } = answer.body as { fields: { path: string }[] };
      expect(fields.map(({ path }) => path)).toEqual(paths);
    });

    it('in GBK', async () => {
      const token = await door.token(COUNTY);
      const gbk = Buffer.from([0xbd, 0xf2, 0xb9, 0xe6]);
      const [before = '', after = ''] = text.replace('P-1', '|').split('|');
      const length = Buffer.byteLength(before) + gbk.length + Buffer.byteLength(after);
      const head =
        `POST ${LEDGER}/reservations HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n` +
        `idempotency-key: gbk\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n` +
        `connection: close\r\naccept-language: en\r\n\r\n`;
      const answer = await sendRaw(door.url, [head, before, gbk, after]);
      expect(answer).toMatch(/^HTTP\/1.1 400 /);
      expect(answer).toContain('not in UTF-8');
    });

    it.each([
      ['another charset', { 'content-type': 'application/json; charset=gbk' }],
      ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
      ['a text', { 'content-type': 'text/plain' }],
      ['something compressed', { 'content-encoding': 'gzip' }],
    ])('is not %s', async (_, headers) => {
      expectProblem(await send(text, headers), 415, 'unsupported-media-type');
    });

    it('may name its charset', async () => {
      const headers = { 'content-type': 'application/json;charset="UTF-8"' };
      expect((await send(text, headers, `${LEDGER}/reservations?dryRun=true`)).status).toBe(200);
    });
  });

  describe('H-20 texts', () => {
    it.each([
      ['only invisible characters', '\u200b\u3000\u2060'],
      ['a Hangul filler', '\u3164'],
      ['a replacement character', 'P\ufffd'],
      ['private use', 'P\ue000'],
      ['private use of a higher plane', 'P\u{f0000}'],
      ['half a character', 'P\ud800'],
      ['no character', 'P\ufffe'],
      ['letters turned around', 'P\u202e21-7102'],
      ['an isolated part', 'P\u20681\u2069'],
    ])('of %s', async (_, project) => {
      const answer = await send({ ...reservation, project });
      expectProblem(answer, 400, 'malformed-body');
      expect(answer.body).toMatchObject({ fields: [{ path: 'project', rule: 'text' }] });
    });

    it('may be of rare characters and joined ones', async () => {
      const asked = { ...reservation, note: '𠮷林 क्\u200dष' };
      expect((await send(asked, {}, `${LEDGER}/reservations?dryRun=true`)).status).toBe(200);
    });
  });

  describe('H-20 queries', () => {
    it.each([
      ...['dryrun=true', 'dryRun=true&dryRun=false', 'dryRun=1', 'dryRun=', 'dryRun'],
      ...['dryRun=true&x=1', '%ff=1'],
    ])('%s of a request that posts', async (query) => {
      const answer = await send(text, {}, `${LEDGER}/reservations?${query}`);
      expectProblem(answer, 400, 'malformed-query');
      const batch = { atomic: true, entries: [{ kind: 'reservations', ...reservation }] };
      const batched = await send(batch, {}, `${LEDGER}/batches?${query}`);
      expectProblem(batched, 400, 'malformed-query');
    });

    it.each(['balances?subtree=', 'reservations?open=', 'units?tree', 'balances?empty='])(
      'H-20 %s is a flag that says neither yes nor no',
      async (query) => {
        const answer = await door.ask(`${LEDGER}/${query}`, { as: COUNTY });
        expectProblem(answer, 400, 'malformed-query');
      },
    );

    it.each([
      ['journal?limit=1001', 'limit', 'at most 1000'],
      ['journal?limit=0', 'limit', 'at least 1'],
      ['journal?from=2017-05-02&to=2017-05-01', 'from', 'is after `to`'],
      ['balances?knownAt=2017-05-01T08:00:00+08:00', 'knownAt', '%2B'],
      ['balances?knownAt=2017-02-30T00:00:00Z', 'knownAt', 'instant'],
      ['balances?knownAt=0000-01-01T00:00:00Z', 'knownAt', 'instant'],
      ['balances?asOf=2199-12-31', 'asOf', 'date'],
      ['balances?asOf=1900-01-01', 'asOf', 'date'],
      ['balances?unit=%FF', 'unit', 'text'],
      ['balances?unit=a&unit=b', 'unit', 'text'],
      ['journal?entryKind=Gift', 'entryKind', 'QuotaIssued'],
    ])('%s says what is wrong', async (query, path, words) => {
      const headers = { 'accept-language': 'en' };
      const answer = await door.ask(`${LEDGER}/${query}`, { as: COUNTY, headers });
      expectProblem(answer, 400, 'malformed-query');
      const { fields } = answer.body as { fields: { path: string; message: string }[] };
      expect(fields).toEqual([
        expect.objectContaining({ path, message: expect.stringContaining(words) }),
      ]);
    });

    it.each(['2199-12-30', '2190-01-01T00:00:00Z'])(
      'what is known at %s cannot be read yet: it would change',
      async (knownAt) => {
        const answer = await door.ask(`${LEDGER}/balances?knownAt=${knownAt}`, { as: COUNTY });
        expectProblem(answer, 404, 'not-yet');
      },
    );

    it.each(['entries/%00', 'lots/%00', 'lots/a%00/lineage', 'documents/%00', 'units/%EF%BF%BD'])(
      '%s is no address',
      async (path) => {
        expectProblem(await door.ask(`${LEDGER}/${path}`, { as: COUNTY }), 404, 'not-found');
      },
    );
  });

  describe('H-25', () => {
    it.each(['QUERY', 'PROPFIND', 'TRACE', 'LINK', 'BREW', 'PUT', 'OPTIONS'])(
      'the method %s is answered with those that there are',
      async (method) => {
        for (const [path, allowed] of [
          ['/v1/me', 'GET, HEAD'],
          [`${LEDGER}/reservations?x=1`, 'POST, GET, HEAD'],
        ]) {
          const head = `${method} ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n`;
          const answer = await sendRaw(door.url, `${head}\r\n`);
          expect(answer).toMatch(/^HTTP\/1.1 405 /);
          expect(answer.toLowerCase()).toContain(`allow: ${allowed}\r\n`.toLowerCase());
          expect(answer).toContain('"code":"method-not-allowed"');
        }
      },
    );

    it.each([
      [`${LEDGER}/balances`, 'application/pdf'],
      [`${LEDGER}/lots/a-1.1`, 'text/csv'],
      [`${LEDGER}/events`, 'application/json'],
      ['/v1/me', 'text/html'],
      ['/v1/me', 'application/json;q=0'],
    ])('%s is not offered as %s', async (path, accept) => {
      const as = path.endsWith('events') ? 'auditor@330000' : COUNTY;
      const answer = await door.ask(path, { as, headers: { accept } });
      expectProblem(answer, 406, 'not-acceptable');
      expect(answer.body).toHaveProperty('offered');
    });

    it('nothing is posted for who takes no answer', async () => {
      expectProblem(await send(text, { accept: 'text/csv' }), 406, 'not-acceptable');
    });

    it('a wrong body of who has no token is none of the concerns of the door', async () => {
      const headers = { 'content-type': 'application/json', 'idempotency-key': 'm-1' };
      for (const body of ['{"unit":', text, 'x'.repeat(100_000)]) {
        const answer = await door.ask(`${LEDGER}/reservations`, { method: 'POST', body, headers });
        expectProblem(answer, 401, 'token-missing');
      }
    });

    it.each(['/v1/me', `${LEDGER}/nothing`, '/v1/health/live'])(
      'the answer of %s is kept by nobody',
      async (path) => {
        const { headers } = await door.ask(path, { as: COUNTY });
        expect(headers.get('cache-control')).toBe('no-store');
      },
    );
  });

  describe('H-27 headers', () => {
    it.each(['/v1/me', '/docs', '/v1/openapi.json', '/v1/nothing', '/v1/health/live'])(
      'keep %s from being framed and guessed at',
      async (path) => {
        const { headers } = await door.ask(path);
        expect(headers.get('x-content-type-options')).toBe('nosniff');
        expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
        expect(headers.get('strict-transport-security')).toBeNull();
      },
    );

    it('promise TLS where it is spoken before the door', async () => {
      const asked = { headers: { 'x-forwarded-proto': 'https' } };
      const { headers } = await door.ask('/v1/health/live', asked);
      expect(headers.get('strict-transport-security')).toMatch(/max-age=\d{8}/);
    });

    it('the page that tries the API forgets the token', async () => {
      expect((await door.ask('/docs/start.js')).text).not.toContain('persistAuthorization: true');
    });
  });

  describe('H-25 bytes that are no proper request', () => {
    const get = 'GET /v1/health/live HTTP/1.1\r\n';
    it.each([
      ['no host', `${get}connection: close\r\n\r\n`, 400, 'malformed-request'],
      [
        'two hosts',
        `${get}host: a\r\nhost: b\r\nconnection: close\r\n\r\n`,
        400,
        'malformed-request',
      ],
      ['an unknown method', 'BREW / HTTP/1.1\r\nhost: a\r\n\r\n', 405, 'method-not-allowed'],
      [
        'a method of others',
        'PROPFIND /v1/me HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n',
        405,
        'method-not-allowed',
      ],
      [
        'an expectation',
        `POST /v1/ledgers HTTP/1.1\r\nhost: a\r\nexpect: 200-ok\r\nconnection: close\r\n\r\n`,
        417,
        'expectation-failed',
      ],
      ['no HTTP', 'hello\r\n\r\n', 400, 'malformed-request'],
    ])('%s', async (_, bytes, status, code) => {
      const answer = await sendRaw(door.url, bytes);
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(answer).toContain('application/problem+json');
      expect(answer).toContain(`"code":"${code}"`);
    });

    it('do not replace the answers to those before them', async () => {
      const live = `${get}host: a\r\n\r\n`;
      const answer = await sendRaw(door.url, `${live}${live}BREW / HTTP/1.1\r\n\r\n`);
      expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual([
        ...['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 405'],
      ]);
    });
  });
});
