import { SignJWT, generateKeyPair } from 'jose';
import { StoreUnavailable, type EventStore } from '#event-store';
import { MemoryEventStore } from '#event-store/memory';
import { openDoor, type Door } from './door.js';
import { expectProblem } from './expect-problem.js';
import { annual, issueAndAllocate, LEDGER, openLedger } from './story.js';

const COUNTY = 'county@330402';

describe('a request that is wrong', () => {
  let door: Door;
  beforeAll(async () => {
    door = await openDoor();
    await openLedger(door);
    await issueAndAllocate(door);
  });
  afterAll(() => door.close());
  // A defect is logged as such; bad input is none.
  afterEach(() => expect(door.logged.filter((line) => line.includes('defect'))).toEqual([]));

  const reservation = {
    unit: '330402',
    draws: [{ lot: 'a-1.1', quantity: annual('3', '2', '1') }],
    project: 'P-1',
    expiresOn: '2017-12-31',
    effectiveOn: '2017-05-01',
  };
  const reserve = (changes: object, key = 'bad') =>
    door.post(COUNTY, `${LEDGER}/reservations`, key, { ...reservation, ...changes });
  const draw = (quantity: unknown, lot = 'a-1.1') => ({ draws: [{ lot, quantity }] });
  describe('by its form', () => {
    it.each<readonly [what: string, body: unknown, paths: readonly string[]]>([
      ['no object', [], ['']],
      ['null', 'null', ['']],
      ['unknown member', { ...reservation, projekt: 'P-1' }, ['projekt']],
      [
        'unknown nested member',
        { ...reservation, draws: [{ ...reservation.draws[0], q: 1 }] },
        ['draws[0].q'],
      ],
      ['missing member', { ...reservation, expiresOn: undefined }, ['expiresOn']],
      ['no date', { ...reservation, effectiveOn: '2017-02-30' }, ['effectiveOn']],
      ['number for an amount', { ...reservation, ...draw({ total: 300 }) }, ['draws[0].quantity']],
      ['null for an optional member', { ...reservation, note: null }, ['note']],
      ['control characters', { ...reservation, project: 'P\u0000' }, ['project']],
      ['lone surrogate', { ...reservation, project: 'P\ud800' }, ['project']],
      ['text for a list', { ...reservation, draws: 'a-1.1' }, ['draws']],
      ['list of texts for one of objects', { ...reservation, draws: ['a-1.1'] }, ['draws']],
      ['two members', { ...reservation, expiresOn: 1, unit: '' }, ['expiresOn', 'unit']],
    ])('%s', async (_, body, paths) => {
      const answer = await door.post(COUNTY, `${LEDGER}/reservations`, 'bad', body);
      expectProblem(answer, 400, 'malformed-body');
      const { fields } = answer.body as { fields: { path: string }[] };
      expect(fields.map(({ path }) => path).sort()).toEqual([...paths].sort());
    });

    it.each([
      ['broken JSON', '{"unit":'],
      ['empty', ''],
      ['prototype poisoning', '{"__proto__":{"unit":"330402"}}'],
    ])('%s', async (_, body) => {
      expectProblem(
        await door.ask(`${LEDGER}/reservations`, {
          as: COUNTY,
          method: 'POST',
          body,
          headers: { 'content-type': 'application/json', 'idempotency-key': 'bad' },
        }),
        400,
        'malformed-body',
      );
    });

    it('a body of another type', async () => {
      const headers = { 'content-type': 'text/csv', 'idempotency-key': 'bad' };
      const asked = { as: COUNTY, method: 'POST', body: 'a,b', headers };
      expectProblem(await door.ask(`${LEDGER}/reservations`, asked), 415, 'unsupported-media-type');
    });

    it('a body over 10 MB', async () => {
      const answer = await reserve({ note: 'x'.repeat(10 * 1024 * 1024 + 1) });
      expectProblem(answer, 413, 'body-too-large');
      expect(answer.body).toMatchObject({ bytesMax: 10 * 1024 * 1024 });
    });

    it('a body nested deeper than any stack', async () => {
      const depth = 200_000;
      const note = `${'['.repeat(depth)}${']'.repeat(depth)}`;
      const headers = { 'content-type': 'application/json', 'idempotency-key': 'bad' };
      const body = `{"unit":"330402","note":${note}}`;
      const asked = { as: COUNTY, method: 'POST', body, headers };
      expectProblem(await door.ask(`${LEDGER}/reservations`, asked), 400, 'malformed-body');
      const line = `{"atomic":true,"entries":[${body}]}`;
      const batch = { ...asked, body: line };
      expectProblem(await door.ask(`${LEDGER}/batches`, batch), 400, 'malformed-body');
    });

    it('more unknown members than an answer should name', async () => {
      const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`m${i}`, 1]));
      const { body } = await reserve(many);
      expect((body as { fields: unknown[] }).fields).toHaveLength(100);
    });

    it('a head that is too large', async () => {
      const answer = await door.ask(`/v1/me?x=${'x'.repeat(20_000)}`, { as: COUNTY });
      expect(answer.status).toBe(431);
      expect(answer.headers.get('content-type')).toMatch('application/problem+json');
    });

    it('no key', async () => {
      const answer = await door.ask(`${LEDGER}/reservations`, { as: COUNTY, body: reservation });
      expectProblem(answer, 400, 'idempotency-key-missing');
    });

    it('a key that is no entry id', async () => {
      expectProblem(await reserve({}, 'with space'), 422, 'entry-id-malformed');
    });

    it('H-26 a key of a batch that is no entry id, though every line has one', async () => {
      const entries = [{ kind: 'reservations', entryId: 'good', ...reservation }];
      for (const key of ['{}', 'a,b', 'x'.repeat(65)]) {
        const path = `${LEDGER}/batches?dryRun=true`;
        const answer = await door.post(COUNTY, path, key, { atomic: true, entries });
        expectProblem(answer, 422, 'entry-id-malformed');
      }
    });

    it('a flag that is neither true nor false', async () => {
      const path = `${LEDGER}/reservations?dryRun=perhaps`;
      expectProblem(await door.post(COUNTY, path, 'bad', reservation), 400, 'malformed-query');
    });
  });

  describe('by its address', () => {
    it.each([
      ['/v1/nothing', 'GET', 404, 'not-found'],
      ['/%zz', 'GET', 404, 'not-found'],
      [`${LEDGER}/reservations`, 'DELETE', 405, 'method-not-allowed'],
      ['/v1/me', 'POST', 405, 'method-not-allowed'],
      ['/docs/../package.json', 'GET', 404, 'not-found'],
      ['/docs/package.json', 'GET', 404, 'not-found'],
      ['/docs/constructor', 'GET', 404, 'not-found'],
    ])('%s %s', async (path, method, status, code) => {
      expectProblem(await door.ask(path, { method, as: COUNTY }), status, code);
    });

    it('a ledger that was never opened', async () => {
      const path = '/v1/ledgers/340000/reservations';
      expectProblem(await door.post(COUNTY, path, 'bad', reservation), 404, 'ledger-not-open');
    });

    it('a ledger that no province could have', async () => {
      const path = '/v1/ledgers/zhejiang/reservations';
      expectProblem(await door.post(COUNTY, path, 'bad', reservation), 404, 'ledger-unknown');
    });
  });

  describe('by who sends it', () => {
    const withToken = (token: string) =>
      door.ask('/v1/me', { headers: { authorization: `Bearer ${token}` } });

    it('nobody', async () => {
      const answer = await door.ask('/v1/me');
      expectProblem(answer, 401, 'token-missing');
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    });

    it('somebody with a token that has expired', async () => {
      expectProblem(await withToken(await door.token(COUNTY, -10)), 401, 'token-expired');
    });

    it('somebody with a token of another signature', async () => {
      const { privateKey } = await generateKeyPair('EdDSA');
      const forged = await new SignJWT({ name: 'x', role: 'province', unit: '330000' })
        .setProtectedHeader({ alg: 'EdDSA' })
        .setSubject('x')
        .setIssuer('urn:muledger:local')
        .setAudience('muledger')
        .setExpirationTime('1h')
        .sign(privateKey);
      expectProblem(await withToken(forged), 401, 'token-invalid');
    });

    it('somebody with a token that was changed', async () => {
      const [head, , signature] = (await door.token(COUNTY)).split('.');
      const claims = Buffer.from(JSON.stringify({ sub: 'x', role: 'province', exp: 4e9 }));
      const changed = [head, claims.toString('base64url'), signature].join('.');
      expectProblem(await withToken(changed), 401, 'token-invalid');
    });

    it('somebody with no token at all', async () => {
      expectProblem(await withToken('abc'), 401, 'token-malformed');
    });

    it('a county, for another one', async () => {
      const path = `${LEDGER}/reservations`;
      const answer = await door.post('county@330411', path, 'bad', reservation);
      expectProblem(answer, 403, 'not-permitted');
    });

    it.each(['auditor@330000', 'public'])('%s, to post', async (who) => {
      const answer = await door.post(who, `${LEDGER}/reservations`, 'bad', reservation);
      expectProblem(answer, 403, 'forbidden');
    });

    it('is not told why in detail, the log is', async () => {
      await withToken('abc');
      expect(door.logged.some((line) => line.includes('token refused'))).toBe(true);
    });
  });

  it('is told in English to who asks for it', async () => {
    const answer = await door.ask('/v1/nothing', { headers: { 'accept-language': 'en' } });
    expect(answer.body).toMatchObject({ title: 'Not found', detail: 'There is no such address.' });
  });
});

