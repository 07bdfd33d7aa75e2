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
interface Use {
  readonly kind?: 'over-use';
  readonly number?: string;
  readonly corrected?: string;
  readonly project?: string | undefined;
  readonly parcels?: readonly string[];
  readonly draws?: number;
  readonly areDrawsVoided?: true;
  readonly isOverVoided?: true;
}
/** Entries of one approval, each of the project `p` unless it says otherwise. */
const approvedAs = (history: History, name: string, uses: readonly Use[], number = name): void => {
  for (const [i, one] of uses.entries()) {
    const entryId = `${history.events.length}-${i}`;
    const { project, ...use } = { project: 'p', ...one };
    const facts = {
      ...{ entryId, unit: U, approval: { ...APPROVAL, number: use.number ?? number } },
      ...(project === undefined ? {} : { project }),
      parcels: use.parcels ?? [],
    };
    const drawn = (amount: number) => ({
      from: AVAILABLE,
      to: CONSUMED,
      quantity: annual(amount),
    });
    const over = `${entryId}.1`;
    const overUsed = {
      from: held(U, over, 'overused'),
      to: held(U, over, 'consumed'),
      quantity: annual(7),
    };
    if (use.kind === undefined) {
      history.add('QuotaConsumed', { ...facts, postings: [drawn(10)] });
    } else {
      history.add('OverUseRecorded', {
        ...{ ...facts, overUse: over, lots: [lot(over, U)] },
        postings: [...(use.draws === undefined ? [] : [drawn(use.draws)]), overUsed],
      });
    }
    if (use.areDrawsVoided) voidOf(history, entryId, use.draws ?? 0);
    if (use.isOverVoided) {
      const { from, to, quantity } = overUsed;
      history.add('ConsumptionVoided', {
        ...{ unit: U, consumption: entryId, reason: '撤回', fates: {} },
        postings: [{ from: to, to: from, quantity }],
      });
    }
    if (use.corrected !== undefined) {
      history.add('EntryAnnotated', {
        ...{ entry: entryId, revision: '0', field: 'approval.number', was: '', reason: '误录' },
        is: use.corrected,
      });
    }
  }
};
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
    'approvals that are used twice in other ways',
    (history) => {
      approvedAs(history, '超1', [{ kind: 'over-use', draws: 5 }, {}]);
      approvedAs(history, '超2', [{}, { kind: 'over-use', draws: 5, isOverVoided: true }]);
      approvedAs(history, '整3', [{}, { project: undefined }]);
      approvedAs(history, '改4', [{}, { number: '误4', corrected: '改(4)' }], '改〔4〕');
      approvedAs(history, '误5', [{ corrected: '正〔5〕' }, { number: '另5', corrected: '正[5]' }]);
      approvedAs(history, 'A〔6〕-6', [{}, { number: 'ａ[6]–6 ', project: 'Ｐ' }]);
    },
    { approvalsTwice: ['A〔6〕-6', '另5', '改〔4〕', '整3', '超1', '超2'] },
  ],
  [
    'nothing in approvals that are used as they may be',
    (history) => {
      approvedAs(history, '超1', [{ kind: 'over-use' }, {}]);
      approvedAs(history, '超2', [{ kind: 'over-use', draws: 5, areDrawsVoided: true }, {}]);
      approvedAs(history, '整3', [{}, { project: 'q' }]);
      approvedAs(history, '改4', [{ corrected: '正4' }, { number: '另4', corrected: '正-4' }]);
    },
    {},
  ],
  [
    'parcels that are written otherwise, or that an advance to be used later names',
    (history) => {
      approvedAs(history, '1', [{ parcels: ['Ｇ–1', 'g-3', 'h-1'] }]);
      history.add('QuotaAdvanced', {
        ...{ entryId: 'v', unit: U, use: 'available', parcels: ['G-３'] },
        lots: [lot('v.1', U)],
        postings: [
          { from: held(U, 'v.1', 'advance'), to: held(U, 'v.1', 'available'), quantity: annual(1) },
        ],
      });
    },
    { parcelsTwice: ['G-３', 'g-1'] },
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
