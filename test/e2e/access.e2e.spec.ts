import { mayAsk, type Action } from '../../apps/api/src/access/access-table.js';
import { ENTRY_ROUTES } from '../../apps/api/src/ledger/entry-routes.js';
import { ROLES, WRITE_RIGHTS, type Right, type Role } from '#domain';
import { openReadingDoor, type ReadingDoor } from './reading-door.js';
import { issueAndAllocate, LEDGER, openLedger, reserveAndUse } from './story.js';

/** Every role once within reach of Nanhu (330402) and once outside of it. */
const INSIDE: Readonly<Record<Role, string>> = {
  province: 'province@330000',
  city: 'city@330400',
  county: 'county@330402',
  auditor: 'auditor@330000',
  public: 'public',
  operator: 'operator',
};
const OUTSIDE: Readonly<Record<Role, string>> = {
  province: 'province@340000',
  city: 'city@330100',
  county: 'county@330411',
  auditor: 'auditor@340000',
  public: 'public',
  operator: 'operator',
};

/** What is read of Nanhu, and which action it is. */
const READS: readonly (readonly [path: string, action: Action])[] = [
  ['/balances?unit=u-330402', 'read'],
  ['/journal?unit=u-330402', 'read'],
  ['/reservations?unit=u-330402', 'read'],
  ['/statements/u-330402?from=2017-01-01', 'read'],
  ['/entries/r-1', 'read'],
  ['/lots/a-1.1', 'read'],
  ['/lots/a-1.1/lineage', 'read'],
  ['/events', 'read-log'],
];

/** Which roles may ever have a right, within reach. The rules of the ledger decide the rest. */
const HOLDERS: Readonly<Record<Right, readonly Role[]>> = {
  province: ['province'],
  'own-holdings': ['province', 'city'],
  'common-superior': ['province', 'city'],
  holder: ['province', 'city', 'county'],
  'own-entries': ['province', 'city', 'county'],
  operator: ['operator'],
  'operator-or-province': ['province', 'operator'],
};

/** H-24: to a reader of the ledger an entry or a lot of others is not there, so that the answer does not tell of it. */
const closed = (path: string, as: string): 403 | 404 =>
  /^\/(entries|lots)\//.test(path) && /^(city|county)@/.test(as) ? 404 : 403;

describe('access', () => {
  let door: ReadingDoor;
  beforeAll(async () => {
    door = await openReadingDoor();
    await openLedger(door);
    await issueAndAllocate(door);
    await reserveAndUse(door);
    await door.get(INSIDE.province, `${LEDGER}/balances`);
  });
  afterAll(() => door.close());

  const matrix = READS.flatMap(([path, action]) =>
    ROLES.flatMap((role) =>
      [
        ['inside', INSIDE[role], mayAsk(role, action)] as const,
        ['outside', OUTSIDE[role], false] as const,
      ].map(([where, as, may]) => [path, as, where, may ? 200 : closed(path, as)] as const),
    ),
  );

  it.each(matrix)('GET %s by %s (%s) is %i', async (path, as, _, status) => {
    const answer = await door.ask(`${LEDGER}${path}`, { as });
    expect([answer.status, answer.text.slice(0, 300)]).toEqual([status, expect.anything()]);
  });

  it.each(matrix.filter(([, , , status]) => status === 200))(
    'GET %s without a token is 401, although %s may',
    async (path) => {
      expect((await door.ask(`${LEDGER}${path}`)).status).toBe(401);
    },
  );

  // An empty body never gets to the rules: 400 says that the door was open, 403 that it was not.
  it.each(
    ENTRY_ROUTES.flatMap(({ path }) =>
      ROLES.map((role) => [path, INSIDE[role], mayAsk(role, 'post') ? 400 : 403] as const),
    ),
  )('POST %s by %s is %i before the rules are asked', async (path, as, status) => {
    const answer = await door.post(as, `${LEDGER}/${path}`, 'access', {});
    expect([answer.status, answer.text.slice(0, 300)]).toEqual([status, expect.anything()]);
  });

  it('POST is closed to everybody without a token', async () => {
    for (const { path } of ENTRY_ROUTES)
      expect((await door.ask(`${LEDGER}/${path}`, { body: {} })).status).toBe(401);
  });

  it('no route may post what no role has a right to', () => {
    for (const { kind } of ENTRY_ROUTES)
      for (const role of HOLDERS[WRITE_RIGHTS[kind].right])
        expect([kind, role, mayAsk(role, 'post')]).toEqual([kind, role, true]);
  });

  it.each([
    ['reservations', 'county@330411'],
    ['reservations', 'city@330100'],
    ['releases', 'county@330411'],
    ['reservation-amendments', 'city@330100'],
  ])('POST %s for Nanhu by %s is refused by the rules', async (path, as) => {
    const quantity = { total: '1 mu', farmland: '0 mu', cultivated: '0 mu' };
    const body = {
      reservations: {
        unit: '330402',
        draws: [{ lot: 'a-1.1', quantity }],
        project: 'P-1',
        expiresOn: '2017-12-31',
      },
      releases: { reservation: 'r-1' },
      'reservation-amendments': { reservation: 'r-1', expiresOn: '2017-11-30' },
    }[path];
    const answer = await door.post(as, `${LEDGER}/${path}`, 'access', {
      ...body,
      effectiveOn: '2017-06-30',
    });
    expect([answer.status, answer.body]).toMatchObject([403, { code: 'not-permitted' }]);
  });

  it('a list without a unit is what the reader sees, no more', async () => {
    const units = async (as: string) => {
      const { body } = await door.ask(`${LEDGER}/balances?groupBy=unit`, { as });
      return (body as { rows: { unitCode: string }[] }).rows.map(({ unitCode }) => unitCode);
    };
    expect(await units('county@330402')).toEqual(['330402']);
    expect(await units('city@330400')).toEqual(['330402', '330411']);
    expect(await units('city@330100')).toEqual(['330106']);
    expect(await units('auditor@330000')).toEqual(['330000', '330106', '330402', '330411']);
  });

  it.each(ROLES)('%s is told who it is', async (role) => {
    const { status, body } = await door.ask('/v1/me', { as: INSIDE[role] });
    expect([status, body]).toMatchObject([200, { role, name: '测试' }]);
  });

  it('health, figures and the description of the API are open', async () => {
    for (const path of [
      '/v1/health/live',
      '/v1/health/ready',
      '/metrics',
      '/v1/openapi.json',
      '/docs',
    ])
      expect([path, (await door.ask(path)).status]).toEqual([path, 200]);
    expect((await door.ask('/metrics')).text).toMatch(/muledger_http_request_seconds_count\{/);
  });

  it('H-24: figures are open, and a token that is shown for those of balances must be good', async () => {
    for (const as of ['auditor@330000', 'province@330000', 'county@330402', 'operator', 'public'])
      expect((await door.ask('/metrics', { as })).status).toBe(200);
    const headers = { authorization: 'Bearer x' };
    expect((await door.ask('/metrics', { headers })).status).toBe(401);
  });
});
