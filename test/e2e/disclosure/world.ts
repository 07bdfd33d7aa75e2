import { openDoor, type Door } from '../door.js';
import { annual, LEDGER, openLedger, OPERATOR, PROVINCE } from '../story.js';

/** What one county has that the others must not learn; two worlds differ in nothing else. */
export interface Secret {
  /** A part of every name and text. */
  readonly mark: string;
  /** Amounts in 亩: what was allotted, reserved and used. */
  readonly amounts: readonly [string, string, string];
  /** The days on which the reservations end, and the one on which quota was used. */
  readonly expires: readonly [string, string];
  readonly usedOn: string;
}

export const OWNER = 'county@330411';
export const ASKER = 'county@330402';
/** The city to which the county belonged until it was placed under another. */
export const FORMER_CITY = 'city@330400';

export const same = (amount: string) => annual(amount, amount, amount);
const document = (number: string) => ({ number, issuer: '示例', date: '2017-03-15' });
const on = { effectiveOn: '2017-06-02' };

/** A ledger in which 330411 (秀洲) has secrets, and 330402 (南湖) and the city 330400 hold what they may ask with. */
export const openWorld = async (secret: Secret): Promise<Door> => {
  const door = await openDoor();
  await openLedger(door, '2017-06-10');
  const post = async (as: string, path: string, key: string, body: object) => {
    const { status, text } = await door.post(as, `${LEDGER}/${path}`, key, body);
    if (status !== 201) throw new Error(`${key}: ${status} ${text}`);
  };
  await handDown(post, secret);
  await useOf(post, secret);
  await ofTheAsker(post);
  // From here on the county lies under another city.
  await post(PROVINCE, 'units', 'moved', {
    units: [
      {
        ...{ unitId: 'u-330411', code: '330411', name: '秀洲区', level: 'county' },
        ...{ parent: '330100', from: '2017-06-11' },
      },
    ],
  });
  for (const day of ['2017-06-11', '2017-06-12'])
    await post(OPERATOR, 'days', `day:${day}`, { date: day });
  return door;
};

type Post = (as: string, path: string, key: string, body: object) => Promise<void>;

const handDown = async (post: Post, { mark, amounts }: Secret): Promise<void> => {
  const lot = { indicator: 'annual', planYear: 2017, planKind: 'pool' };
  await post(PROVINCE, 'issuances', 'i', {
    ...{ ...lot, quantity: same('50000'), ...on, document: document('国〔2017〕1号') },
  });
  await post(PROVINCE, 'splits', 'bound', {
    ...{ unit: '330000', lot: 'i.1', ...on, document: document('切〔2017〕1号') },
    parts: [{ planKind: 'project', project: `P-${mark}-bound`, quantity: same('900') }],
  });
  await post(PROVINCE, 'allocations', 'shared', {
    ...{ fromUnit: '330000', lot: 'i.1', ...on, document: document('共享〔2017〕1号') },
    to: [
      { unit: '330402', quantity: same('300') },
      { unit: '330411', quantity: same(amounts[0]) },
      { unit: '330400', quantity: same('1000') },
    ],
  });
  await post(PROVINCE, 'allocations', 'bound-own', {
    ...{ fromUnit: '330000', lot: 'bound.1', ...on, document: document('切〔2017〕2号') },
    to: [{ unit: '330411', quantity: same(amounts[1]) }],
  });
  await post(FORMER_CITY, 'allocations', 'city', {
    ...{ fromUnit: '330400', lot: 'shared.3', ...on, document: document('嘉〔2017〕1号') },
    to: [
      { unit: '330411', quantity: same(amounts[1]) },
      { unit: '330402', quantity: same('10') },
    ],
  });
};

const useOf = async (post: Post, secret: Secret): Promise<void> => {
  const { mark, amounts, expires, usedOn } = secret;
  const reserve = (n: number, lot: string, expiresOn: string) => ({
    ...{ unit: '330411', draws: [{ lot, quantity: same(amounts[1]) }] },
    ...{ project: `P-${mark}-${n}`, expiresOn, ...on, note: `${mark}: 注` },
    document: document(`${mark}〔2017〕${n}号`),
  });
  await post(OWNER, 'reservations', `${mark}-r`, reserve(1, 'shared.2', expires[0]));
  await post(OWNER, 'reservations', `${mark}-city`, reserve(2, 'city.1', expires[1]));
  await post(OWNER, 'reservations', `${mark}-done`, reserve(3, 'shared.2', expires[1]));
  await post(OWNER, 'releases', `${mark}-rel`, { reservation: `${mark}-done`, ...on });
  // A name that another entry would give to a lot.
  await post(OWNER, 'reservations', `${mark}.1`, reserve(4, 'shared.2', expires[0]));
  await post(OWNER, 'consumptions', `${mark}-c`, {
    ...{ unit: '330411', project: `P-${mark}-1`, parcels: [`${mark}-parcel`] },
    approval: { number: `${mark}字〔2017〕1号`, date: usedOn },
    draws: [{ reservation: `${mark}-r`, lot: 'shared.2', quantity: same(amounts[2]) }],
    document: document(`${mark}〔2017〕8号`),
  });
  await post(OWNER, 'reservations', `${mark}-wrong`, reserve(5, 'shared.2', expires[1]));
  await post(OWNER, 'reversals', `${mark}-undone`, {
    ...{ entry: `${mark}-wrong`, reason: `${mark}: 笔误`, ...on },
    document: document(`${mark}〔2017〕7号`),
  });
  await post(OWNER, 'reservations', `${mark}-anew`, {
    ...reserve(6, 'shared.2', expires[1]),
    replaces: `${mark}-wrong`,
  });
  await post(OWNER, 'advances', `${mark}-adv`, {
    ...{ unit: '330411', indicator: 'annual', planYear: 2017, planKind: 'pool' },
    ...{ quantity: same(amounts[2]), use: 'available', note: `${mark}: 急需`, ...on },
    document: document(`${mark}〔2017〕9号`),
  });
  await post(PROVINCE, 'freezes', `${mark}-freeze`, {
    ...{ unit: '330411', reason: `${mark}: 督察`, document: document(`${mark}〔2017〕10号`) },
  });
};

const ofTheAsker = async (post: Post): Promise<void> => {
  await post(ASKER, 'reservations', 'own-r', {
    ...{ unit: '330402', draws: [{ lot: 'shared.1', quantity: same('50') }], project: 'P-own' },
    ...{ expiresOn: '2017-12-31', ...on },
  });
  await post(ASKER, 'consumptions', 'own-c', {
    ...{ unit: '330402', project: 'P-own' },
    draws: [{ reservation: 'own-r', lot: 'shared.1', quantity: same('5') }],
    approval: { number: '南湖〔2017〕1号', date: '2017-06-03' },
    document: document('南湖〔2017〕1号'),
  });
  // Of no project: a number that it is corrected to must be that of nobody else.
  await post(ASKER, 'consumptions', 'own-c2', {
    ...{ unit: '330402', draws: [{ lot: 'shared.1', quantity: same('5') }] },
    approval: { number: '南湖〔2017〕2号', date: '2017-06-03' },
    document: document('南湖〔2017〕2号'),
  });
};
