import { openDoor, type Answer, type Door } from './door.js';
import { annual, issueAndAllocate, LEDGER, openLedger, OPERATOR } from './story.js';

const COUNTY = 'county@330402';

interface BatchAnswer {
  readonly recorded: boolean;
  readonly failed: number;
  readonly results: readonly {
    readonly line: number;
    readonly status: number;
    readonly entryId: string;
    readonly revision?: string;
    readonly problem?: { readonly code: string };
  }[];
}

describe('a batch', () => {
  let door: Door;
  beforeAll(async () => {
    door = await openDoor();
    await openLedger(door);
    await issueAndAllocate(door);
  });
  afterAll(() => door.close());

  const reservation = (mu: string) => ({
    kind: 'reservations',
    unit: '330402',
    draws: [{ lot: 'a-1.1', quantity: annual(mu, '0', '0') }],
    project: 'P-1',
    expiresOn: '2017-12-31',
  });
  const post = (key: string, entries: readonly unknown[], atomic: boolean, query = '') =>
    door.post(COUNTY, `${LEDGER}/batches${query}`, key, {
      atomic,
      effectiveOn: '2017-05-01',
      entries,
    });
  const batch = ({ body }: Answer) => body as BatchAnswer;
  const codes = (answer: Answer) =>
    batch(answer).results.map(({ status, problem }) => problem?.code ?? status);
  const revision = async () => {
    const dry = await post('dry', [reservation('1')], false, '?dryRun=true');
    return batch(dry).results[0]?.revision;
  };

  it('has a result for every line, and the lines the ids it gives them', async () => {
    const answer = await post(
      'b-1',
      [
        { ...reservation('1'), entryId: 'own-id' },
        reservation('1000'),
        { ...reservation('1'), kind: 'ReserveQuota' },
        { ...reservation('1'), projekt: 'P' },
        { ...reservation('1'), kind: 'gifts' },
        'nothing',
        reservation('0.00000001'),
      ],
      false,
    );
    expect(answer.status).toBe(200);
    expect(codes(answer)).toEqual([
      201,
      'insufficient-balance',
      201,
      'malformed-body',
      'malformed-body',
      'malformed-body',
      'amount-not-whole',
    ]);
    expect(batch(answer)).toMatchObject({ recorded: true, lines: 7, failed: 5 });
    expect(batch(answer).results.map(({ entryId }) => entryId)).toEqual(
      ['own-id', 1, 2, 3, 4, 5, 6].map((i) => (typeof i === 'string' ? i : `b-1:${i}`)),
    );
  });

  it('answers the lines that were recorded before as it did then', async () => {
    const lines = [reservation('1'), reservation('2')];
    const first = await post('b-2', lines, false);
    const again = await post('b-2', [...lines, reservation('1')], false);
    expect(codes(again)).toEqual([200, 200, 201]);
    expect(batch(again).results[1]?.revision).toBe(batch(first).results[1]?.revision);
  });

  it('that is atomic records all lines', async () => {
    const answer = await post('b-3', [reservation('1'), reservation('1')], true);
    expect([answer.status, codes(answer)]).toEqual([200, [201, 201]]);
  });

  it('that is atomic records nothing when one line is bad, and tells every bad line', async () => {
    const before = await revision();
    const lines = [reservation('1'), reservation('1000'), reservation('1'), reservation('999')];
    const answer = await post('b-4', lines, true);
    expect(answer.status).toBe(409);
    expect(answer.headers.get('content-type')).toMatch('application/problem+json');
    expect(answer.body).toMatchObject({ code: 'batch-refused', failed: 2, lines: 4 });
    expect(codes(answer)).toEqual([200, 'insufficient-balance', 200, 'insufficient-balance']);
    expect(await revision()).toBe(before);
  });

  it('that is atomic tells what never got to the rules beside what they refuse', async () => {
    const before = await revision();
    const lines = [reservation('1'), { ...reservation('1'), projekt: 'P' }, reservation('1000')];
    const answer = await post('b-5', lines, true);
    expect(answer.status).toBe(422);
    expect(codes(answer)).toEqual([200, 'malformed-body', 'insufficient-balance']);
    expect(await revision()).toBe(before);
  });

  it('that is atomic may use in one line what another brought', async () => {
    const answer = await post(
      'b-6',
      [
        { ...reservation('5'), entryId: 'r-batch' },
        {
          kind: 'consumptions',
          unit: '330402',
          draws: [{ reservation: 'r-batch', lot: 'a-1.1', quantity: annual('5', '0', '0') }],
          approval: { number: 'A-1', date: '2017-05-20' },
          final: true,
        },
      ],
      true,
    );
    expect([answer.status, codes(answer)]).toEqual([200, [201, 201]]);
  });

  it('may be tried', async () => {
    const before = await revision();
    const answer = await post('b-7', [reservation('1'), reservation('1000')], true, '?dryRun=true');
    expect(answer.status).toBe(200);
    expect(batch(answer)).toMatchObject({ recorded: false, dryRun: true, failed: 1 });
    expect(await revision()).toBe(before);
  });

  it('has at most 10 000 lines', async () => {
    const lines = (n: number) => Array.from({ length: n }, () => ({ kind: 'days' }));
    const asked = (n: number) =>
      door.post(OPERATOR, `${LEDGER}/batches`, 'b-8', { atomic: false, entries: lines(n) });
    expect((await asked(10_001)).status).toBe(400);
    const most = await asked(10_000);
    expect([most.status, batch(most).failed]).toEqual([200, 10_000]);
  });

  it('that is atomic is no larger than one append', async () => {
    const answer = await post(
      'b-9',
      Array.from({ length: 2_001 }, () => reservation('0.01')),
      true,
    );
    expect([answer.status, answer.body]).toMatchObject([
      413,
      { code: 'batch-too-large-for-atomic' },
    ]);
    const split = await post(
      'b-9',
      Array.from({ length: 2_001 }, () => reservation('0.01')),
      false,
    );
    expect([split.status, batch(split).failed]).toEqual([200, 0]);
  });

  it.each([
    ['without atomic', { entries: [{}] }],
    ['without entries', { atomic: true }],
    ['with no entries', { atomic: true, entries: [] }],
    ['with a member it does not know', { atomic: true, entries: [{}], kind: 'x' }],
    ['that is a list', []],
  ])('%s is malformed', async (_, body) => {
    const answer = await door.post(COUNTY, `${LEDGER}/batches`, 'b-10', body);
    expect([answer.status, answer.body]).toMatchObject([400, { code: 'malformed-body' }]);
  });

  it('with a document serves lines that name none', async () => {
    const document = { number: '浙土资发〔2017〕9号', issuer: '省厅', date: '2017-05-02' };
    const answer = await door.post('province@330000', `${LEDGER}/batches`, 'b-11', {
      atomic: true,
      document,
      effectiveOn: '2017-05-02',
      entries: [
        {
          kind: 'allocations',
          fromUnit: '330000',
          lot: 'i-2017.1',
          to: [{ unit: '330411', quantity: annual('10', '8', '5') }],
        },
      ],
    });
    expect([answer.status, codes(answer)]).toEqual([200, [201]]);
  });
});
