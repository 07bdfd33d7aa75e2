import { held, outside } from '#domain';
import { bucketCode } from '../codes.js';
import { fill } from '../testing/filled.js';
import { annual, COUNTY, History, OTHER_COUNTY } from '../testing/history.js';
import { startTestPostgres } from '../testing/read-model-under-test.js';
import { lot } from '../testing/year-parts.js';
import { checkInvariants, type Broken } from './invariants.js';

const U = COUNTY.unitId;
const SUCCESSOR = OTHER_COUNTY.unitId;
const SOUND: Broken = {
  overdrawn: [],
  overResolved: [],
  approvalsTwice: [],
  parcelsTwice: [],
  beyondBounds: [],
};
const APPROVAL = { number: '示例土字A〔2017〕-0012', date: '2017-01-01' };
const AVAILABLE = held(U, 'i.1', 'available');
const RESERVED = held(U, 'i.1', 'reserved');
const CONSUMED = held(U, 'i.1', 'consumed');

const sound = (): History => {
  const history = new History('2017-01-01').open();
  history.add('QuotaIssued', {
    entryId: 'i',
    unit: U,
    lots: [lot('i.1', U)],
    postings: [{ from: outside('i.1', 'source'), to: AVAILABLE, quantity: annual(1_000) }],
  });
  history.add('QuotaReserved', {
    entryId: 'r',
    reservation: { reservation: 'r', unit: U, project: 'p', expiresOn: '2017-12-31' },
    postings: [{ from: AVAILABLE, to: RESERVED, quantity: annual(100), reservation: 'r' }],
  });
  history.add('QuotaReserved', {
    entryId: 's',
    reservation: { reservation: 's', unit: U, project: 'p', expiresOn: '2017-12-31' },
    postings: [{ from: AVAILABLE, to: RESERVED, quantity: annual(100), reservation: 's' }],
  });
  use(history, 'c');
  return history;
};
const use = (
  history: History,
  entryId: string,
  parcels: readonly string[] = ['g-1'],
  project = 'p',
) =>
  history.add('QuotaConsumed', {
    ...{ entryId, unit: U, approval: APPROVAL, project, parcels },
    postings: [{ from: AVAILABLE, to: CONSUMED, quantity: annual(10) }],
  });
const voidOf = (history: History, consumption: string, part: number) =>
  history.add('ConsumptionVoided', {
    ...{ unit: U, consumption, reason: '撤回', fates: {} },
    postings: [{ from: CONSUMED, to: AVAILABLE, quantity: annual(part) }],
  });
/** The posting names no reservation: what a unit has reserved in a lot goes over whole. */
const handOver = (history: History, ...reservations: readonly string[]) =>
  history.add('UnitsReorganised', {
    ...{ approvedOn: '2017-01-01', inForceOn: '2017-01-01', documents: [], units: [] },
    ended: [{ unit: U, successors: [SUCCESSOR] }],
    reservations: Object.fromEntries(reservations.map((one) => [one, SUCCESSOR])),
    postings: reservations.map(() => ({
      from: RESERVED,
      to: held(SUCCESSOR, 'i.1', 'reserved'),
      quantity: annual(100),
    })),
  });

/** Damage that no decision lets into a log, and what finds it. */
const DAMAGED: readonly (readonly [string, (history: History) => void, Partial<Broken>])[] = [
  ['nothing', () => undefined, {}],
  [
    'an account that is overdrawn on a day and not today',
    (history) => {
      history.add('ReservationReleased', {
        ...{ entryId: 'x', reservation: 'r', unit: U, effectiveOn: '2016-12-01' },
        postings: [{ from: RESERVED, to: AVAILABLE, quantity: annual(50), reservation: 'r' }],
      });
    },
    { overdrawn: [`${U}/i.1/1`], overResolved: ['r'] },
  ],
  [
    'a reservation that gave more than it had, covered by another',
    (history) => {
      history.add('ReservationReleased', {
        ...{ entryId: 'x', reservation: 'r', unit: U },
        postings: [{ from: RESERVED, to: AVAILABLE, quantity: annual(150), reservation: 'r' }],
      });
    },
    { overResolved: ['r'] },
  ],
  [
    'nothing in a reservation that a successor uses up',
    (history) => {
      handOver(history, 'r');
      history.add('ReservationReleased', {
        ...{ entryId: 'x', reservation: 'r', unit: SUCCESSOR },
        postings: [
          {
            from: held(SUCCESSOR, 'i.1', 'reserved'),
            to: held(SUCCESSOR, 'i.1', 'available'),
            quantity: annual(100),
            reservation: 'r',
          },
        ],
      });
    },
    {},
  ],
  [
    'a reservation that gave more than it had in the hands of a successor, covered by another',
    (history) => {
      handOver(history, 'r', 's');
      history.add('ReservationReleased', {
        ...{ entryId: 'x', reservation: 'r', unit: SUCCESSOR },
        postings: [
          {
            from: held(SUCCESSOR, 'i.1', 'reserved'),
            to: held(SUCCESSOR, 'i.1', 'available'),
            quantity: annual(150),
            reservation: 'r',
          },
        ],
      });
    },
    { overResolved: ['r'] },
  ],
  [
    'an approval that is used twice',
    (history) => void use(history, 'd', ['g-2']),
    { approvalsTwice: [APPROVAL.number] },
  ],
  [
    'an approval of which only a part was voided before it was used again',
    (history) => {
      voidOf(history, 'c', 4);
      use(history, 'd', ['g-2']);
    },
    { approvalsTwice: [APPROVAL.number] },
  ],
  [
    'an approval that was voided before it was used again',
    (history) => {
      voidOf(history, 'c', 10);
      use(history, 'd');
    },
    {},
  ],
  [
    'a parcel that is used twice',
    (history) => void use(history, 'd', ['g-1'], 'q'),
    { parcelsTwice: ['g-1'] },
  ],
  [
    'a balance beyond what is bounded',
    (history) => {
      history.add('QuotaIssued', {
        entryId: 'j',
        unit: U,
        lots: [lot('j.1', U)],
        postings: [
          {
            from: outside('j.1', 'source'),
            to: held(U, 'j.1', 'available'),
            quantity: annual(2n ** 54n),
          },
        ],
      });
    },
    { beyondBounds: [`j.1/${bucketCode('source')}`, `${U}/j.1/0`] },
  ],
];

describe('H-18 the tables find', () => {
  let server: Awaited<ReturnType<typeof startTestPostgres>>;
  beforeAll(async () => {
    server = await startTestPostgres();
  });
  afterAll(() => server.stop());

  it.each(DAMAGED)('%s', async (_, damage, found) => {
    const history = sound();
    damage(history);
    const filled = await fill(server, history.events);
    const broken = await checkInvariants(filled.pool, await filled.view('2017-12-31'));
    await filled.close();
    expect(broken).toMatchObject({ ...SOUND, ...found });
  });
});
