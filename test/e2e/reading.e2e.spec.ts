import { openReadingDoor, type ReadingDoor } from './reading-door.js';
import {
  DOCUMENT,
  issueAndAllocate,
  LEDGER,
  openLedger,
  PROJECT,
  PROVINCE,
  reserveAndUse,
} from './story.js';

const COUNTY = 'county@330402';
const CITY = 'city@330400';
const NUMBER = encodeURIComponent(DOCUMENT.number);
const AUDITOR = 'auditor@330000';

describe('reading over HTTP', () => {
  let door: ReadingDoor;
  let revisions: Readonly<Record<string, string>>;

  beforeAll(async () => {
    door = await openReadingDoor();
    await openLedger(door);
    await issueAndAllocate(door);
    revisions = await reserveAndUse(door);
  });
  afterAll(() => door.close());

  const get = (as: string, path: string) => door.get(as, `${LEDGER}${path}`);
  const zero = expect.objectContaining({ amount: '0', mu: '0.0000', ha: '0.0000' });

  describe('balances', () => {
    it("are the clerk's table, with where they stand", async () => {
      const { status, body } = await get(COUNTY, '/balances');
      expect(status).toBe(200);
      expect(body).toMatchObject({
        ledger: '330000',
        asOf: '2017-06-30',
        revision: revisions['a-2'],
        recordedAt: expect.stringMatching(/^\d{4}-/),
        rows: [
          {
            unit: 'u-330402',
            unitCode: '330402',
            unitName: '南湖区',
            indicator: 'annual',
            planYear: 2017,
            planKind: 'pool',
            issued: { total: { mu: '300.0000', ha: '20.0000', amount: '60000000' } },
            available: { total: { mu: '270.0000' }, farmland: { mu: '230.0000' } },
            reserved: { total: { mu: '10.0000' }, cultivated: zero },
            consumed: { total: { mu: '20.0000' }, cultivated: { mu: '10.0000' } },
            overused: { total: zero },
          },
        ],
      });
    });

    it('are as they were on a day', async () => {
      const { body } = await get(COUNTY, '/balances?asOf=2017-05-15');
      expect(body).toMatchObject({
        asOf: '2017-05-15',
        rows: [{ reserved: { total: { mu: '30.0000' } }, consumed: { total: zero } }],
      });
    });

    it('are as they were known at a revision', async () => {
      const { body } = await get(COUNTY, `/balances?atRevision=${revisions['r-1']}`);
      expect(body).toMatchObject({
        revision: revisions['r-1'],
        rows: [{ reserved: { total: { mu: '30.0000' } }, consumed: { total: zero } }],
      });
    });

    it('of a city are those of its counties, in one row or in many', async () => {
      const { body } = await get(CITY, '/balances');
      expect(body).toMatchObject({ rows: [{ unit: 'u-330402' }, { unit: 'u-330411' }] });
      const summed = await get(CITY, '/balances?groupBy=planYear');
      expect(summed.body).toMatchObject({ rows: [{ issued: { total: { mu: '400.0000' } } }] });
    });

    it('of everybody are for those who see all', async () => {
      for (const as of [PROVINCE, AUDITOR]) {
        const { body } = await get(as, '/balances?groupBy=unit,lot');
        expect((body as { rows: unknown[] }).rows).toHaveLength(4);
      }
    });

    it('are a table for a spreadsheet', async () => {
      const { headers, text } = await door.ask(`${LEDGER}/balances`, {
        as: COUNTY,
        headers: { accept: 'text/csv' },
      });
      expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
      expect(text.startsWith('\ufeff单元代码,单元名称,指标,')).toBe(true);
      const [head = '', first = ''] = text.split('\r\n');
      expect(head).toMatch(/单元代码,单元名称,指标,计划年度.*可用\(公顷\),可用\(亩\)/);
      expect(first).toMatch(/^330402,南湖区,新增建设用地计划指标,2017,pool,,新增建设用地总量,/);
      expect(first).toMatch(/18\.0000,270\.0000/);
    });
  });

  describe('the journal', () => {
    it('has every posting with the balance after it', async () => {
      const { body } = await get(COUNTY, `/journal?project=${PROJECT}`);
      expect(body).toMatchObject({
        rows: [
          {
            entry: 'r-1',
            direction: 'in',
            bucket: 'reserved',
            balance: { total: { mu: '30.0000' } },
          },
          { entry: 'r-1', direction: 'out', bucket: 'available' },
          {
            entry: 'c-1',
            direction: 'in',
            bucket: 'consumed',
            amount: { total: { mu: '20.0000' } },
          },
          { entry: 'c-1', direction: 'out', bucket: 'reserved', revision: revisions['c-1'] },
        ],
      });
    });

    it('goes on where the page before ended', async () => {
      const rows: { entry: string }[] = [];
      let cursor: string | undefined = '';
      let pages = 0;
      while (cursor !== undefined && pages < 20) {
        const at: string = cursor === '' ? '' : `&cursor=${cursor}`;
        const { body } = await get(PROVINCE, `/journal?limit=3${at}`);
        const page = body as { rows: { entry: string }[]; cursor?: string };
        rows.push(...page.rows);
        cursor = page.cursor;
        pages += 1;
      }
      const whole = (await get(PROVINCE, '/journal')).body as { rows: unknown[] };
      expect(rows).toEqual(whole.rows);
      expect(pages).toBeGreaterThan(2);
    });

    it('is a table for a spreadsheet', async () => {
      const asked = { as: COUNTY, headers: { accept: 'text/csv' } };
      const { text } = await door.ask(`${LEDGER}/journal?entryKind=QuotaConsumed`, asked);
      expect(text).toMatch(/登记编号,种类,版次,生效日期/);
      expect(text).toMatch(/c-1,使用\(核销\),\d+,2017-06-01,.*已使用/);
    });
  });

  it('a statement opens, moves and closes', async () => {
    const { status, body } = await get(COUNTY, '/statements/330402?from=2017-05-15&to=2017-06-30');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      from: '2017-05-15',
      to: '2017-06-30',
      unitName: '南湖区',
      totals: [
        {
          opening: { reserved: { total: { mu: '30.0000' } } },
          closing: {
            reserved: { total: { mu: '10.0000' } },
            consumed: { total: { mu: '20.0000' } },
          },
        },
      ],
    });
    const asked = { as: COUNTY, headers: { accept: 'text/csv' } };
    const { text } = await door.ask(`${LEDGER}/statements/330402?from=2017-05-15`, asked);
    expect(text).toMatch(/期末已使用,新增建设用地总量,1\.3333,20\.0000/);
  });

  it('H-27: a statement begins with the year it ends in', async () => {
    const { status, body } = await get(COUNTY, '/statements/330402?to=2017-06-30');
    expect([status, body]).toMatchObject([200, { from: '2017-01-01', to: '2017-06-30' }]);
  });

  describe('the clocks', () => {
    it.each([
      ['knownAt=2017-06-30&atRevision=3', 400, 'malformed-query'],
      ['atRevision=x', 400, 'malformed-query'],
      ['asOf=2017-13-01', 400, 'malformed-query'],
      ['knownAt=yesterday', 400, 'malformed-query'],
      ['planYear=MMXVII', 400, 'malformed-query'],
      ['unit=330402&unit=330411', 400, 'malformed-query'],
      ['groupBy=county', 400, 'malformed-query'],
      ['Unit=330402', 400, 'malformed-query'],
      ['atRevision=99999', 404, 'revision-not-yet'],
      ['knownAt=2001-01-01', 404, 'nothing-recorded-yet'],
      ['unit=999999', 404, 'not-found'],
      ['indicator=gold', 404, 'not-found'],
      ['unit=330106', 403, 'forbidden'],
    ])('%s is %i %s', async (query, status, code) => {
      const answer = await door.ask(`${LEDGER}/balances?${query}`, { as: COUNTY });
      expect([answer.status, answer.body]).toMatchObject([status, { code }]);
      expect(answer.body).toHaveProperty('detail');
    });

    it('a page that no list handed out, or too large a one', async () => {
      for (const query of ['cursor=x', 'limit=1001', 'limit=0']) {
        const answer = await door.ask(`${LEDGER}/journal?${query}`, { as: COUNTY });
        expect([answer.status, answer.body]).toMatchObject([400, { code: 'malformed-query' }]);
      }
    });

    it('H-23 a page of another question', async () => {
      const next = async (query: string): Promise<string> => {
        const { body } = await get(PROVINCE, `/${query}`);
        return (body as { cursor?: string }).cursor ?? '';
      };
      const lists = [
        ['journal?limit=1', 'journal?unit=330402'],
        ['journal?unit=330402&limit=1', 'journal?unit=330411'],
        ['journal?unit=330402&limit=1', 'journal?unit=330402&asOf=2017-06-29'],
        ['journal?limit=1', 'reservations?open=true'],
        [`documents/${NUMBER}?limit=1`, 'documents/x'],
      ] as const;
      for (const [first, other] of lists) {
        const cursor = await next(first);
        const path = `${LEDGER}/${other}${other.includes('?') ? '&' : '?'}cursor=${cursor}`;
        const answer = await door.ask(path, { as: PROVINCE });
        expect([first, cursor === '', answer.status, answer.body]).toMatchObject([
          ...[first, false, 400],
          { code: 'malformed-query', parameter: 'cursor' },
        ]);
        const own = await door.ask(`${LEDGER}/${first}&cursor=${cursor}`, { as: PROVINCE });
        expect([first, own.status]).toEqual([first, 200]);
      }
    });

    it('a ledger of another province is not read by this one', async () => {
      const answer = await door.ask(`${LEDGER}/balances`, { as: 'province@340000' });
      expect([answer.status, answer.body]).toMatchObject([403, { code: 'forbidden' }]);
      const none = await door.ask('/v1/ledgers/340000/balances', { as: PROVINCE });
      expect([none.status, none.body]).toMatchObject([404, { code: 'ledger-unknown' }]);
    });
  });

  it('H-16: a revision beyond the end of the log is 404 at once, and not waited for', async () => {
    const answer = await door.ask(`${LEDGER}/balances?minRevision=99999`, { as: COUNTY });
    expect([answer.status, answer.body]).toMatchObject([404, { code: 'revision-not-yet' }]);
  });
});

describe('read models that are away', () => {
  it('are 503 for readers, and writers go on', async () => {
    const door = await openReadingDoor();
    try {
      await openLedger(door, '2017-01-02');
      await door.stopDatabase();
      const answer = await door.ask(`${LEDGER}/balances`, { as: PROVINCE });
      expect([answer.status, answer.body]).toMatchObject([503, { code: 'store-unavailable' }]);
      const written = await door.post('operator', `${LEDGER}/days`, 'd', { date: '2017-01-03' });
      expect(written.status).toBe(201);
      expect(door.logged.filter((line) => line.includes('defect'))).toEqual([]);
    } finally {
      await door.close();
    }
  });
});
