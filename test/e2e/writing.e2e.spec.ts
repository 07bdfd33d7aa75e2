import { openDoor, type Door } from './door.js';
import { annual, DOCUMENT, issueAndAllocate, LEDGER, openLedger, PROVINCE } from './story.js';

describe('posting over HTTP', () => {
  let door: Door;
  beforeAll(async () => {
    door = await openDoor();
    await openLedger(door);
    await issueAndAllocate(door);
  });
  afterAll(() => door.close());

  const reservation = {
    unit: '330402',
    draws: [{ lot: 'a-1.1', quantity: annual('30', '20', '10') }],
    project: '2017-330402-41-03-012345-000',
    expiresOn: '2017-12-31',
    effectiveOn: '2017-05-01',
  };

  it('answers with what the entry became', async () => {
    const { status, body } = await door.post(
      'county@330402',
      `${LEDGER}/reservations`,
      'r-1',
      reservation,
    );
    expect(status).toBe(201);
    expect(body).toEqual({
      entryId: 'r-1',
      ledger: '330000',
      effectiveOn: '2017-05-01',
      revision: expect.stringMatching(/^\d+$/),
      position: expect.any(String),
      recordedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      lots: [],
      reservationId: 'r-1',
      balances: expect.any(Array),
    });
  });

  it('H-28: states what the accounts it moved hold after it', async () => {
    const before = await door.post('county@330402', `${LEDGER}/reservations`, 'r-28', {
      ...reservation,
      draws: [{ lot: 'a-1.1', quantity: annual('1', '0', '0') }],
    });
    const { body } = await door.post('county@330402', `${LEDGER}/releases`, 'rel-28', {
      reservation: 'r-28',
      effectiveOn: '2017-05-01',
      document: DOCUMENT,
    });
    type Balance = {
      readonly unit: string;
      readonly lot: string;
      readonly bucket: string;
      readonly quantity: Readonly<Record<string, { readonly mu: string }>>;
    };
    const balancesOf = (answer: unknown): Balance[] =>
      (answer as { readonly balances: Balance[] }).balances;
    const total = (answer: unknown, bucket: string): number =>
      Number(balancesOf(answer).find((one) => one.bucket === bucket)?.quantity['total']?.mu);
    for (const answer of [before.body, body])
      expect(balancesOf(answer).map(({ unit, lot }) => [unit, lot])).toEqual([
        ['u-330402', 'a-1.1'],
        ['u-330402', 'a-1.1'],
      ]);
    expect(total(body, 'available') - total(before.body, 'available')).toBe(1);
    expect(total(before.body, 'reserved') - total(body, 'reserved')).toBe(1);
  });

  it('answers a repeat with the original answer', async () => {
    const first = await door.post('county@330402', `${LEDGER}/reservations`, 'r-2', reservation);
    const again = await door.post('county@330402', `${LEDGER}/reservations`, 'r-2', reservation);
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toEqual(first.body);
  });

  it('uses quota on the date of its approval', async () => {
    await door.post('county@330402', `${LEDGER}/reservations`, 'r-3', reservation);
    const { status, text } = await door.post('county@330402', `${LEDGER}/consumptions`, 'c-3', {
      unit: '330402',
      draws: [{ reservation: 'r-3', lot: 'a-1.1', quantity: annual('20', '20', '10') }],
      approval: { number: '浙土字A〔2017〕-0012', date: '2017-06-01' },
      parcels: ['330402001'],
      final: true,
      document: DOCUMENT,
    });
    expect([status, text]).toEqual([201, expect.any(String)]);
  });

  it('refuses more than is held, in the words of a clerk', async () => {
    const { status, headers, body } = await door.post(
      'county@330402',
      `${LEDGER}/reservations`,
      'r-4',
      { ...reservation, draws: [{ lot: 'a-1.1', quantity: annual('301', '20', '10') }] },
    );
    expect(status).toBe(409);
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(body).toMatchObject({
      type: '/problems/insufficient-balance',
      code: 'insufficient-balance',
      status: 409,
      title: '余额不足',
      unitName: '南湖区',
      lot: 'a-1.1',
      component: 'total',
      asked: { mu: '301.0000' },
      firstFailingDay: '2017-05-01',
    });
    expect(body).toHaveProperty('detail', expect.stringContaining('301.0000 亩(20.0667 公顷)'));
  });

  it('H-15 takes no settlement any more', async () => {
    const grant = (entryId: string, settles: object[]) =>
      door.post(PROVINCE, `${LEDGER}/allocations`, entryId, {
        fromUnit: '330000',
        lot: 'i-2017.1',
        to: [{ unit: '330402', quantity: annual('60', '40', '20') }],
        settles,
        effectiveOn: '2017-05-01',
        document: DOCUMENT,
      });
    const settled = await grant('g-1', [{ kind: 'request', id: 'q-1' }]);
    expect(settled).toMatchObject({ status: 422, body: { code: 'settles-closed' } });
  });

  it('opens a ledger once', async () => {
    const { status, body } = await door.post(PROVINCE, '/v1/ledgers', 'open-2', {
      unit: '330000',
      opensOn: '2018-01-01',
      clock: 'driven',
    });
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: 'ledger-already-open' });
  });
});
