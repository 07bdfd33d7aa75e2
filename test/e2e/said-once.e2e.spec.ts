import { openDoor, type Answer, type Door } from './door.js';
import { expectProblem } from './expect-problem.js';
import { sendRaw } from './raw-http.js';
import { annual, issueAndAllocate, LEDGER, openLedger } from './story.js';

const COUNTY = 'county@330402';
const EN = { 'accept-language': 'en' };

describe('a request that says a thing twice, or that is told it once', () => {
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
  const line = { kind: 'reservations', ...reservation };
  const batch = (key: string, entries: readonly object[], atomic = true, query = '') =>
    door.ask(`${LEDGER}/batches${query}`, {
      as: COUNTY,
      body: { atomic, entries },
      headers: { 'idempotency-key': key, ...EN },
    });

  describe('H-20 one day by two names', () => {
    it.each([
      ['statements/330402?asOf=2017-05-01&to=2017-05-02', 'asOf', 'another day than `to`'],
      ['statements/330402?to=2017-05-02&asOf=2017-05-03', 'asOf', 'another day than `to`'],
      ['units?asOf=2017-05-01&on=2017-05-02', 'asOf', 'another day than `on`'],
      ['journal?asOf=2017-05-01&to=2017-05-02', 'to', 'is after `asOf`'],
    ])('%s is refused', async (query, path, words) => {
      const answer = await door.ask(`${LEDGER}/${query}`, { as: COUNTY, headers: EN });
      expectProblem(answer, 400, 'malformed-query');
      expect(answer.body).toMatchObject({
        fields: [{ path, message: expect.stringContaining(words) }],
      });
    });

    it.each([
      'statements/330402?asOf=2017-05-01&to=2017-05-01',
      'statements/330402?asOf=2017-05-01&from=2017-04-01',
      'units?asOf=2017-05-01&on=2017-05-01',
      'journal?asOf=2017-05-02&to=2017-05-01',
    ])('%s does not contradict itself', async (query) => {
      // No tables are there to read: the question itself was in order.
      const answer = await door.ask(`${LEDGER}/${query}`, { as: COUNTY });
      expectProblem(answer, 503, 'store-unavailable');
    });
  });

  describe('H-25 a header twice', () => {
    const text = JSON.stringify(reservation);
    const send = async (more: readonly string[], end = text): Promise<string> => {
      const head = [
        `POST ${LEDGER}/reservations?dryRun=true HTTP/1.1`,
        ...['host: x', 'connection: close', 'accept-language: en', 'idempotency-key: twice'],
        ...[`content-length: ${Buffer.byteLength(text)}`, ...more],
      ];
      return sendRaw(door.url, `${head.join('\r\n')}\r\n\r\n${end}`);
    };
    const bearer = async (as: string): Promise<string> =>
      `authorization: Bearer ${await door.token(as)}`;
    const JSON_BODY = 'content-type: application/json';

    it.each([
      ['Authorization', ['county@330402', 'county@330411'], [JSON_BODY]],
      ['Authorization', ['county@330402', 'county@330402'], [JSON_BODY]],
      ['Content-Type', ['county@330402'], [JSON_BODY, 'Content-type: text/csv']],
      ['Content-Type', ['county@330402'], [JSON_BODY, JSON_BODY]],
    ])('%s is refused: %j %j', async (header, readers, types) => {
      const answer = await send([...(await Promise.all(readers.map(bearer))), ...types]);
      expect(answer).toMatch(/^HTTP\/1.1 400 /);
      expect(answer).toContain('"code":"malformed-request"');
      expect(answer).toContain(`more than one ${header} header`);
    });

    it('H-25 a body that its sender holds back is not asked for without a token', async () => {
      const held = await send([JSON_BODY, 'expect: 100-continue'], '');
      expect(held).toMatch(/^HTTP\/1.1 401 /);
      expect(held.toLowerCase()).toContain('connection: close');
      const unread = await send([
        await bearer(COUNTY),
        'content-type: text/csv',
        'expect: 100-continue',
      ]);
      expect(unread).toMatch(/^HTTP\/1.1 415 /);
      const asked = await send([await bearer(COUNTY), JSON_BODY, 'expect: 100-continue']);
      expect(asked).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 /);
    });
  });

  describe('H-26 the key of a batch', () => {
    it('is too long once, and not in each of its lines', async () => {
      const key = 'k'.repeat(62);
      for (const query of ['', '?dryRun=true']) {
        const many = Array.from({ length: 11 }, () => line);
        const answer = await batch(key, many, true, query);
        expectProblem(answer, 422, 'entry-id-malformed');
        expect(answer.body).toMatchObject({
          entryId: key,
          keyLengthMax: 61,
          detail: expect.stringContaining('at most 61'),
        });
      }
      expectProblem(await batch('k'.repeat(63), [line], false), 422, 'entry-id-malformed');
    });

    it('may be as long as its lines allow, and longer where they bring ids', async () => {
      const tried = async (key: string, entries: readonly object[]): Promise<Answer> =>
        batch(key, entries, true, '?dryRun=true');
      expect((await tried('k'.repeat(62), [line])).body).toMatchObject({ failed: 0 });
      const own = [{ ...line, entryId: 'own-1' }];
      expect((await tried('k'.repeat(64), own)).body).toMatchObject({ failed: 0 });
    });
  });

  describe('H-26 an id that two lines of a batch have', () => {
    const twice = [
      { ...line, entryId: 'same' },
      { ...line, entryId: 'same', project: 'P-2' },
    ];
    const problem = ({ body }: Answer) =>
      (body as { results: { problem?: { detail: string } }[] }).results[1]?.problem;

    it.each([
      [true, ''],
      [true, '?dryRun=true'],
      [false, '?dryRun=true'],
    ])('is not told to be recorded when it is not: atomic %s %s', async (atomic, query) => {
      const told = problem(await batch('b-same', twice, atomic, query));
      expect(told).toMatchObject({ code: 'entry-id-reused', entryId: 'same', ofLine: 0 });
      expect(told).not.toHaveProperty('recordedAt');
      expect(told?.detail).toBe(
        'same is the QuotaReserved of line 0 in this batch, which is not recorded, with other content. ' +
          'Use a new key for a new entry; repeat an entry unchanged.',
      );
    });

    it('is recorded once where the batch is', async () => {
      const told = problem(await batch('b-same', twice, false));
      expect(told?.detail).toMatch(/^same was recorded at \d{4}-.* as QuotaReserved with/);
      const again = problem(await batch('b-again', twice));
      expect(again?.detail).toMatch(/^same was recorded at \d{4}-.* as QuotaReserved with/);
    });
  });

  it.each(['\u2028', '\u2029'])('H-20 a text has no line separator %j', async (separator) => {
    const project = `P${separator}1`;
    const answer = await door.post(COUNTY, `${LEDGER}/reservations`, 'lines', {
      ...reservation,
      project,
    });
    expectProblem(answer, 400, 'malformed-body');
    expect(answer.body).toMatchObject({ fields: [{ path: 'project', rule: 'text' }] });
    const read = await door.ask(`${LEDGER}/journal?project=${encodeURIComponent(project)}`, {
      as: COUNTY,
    });
    expectProblem(read, 400, 'malformed-query');
  });
});