describe('a store that is away', () => {
  let door: Door;
  afterEach(() => door.close());

  it('is 503, to be tried again', async () => {
    const store: EventStore = new MemoryEventStore();
    door = await openDoor({ store });
    await openLedger(door, '2017-01-02');
    const append = store.append.bind(store);
    store.append = () => Promise.reject(new StoreUnavailable('the database is away'));
    const body = { date: '2017-01-03' };
    const answer = await door.post('operator', `${LEDGER}/days`, 'day:2017-01-03', body);
    expectProblem(answer, 503, 'store-unavailable');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    store.append = append;
    const again = await door.post('operator', `${LEDGER}/days`, 'day:2017-01-03', body);
    expect(again.status).toBe(201);
  });
});

describe('the id of a request', () => {
  let door: Door;
  afterEach(() => door.close());
  const named = { 'x-request-id': 'oa-0012' };

  it('comes back with every answer, and is made when the caller gave none', async () => {
    door = await openDoor();
    for (const path of ['/v1/health/live', '/v1/nothing', '/v1/me', '/%zz']) {
      const answer = await door.ask(path, { headers: named });
      expect([path, answer.headers.get('x-request-id')]).toEqual([path, 'oa-0012']);
    }
    const { headers } = await door.ask('/v1/health/live');
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('stands in the log beside a defect', async () => {
    const store: EventStore = new MemoryEventStore();
    door = await openDoor({ store });
    await openLedger(door, '2017-01-02');
    store.readStream = () => {
      throw new TypeError('broken');
    };
    const answer = await door.ask(`${LEDGER}/events`, { as: 'auditor@330000', headers: named });
    expectProblem(answer, 500, 'internal-error');
    const told = door.logged.filter((line) => line.includes('"msg":"defect"'));
    expect(told).toEqual([expect.stringContaining('"requestId":"oa-0012"')]);
  });
});
