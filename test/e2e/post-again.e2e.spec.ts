import { Sequencer, type RecordedEvent } from '#event-store';
import { MemoryEventStore } from '#event-store/memory';
import { balancesOf, ledgerModel } from '#ledger-stream';
import { systemClock } from '#platform';
import { askedAgain, type KeptEntry } from '../../apps/cli/src/recover/asked-again.js';
import { openDoor, type Door } from './door.js';
import { annual, DOCUMENT, LEDGER, openLedger, OPERATOR, PROVINCE, PROJECT } from './story.js';

const STREAM = 'ledger-330000';
const COUNTY = 'county@330402';
const of = (name: string, value: object): object => ({ [name]: [value] });
const plan = { indicator: 'annual', planYear: 2017 };
const on = (day: string) => ({ effectiveOn: day, document: DOCUMENT });

/** Entries of every kind that holds all that was asked, in the words of different clerks. */
const POSTED: readonly (readonly [as: string, path: string, key: string, body: object])[] = [
  [
    PROVINCE,
    'issuances',
    'i',
    {
      ...plan,
      ...on('2017-03-20'),
      planKind: 'pool',
      quantity: annual('50000.00001', '42000', '30000'),
    },
  ],
  [
    PROVINCE,
    'issuances',
    'i-2',
    {
      ...plan,
      ...on('2017-03-20'),
      planKind: 'pool',
      unit: 'u-330000',
      validFrom: '2017-01-01',
      validUntil: '2017-11-30',
      quantity: annual('9', '8', '7'),
      note: '第二批',
    },
  ],
  [
    PROVINCE,
    'splits',
    's',
    {
      ...on('2017-03-21'),
      unit: '330000',
      lot: 'i.1',
      parts: [{ planKind: 'project', quantity: annual('900', '800', '700'), purpose: '重点' }],
    },
  ],
  [
    PROVINCE,
    'allocations',
    'a',
    {
      ...on('2017-04-01'),
      fromUnit: '330000',
      lot: 'i.1',
      to: [
        { unit: '330402', quantity: annual('300', '250', '200') },
        { unit: '330411', quantity: { total: '20 ha', farmland: '10 ha', cultivated: '10 ha' } },
      ],
    },
  ],
  [
    PROVINCE,
    'transfers',
    't',
    {
      ...on('2017-04-10'),
      fromUnit: '330411',
      toUnit: '330402',
      lot: 'a.2',
      quantity: annual('30', '20', '10'),
      price: '30万元/亩',
      agreement: '调剂-1',
    },
  ],
  [
    COUNTY,
    'reservations',
    'r',
    {
      ...on('2017-05-01'),
      unit: '330402',
      project: PROJECT,
      expiresOn: '2017-12-31',
      ...of('draws', { lot: 'a.1', quantity: annual('30', '20', '10') }),
    },
  ],
  [
    COUNTY,
    'reservations',
    'r-2',
    {
      ...on('2017-05-02'),
      unit: '330402',
      expiresOn: '2017-12-31',
      batch: '2017-1',
      ...of('automatic', { indicator: 'annual', quantity: annual('40', '30', '20') }),
    },
  ],
  [
    COUNTY,
    'reservation-amendments',
    'am',
    { ...on('2017-05-03'), reservation: 'r', expiresOn: '2017-11-30' },
  ],
  [
    COUNTY,
    'consumptions',
    'c',
    {
      document: DOCUMENT,
      unit: '330402',
      ...of('draws', { reservation: 'r', lot: 'a.1', quantity: annual('20', '15', '10') }),
      approval: { number: '浙土字A〔2017〕-0012', date: '2017-06-01' },
      project: PROJECT,
      parcels: ['330402001'],
    },
  ],
  [COUNTY, 'releases', 're', { ...on('2017-06-02'), reservation: 'r-2' }],
  [
    PROVINCE,
    'reclaims',
    'rc',
    {
      ...on('2017-06-03'),
      unit: '330411',
      ...of('draws', { lot: 'a.2', quantity: annual('5', '4', '3') }),
    },
  ],
  [
    PROVINCE,
    'lapses',
    'la',
    {
      ...on('2017-06-03'),
      unit: '330402',
      ...of('draws', { lot: 't.1', quantity: annual('2', '1', '0') }),
    },
  ],
  [
    PROVINCE,
    'freezes',
    'f',
    { reason: '督察整改', unit: '330411', withSubtree: true, document: DOCUMENT },
  ],
  [PROVINCE, 'unfreezes', 'uf', { reason: '已核', freeze: 'f', document: DOCUMENT }],
  [PROVINCE, 'reversals', 'rev', { entry: 'la', reason: '重复', document: DOCUMENT }],
  [PROVINCE, 'annotations', 'an', { entry: 'i', field: 'note', is: '第一批', reason: '补注' }],
  [OPERATOR, 'days', 'day:2017-07-01', { date: '2017-07-01' }],
  [PROVINCE, 'books-closings', 'cb', { through: '2017-03-31', document: DOCUMENT }],
  [PROVINCE, 'suspensions', 'su', { reason: '系统迁移', document: DOCUMENT }],
  [PROVINCE, 'resumptions', 'rs', { reason: '迁移完成', document: DOCUMENT }],
];

