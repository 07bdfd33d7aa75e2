import type { Door } from '../door.js';
import { annual, LEDGER, OPERATOR, PROVINCE } from '../story.js';

/** What is planted in the data of Xiuzhou (330411) holds this mark, or is one of these amounts. */
export const MARK = 'GEHEIM';
/** Numbers that nothing else in the ledger adds up to, as 亩 and in whole units. */
export const AMOUNTS = ['137.4321', '27486420', '11.7531', '2350620', '3.5117', '702340'] as const;

export const OWNER = `county@330411#${MARK}-clerk`;

/** Names of what was planted, to ask for. */
export const NAMES: Readonly<Record<string, readonly string[]>> = {
  unit: ['330411', 'u-330411'],
  lot: ['shared.2', 'books.2', 'sale.1'],
  reservation: [`${MARK}-r`, `${MARK}-r2`, 'books/2', 'books.2'],
  entry: [
    `${MARK}-r`,
    `${MARK}-c`,
    'shared',
    'books',
    'note',
    `${MARK}-note`,
    'freeze',
    'thaw',
    'void',
  ],
  document: [`${MARK}〔2017〕1号`, `${MARK}〔2017〕2号`, '共享〔2017〕1号'],
  approval: [`${MARK}字〔2017〕1号`],
  project: [`P-${MARK}-1`, `P-${MARK}-2`, `P-${MARK}-3`],
  actor: [`${MARK}-clerk`],
  parcel: [`${MARK}-parcel`],
};

/** Of what Xiuzhou alone sees, and the bureaux above it. */
export const SECRET_IDS = {
  entry: [`${MARK}-r`, `${MARK}-c`, `${MARK}-note`, 'note', 'freeze', 'thaw', 'void'],
  // From `shared.2` the other county was sold a part: where its own lot comes from it may know.
  lot: ['books.2'],
} as const;

const plain = (number: string, title?: string) => ({
  ...{ number, issuer: '示例', date: '2017-03-15' },
  ...(title === undefined ? {} : { title }),
});
const document = (n: number) => plain(`${MARK}〔2017〕${n}号`, `关于${MARK}项目的批复`);
const same = (amount: string) => annual(amount, amount, amount);

/** Two counties whose entries are partly the same ones; everything of the second is marked. */
export const plant = async (door: Pick<Door, 'post'>): Promise<void> => {
  const post = async (as: string, path: string, key: string, body: object) => {
    const { status, text } = await door.post(as, `${LEDGER}/${path}`, key, body);
    if (status !== 201) throw new Error(`${key}: ${status} ${text}`);
  };
  const on = { effectiveOn: '2017-06-02' };
  const lot = { indicator: 'annual', planYear: 2017, planKind: 'pool' };
  await post(PROVINCE, 'opening-balances', 'books', {
    rows: [
      {
        unit: '330402',
        ...lot,
        available: same('5'),
        reserved: same('1'),
        expiresOn: '2017-12-31',
      },
      {
        ...{ unit: '330411', ...lot, project: `P-${MARK}-3` },
        ...{ available: same('11.7531'), reserved: same('3.5117'), expiresOn: '2017-12-31' },
      },
    ],
    ...{ totals: [{ component: 'total', stated: '21.2648 mu' }], note: `${MARK}: 期初` },
    ...{ ...on, document: { ...plain('期初〔2017〕1号'), sha256: 'a'.repeat(64) } },
  });
  await post(PROVINCE, 'issuances', 'i', {
    ...{ ...lot, quantity: same('50000'), ...on, document: plain('国〔2017〕1号') },
  });
  await post(PROVINCE, 'allocations', 'shared', {
    ...{ fromUnit: '330000', lot: 'i.1', note: `${MARK}: 秀洲另有安排`, ...on },
    to: [
      { unit: '330402', quantity: same('300') },
      { unit: '330411', quantity: same('137.4321') },
      { unit: '330106', quantity: same('30') },
    ],
    document: plain('共享〔2017〕1号', `附${MARK}清单`),
  });
  for (const [key, n] of [
    ['r', 1],
    ['r2', 2],
  ] as const)
    await post(OWNER, 'reservations', `${MARK}-${key}`, {
      ...{ unit: '330411', draws: [{ lot: 'shared.2', quantity: same('11.7531') }] },
      ...{ project: `P-${MARK}-${n}`, purpose: `${MARK}用途`, expiresOn: '2017-12-31' },
      ...{ note: `${MARK}: 注`, ...on, document: document(n) },
    });
  const use = (approval: string, quantity: object, parcel: string) => ({
    ...{ approval: { number: approval, date: '2017-06-03' }, parcels: [parcel] },
    ...{ draws: [{ reservation: `${MARK}-r`, lot: 'shared.2', quantity }] },
    ...{ unit: '330411', project: `P-${MARK}-1`, document: document(1) },
  });
  await post(
    OWNER,
    'consumptions',
    `${MARK}-c`,
    use(`${MARK}字〔2017〕1号`, same('3.5117'), `${MARK}-parcel`),
  );
  await post(OWNER, 'annotations', `${MARK}-note`, {
    ...{
      entry: `${MARK}-c`,
      field: 'document.title',
      is: `${MARK}: 更正`,
      reason: `${MARK}: 笔误`,
    },
  });
  await post(PROVINCE, 'annotations', 'note', {
    ...{ entry: 'shared', field: 'note', is: `${MARK}: 更正说明`, reason: `${MARK}: 秀洲` },
  });
  await post(PROVINCE, 'freezes', 'freeze', {
    ...{ unit: '330411', reason: `${MARK}: 督察`, document: document(2) },
  });
  await post(PROVINCE, 'unfreezes', 'thaw', {
    ...{ freeze: 'freeze', reason: `${MARK}: 整改`, document: document(2) },
  });
  await post(PROVINCE, 'voids', 'void', {
    ...{ consumption: `${MARK}-c`, reason: `${MARK}: 撤回`, effectiveOn: '2017-06-04' },
    document: document(1),
  });
  await post(OWNER, 'reservation-amendments', `${MARK}-amend`, {
    ...{ reservation: `${MARK}-r2`, project: `P-${MARK}-2b`, effectiveOn: '2017-06-05' },
  });
  // A lot that the other county holds comes from one of Xiuzhou.
  await post(PROVINCE, 'transfers', 'sale', {
    ...{ fromUnit: '330411', toUnit: '330402', lot: 'shared.2', quantity: same('2') },
    ...{ effectiveOn: '2017-06-05', note: `${MARK}: 秀洲让出` },
    document: plain('调〔2017〕1号', `${MARK}协议`),
  });
  // From here on Xiuzhou lies under another city, which sees it; the one it lay under does not.
  await post(PROVINCE, 'units', 'moved', {
    units: [
      {
        ...{ unitId: 'u-330411', code: '330411', name: '秀洲区', level: 'county' },
        ...{ parent: '330100', from: '2017-06-10' },
      },
    ],
  });
  for (let day = 6; day <= 12; day += 1) {
    const date = `2017-06-${String(day).padStart(2, '0')}`;
    await post(OPERATOR, 'days', `day:${date}`, { date });
  }
};

export const LAST_ENTRY = 'day:2017-06-12';
