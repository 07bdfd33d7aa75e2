import { openDoor, type Answer, type Door } from './door.js';
import { expectProblem } from './expect-problem.js';
import { annual, DOCUMENT, issueAndAllocate, LEDGER, openLedger, PROVINCE } from './story.js';

const COUNTY = 'county@330402';

/** Cases that post something first. */
const PREPARED: ReadonlySet<string> = new Set(['unit-not-in-force', 'lot-not-valid']);

describe('a request that is wrong about quota', () => {
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
  const issuance = {
    indicator: 'annual',
    planYear: 2017,
    planKind: 'pool',
    quantity: annual('50', '40', '30'),
    effectiveOn: '2017-03-20',
    document: DOCUMENT,
  };
  const allocation = {
    fromUnit: '330000',
    lot: 'i-2017.1',
    to: [{ unit: '330402', quantity: annual('3', '2', '1') }],
    effectiveOn: '2017-04-01',
    document: DOCUMENT,
  };
  const reserve = (changes: object, key = 'bad') =>
    door.post(COUNTY, `${LEDGER}/reservations`, key, { ...reservation, ...changes });
  const issue = (changes: object) =>
    door.post(PROVINCE, `${LEDGER}/issuances`, 'bad', { ...issuance, ...changes });
  const draw = (quantity: unknown, lot = 'a-1.1') => ({ draws: [{ lot, quantity }] });
  const revision = async () => {
    const dry = await door.post(COUNTY, `${LEDGER}/reservations?dryRun=true`, 'dry', reservation);
    return (dry.body as { revision: string }).revision;
  };

  describe('by what it says about quota', () => {
    const cases: readonly [
      what: string,
      ask: () => Promise<Answer>,
      status: number,
      code: string,
    ][] = [
      ['unknown unit', () => reserve({ unit: '330999' }), 404, 'unit-unknown'],
      ['unknown lot', () => reserve(draw(annual('3', '2', '1'), 'nope.1')), 404, 'lot-unknown'],
      [
        'unit not yet in force',
        async () => {
          const unit = { code: '330499', name: '新区', level: 'county', parent: '330400' };
          const late = { units: [{ ...unit, from: '2017-06-01' }] };
          await door.post(PROVINCE, `${LEDGER}/units`, 'late-unit', late);
          return door.post(PROVINCE, `${LEDGER}/allocations`, 'bad', {
            ...allocation,
            to: [{ unit: '330499', quantity: annual('3', '2', '1') }],
          });
        },
        409,
        'unit-not-in-force',
      ],
      [
        'wrong nesting of components',
        () => issue({ quantity: annual('10', '20', '5') }),
        422,
        'component-nesting',
      ],
      [
        'no whole number of units',
        () => issue({ quantity: annual('0.00000001', '0', '0') }),
        422,
        'amount-not-whole',
      ],
      ['empty amount', () => issue({ quantity: annual('0', '0', '0') }), 422, 'quantity-empty'],
      ['negative amount', () => reserve(draw(annual('-3', '0', '0'))), 422, 'amount-negative'],
      [
        'amount without unit',
        () => reserve(draw({ total: '300', farmland: '1 mu', cultivated: '1 mu' })),
        400,
        'amount-unit-unknown',
      ],
      [
        'amount that is no amount',
        () => reserve(draw({ total: 'three mu', farmland: '1 mu', cultivated: '1 mu' })),
        400,
        'amount-malformed',
      ],
      [
        'amount beyond all land',
        () => issue({ quantity: annual('99999999999999999999', '1', '1') }),
        422,
        'amount-too-large',
      ],
      [
        'component of another indicator',
        () => reserve(draw({ paddy: '1 mu' })),
        422,
        'component-unknown',
      ],
      ['component left out', () => reserve(draw({ total: '1 mu' })), 422, 'component-missing'],
      ['effective date left out', () => issue({ effectiveOn: undefined }), 400, 'malformed-body'],
      ['missing document', () => issue({ document: undefined }), 422, 'document-missing'],
      [
        'document without number',
        () => issue({ document: { issuer: '国土资源部', date: '2017-03-15' } }),
        400,
        'malformed-body',
      ],
      [
        'date before the lot was there',
        () => reserve({ effectiveOn: '2017-03-01' }),
        409,
        'insufficient-balance',
      ],
      [
        'date outside the validity of the lot',
        async () => {
          const to = [{ ...allocation.to[0], validUntil: '2017-04-30' }];
          const short = { ...allocation, to };
          await door.post(PROVINCE, `${LEDGER}/allocations`, 'a-short', short);
          return reserve({
            ...draw(annual('1', '1', '1'), 'a-short.1'),
            effectiveOn: '2017-05-01',
          });
        },
        409,
        'lot-not-valid',
      ],
      [
        'date in the future',
        () => reserve({ effectiveOn: '2017-07-01' }),
        409,
        'effective-in-future',
      ],
      ['over-use', () => reserve(draw(annual('301', '1', '1'))), 409, 'insufficient-balance'],
      ['policy of unknown key', () => adopt([{ key: 'x', value: {} }]), 400, 'malformed-body'],
      [
        'policy of wrong value',
        () => adopt([{ key: 'backdating-limit', value: { days: '3' } }]),
        400,
        'malformed-body',
      ],
    ];
    const adopt = (rows: unknown) =>
      door.post(PROVINCE, `${LEDGER}/policies`, 'bad', { version: 'x', from: '2017-01-01', rows });

    it.each(cases)('%s', async (_, ask, status, code) => {
      const before = await revision();
      const answer = await ask();
      expectProblem(answer, status, code);
      expect(answer.body).toHaveProperty('detail', expect.stringMatching(/[一-龥]/));
      if (!PREPARED.has(code)) expect(await revision()).toBe(before);
    });

    it('land of an approval that does not add up (C3), and land that does (C1)', async () => {
      const quantity = { total: '12.3456 ha', farmland: '11.2345 ha', cultivated: '8.0000 ha' };
      const sheet = {
        unused: '1.1111 ha',
        existingConstruction: '2.6544 ha',
        batchArea: '15.0000 ha',
      };
      const consume = (key: string, total: string) =>
        door.post(COUNTY, `${LEDGER}/consumptions`, key, {
          unit: '330402',
          approval: { number: '浙土字A〔2017〕-0012', date: '2017-05-02' },
          draws: [{ lot: 'a-1.1', quantity: { ...quantity, total } }],
          land: sheet,
        });
      expectProblem(await consume('c3', '12.3457 ha'), 422, 'land-facts-inconsistent');
      expect((await consume('c1', '12.3456 ha')).status).toBe(201);
    });

    it('an entry id that was used for something else', async () => {
      await reserve({}, 'used');
      expectProblem(await reserve({ project: 'P-2' }, 'used'), 422, 'entry-id-reused');
    });

    it('a date in closed books', async () => {
      const closed = await door.post(PROVINCE, `${LEDGER}/books-closings`, 'close', {
        through: '2017-04-30',
      });
      expect(closed.status).toBe(201);
      expectProblem(await reserve({ effectiveOn: '2017-04-30' }), 409, 'books-closed');
    });

    it('says all amounts that cannot be kept, with the nearest that can', async () => {
      const answer = await issue({ quantity: annual('0.0000051', '0', '0.00000401') });
      expectProblem(answer, 422, 'amount-not-whole');
      expect(answer.body).toMatchObject({
        amounts: [
          {
            path: 'quantity.total',
            stated: '0.0000051 mu',
            nearest: ['0.000005 mu', '0.00001 mu'],
          },
          { path: 'quantity.cultivated', code: 'amount-not-whole' },
        ],
      });
    });
  });
});