/** The ledger chose the lots, or how much was left. */
const CHOSEN = ['r-2', 're'];

const kept = ({ body, metadata, type, revision }: RecordedEvent): KeptEntry => {
  const data = JSON.parse(body) as Record<string, unknown>;
  const facts = { metadata: JSON.parse(metadata) as Record<string, unknown>, data };
  return {
    ...{ ledger: '330000', entry: String(data['entryId']), kind: type },
    ...{ revision: String(revision), ...facts },
  };
};

const ledgerOn = (store: MemoryEventStore) =>
  new Sequencer({ store, model: ledgerModel, clock: systemClock });

const logOf = async (store: MemoryEventStore): Promise<RecordedEvent[]> => {
  const events: RecordedEvent[] = [];
  for await (const event of store.readStream(STREAM, 0n, 'forwards')) events.push(event);
  return events;
};

describe('L-02 entries that were lost, as "recover" keeps them', () => {
  const doors: Door[] = [];
  afterAll(() => Promise.all(doors.map((door) => door.close())));
  const open = async (store: MemoryEventStore) => {
    const sequencer = ledgerOn(store);
    const door = await openDoor({ store, sequencer });
    doors.push(door);
    const balances = () => sequencer.read(STREAM, (state) => balancesOf(state));
    return { door, balances };
  };

  it('are posted again as what was asked, and make the same balances', async () => {
    const [before, after] = [new MemoryEventStore(), new MemoryEventStore()];
    const was = await open(before);
    await openLedger(was.door);
    const copied = await logOf(before);
    for (const [as, path, key, body] of POSTED) {
      const { status, text } = await was.door.post(as, `${LEDGER}/${path}`, key, body);
      expect([key, status, text]).toEqual([key, 201, text]);
    }
    // The log is put back to what it was before.
    await after.append(STREAM, copied, 'no-stream');
    const is = await open(after);
    const lost = (await logOf(before)).slice(copied.length).map(kept);
    expect(await is.balances()).not.toEqual(await was.balances());
    for (const entry of lost) {
      const request = askedAgain(entry);
      const { id, role, unitId } = entry.data['actor'] as Record<string, string>;
      const as = `${role}${role === 'operator' ? '' : `@${unitId?.slice(2)}`}#${id}`;
      const path = `${LEDGER}/${request?.route}`;
      const { status, text } = await is.door.post(as, path, entry.entry, request?.body);
      expect([entry.entry, status, text]).toEqual([entry.entry, 201, text]);
    }
    expect(await is.balances()).toEqual(await was.balances());

    // Where nothing was chosen by the ledger itself, who sends what was lost again is answered as for a repetition.
    const others = lost.filter((entry) => askedAgain(entry)?.isSame !== true);
    expect(others.map(({ entry }) => entry)).toEqual(CHOSEN);
    const repeated = POSTED.map(([as, path, key, body]) =>
      is.door.post(as, `${LEDGER}/${path}`, key, body),
    );
    expect((await Promise.all(repeated)).map(({ status }, n) => [POSTED[n]?.[2], status])).toEqual(
      POSTED.map(([, , key]) => [key, CHOSEN.includes(key) ? 422 : 200]),
    );
  });

  it('are left to people where the entry does not hold all that was asked', () => {
    const entry = { ledger: '330000', entry: 'o', revision: '9', data: {}, metadata: {} };
    for (const kind of ['BalanceBroughtForward', 'UnitsReorganised', 'PolicyAdopted'])
      expect(askedAgain({ ...entry, kind })).toBeUndefined();
  });
});
