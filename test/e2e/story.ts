import type { Door } from './door.js';

/** Bodies of a small province, as a clerk would send them. */
export const DOCUMENT = { number: '国土资发〔2017〕1号', issuer: '国土资源部', date: '2017-03-15' };
export const LEDGER = '/v1/ledgers/330000';
export const PROVINCE = 'province@330000';
export const OPERATOR = 'operator';

export const annual = (total: string, farmland: string, cultivated: string) => ({
  total: `${total} mu`,
  farmland: `${farmland} mu`,
  cultivated: `${cultivated} mu`,
});

export const UNITS = [
  { code: '330400', name: '嘉兴市', level: 'city', parent: '330000' },
  { code: '330402', name: '南湖区', level: 'county', parent: '330400' },
  { code: '330411', name: '秀洲区', level: 'county', parent: '330400' },
  { code: '330100', name: '杭州市', level: 'city', parent: '330000' },
  { code: '330106', name: '西湖区', level: 'county', parent: '330100' },
];

export const POLICY_ROWS = [
  { key: 'backdating-limit', value: { days: 400 } },
  { key: 'pre-issue-share', value: { numerator: 1, denominator: 2 } },
  { key: 'pre-issue-base', value: { total: '20.82万亩' } },
  { key: 'voided-consumption', value: { fate: 'return-to-holder' } },
  { key: 'carry-over-term', value: { years: 2 } },
  { key: 'freeze-exceptions', value: { projectClasses: ['disaster'] } },
  { key: 'approval-indicators', value: { indicators: ['annual'] } },
  { key: 'use-deadline', value: { monthDay: '12-31', then: 'nothing' } },
];

/** Opens a ledger on 1 January 2017 with units and policy in place, and lets the days pass until `until`. */
export const openLedger = async (door: Pick<Door, 'post'>, until = '2017-06-30'): Promise<void> => {
  const post = async (as: string, path: string, key: string, body: unknown) => {
    const { status, text } = await door.post(as, path, key, body);
    if (status >= 300) throw new Error(`${key}: ${text}`);
  };
  await post(PROVINCE, '/v1/ledgers', 'open', {
    unit: '330000',
    opensOn: '2017-01-01',
    clock: 'driven',
  });
  await post(PROVINCE, `${LEDGER}/units`, 'units', { units: UNITS });
  await post(PROVINCE, `${LEDGER}/policies`, 'policy', {
    version: '2017-1',
    from: '2017-01-01',
    rows: POLICY_ROWS,
    document: DOCUMENT,
  });
  const dates = datesBetween('2017-01-02', until);
  await post(OPERATOR, `${LEDGER}/batches`, 'days', {
    atomic: true,
    entries: dates.map((date) => ({ kind: 'days', entryId: `day:${date}`, date })),
  });
};

export const datesBetween = (from: string, until: string): string[] => {
  const dates: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(until); at += 86_400_000)
    dates.push(new Date(at).toISOString().slice(0, 10));
  return dates;
};

/** 50 000 mu issued to the province, 300 of them allocated to Nanhu (lot `a-1.1`). */
export const issueAndAllocate = async (door: Pick<Door, 'post'>): Promise<void> => {
  const steps: readonly (readonly [path: string, key: string, body: object])[] = [
    [
      'issuances',
      'i-2017',
      {
        indicator: 'annual',
        planYear: 2017,
        planKind: 'pool',
        quantity: annual('50000', '42000', '30000'),
        effectiveOn: '2017-03-20',
      },
    ],
    [
      'allocations',
      'a-1',
      {
        fromUnit: '330000',
        lot: 'i-2017.1',
        to: [{ unit: '330402', quantity: annual('300', '250', '200') }],
        effectiveOn: '2017-04-01',
      },
    ],
  ];
  for (const [path, key, body] of steps) {
    const posted = await door.post(PROVINCE, `${LEDGER}/${path}`, key, {
      ...body,
      document: DOCUMENT,
    });
    if (posted.status !== 201) throw new Error(posted.text);
  }
};

export const PROJECT = '2017-330402-41-03-012345-000';

/** Nanhu reserves and uses some of it, and two more counties receive. The revision of each entry by its id. */
export const reserveAndUse = async (door: Door): Promise<Readonly<Record<string, string>>> => {
  const revisions: Record<string, string> = {};
  const post = async (as: string, path: string, key: string, body: object) => {
    const { status, text, body: answer } = await door.post(as, `${LEDGER}/${path}`, key, body);
    if (status !== 201) throw new Error(text);
    revisions[key] = (answer as { revision: string }).revision;
  };
  await post('county@330402', 'reservations', 'r-1', {
    unit: '330402',
    draws: [{ lot: 'a-1.1', quantity: annual('30', '20', '10') }],
    project: PROJECT,
    expiresOn: '2017-12-31',
    effectiveOn: '2017-05-01',
  });
  await post('county@330402', 'consumptions', 'c-1', {
    unit: '330402',
    draws: [{ reservation: 'r-1', lot: 'a-1.1', quantity: annual('20', '15', '10') }],
    approval: { number: '浙土字A〔2017〕-0012', date: '2017-06-01' },
    project: PROJECT,
    parcels: ['330402001'],
    document: { number: '浙土字A〔2017〕-0012', issuer: '浙江省人民政府', date: '2017-06-01' },
  });
  await post(PROVINCE, 'allocations', 'a-2', {
    fromUnit: '330000',
    lot: 'i-2017.1',
    to: [
      { unit: '330411', quantity: annual('100', '80', '60') },
      { unit: '330106', quantity: annual('50', '40', '30') },
    ],
    effectiveOn: '2017-06-02',
    document: DOCUMENT,
  });
  return revisions;
};
