import { openReadingDoor, type ReadingDoor } from './reading-door.js';
import { annual, DOCUMENT, issueAndAllocate, LEDGER, openLedger, PROVINCE } from './story.js';

const COUNTY = 'county@330402';
const NEIGHBOUR = 'county@330411';
const CITY = 'city@330400';
const AUDITOR = 'auditor@330000';
const PROJECT = '2017-330402-41-03-012345-000';

describe('reading over HTTP', () => {
  let door: ReadingDoor;
  const revisions: Record<string, string> = {};

  beforeAll(async () => {
    door = await openReadingDoor();
    await openLedger(door);
    await issueAndAllocate(door);
    const post = async (as: string, path: string, key: string, body: object) => {
      const { status, text, body: answer } = await door.post(as, `${LEDGER}/${path}`, key, body);
      if (status !== 201) throw new Error(text);
      revisions[key] = (answer as { revision: string }).revision;
    };
    await post(COUNTY, 'reservations', 'r-1', {
      unit: '330402',
      draws: [{ lot: 'a-1.1', quantity: annual('30', '20', '10') }],
      project: PROJECT,
      expiresOn: '2017-12-31',
      effectiveOn: '2017-05-01',
    });
    await post(COUNTY, 'consumptions', 'c-1', {
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

  describe('an entry', () => {
    it('is what was stored, with its amounts for people', async () => {
      const { body } = await get(COUNTY, '/entries/c-1');
      expect(body).toMatchObject({
        asOf: '2017-06-30',
        entry: {
          entryId: 'c-1',
          entryKind: 'QuotaConsumed',
          revision: revisions['c-1'],
          approval: { number: '浙土字A〔2017〕-0012' },
          stated: { 'draws[0].quantity.total': '20 mu' },
          postings: [
            {
              from: 'u-330402/a-1.1/reserved',
              to: 'u-330402/a-1.1/consumed',
              quantity: { total: { mu: '20.0000', ha: '1.3333', rounded: ['ha'] } },
            },
          ],
          annotations: [],
        },
      });
    });

    it('that serves many units shows each its own part', async () => {
      const { body } = await get(NEIGHBOUR, '/entries/a-2');
      const { entry } = body as { entry: Record<string, unknown> };
      expect(entry).toMatchObject({ partly: true, lots: [{ unit: 'u-330411' }] });
      expect(entry['postings']).toHaveLength(1);
      expect(entry).not.toHaveProperty('stated');
    });

    it('of another unit is not for everybody', async () => {
      expect((await get(NEIGHBOUR, '/entries/c-1')).status).toBe(403);
      expect((await get(CITY, '/entries/c-1')).status).toBe(200);
    });

    it('rests on a document', async () => {
      const number = encodeURIComponent(DOCUMENT.number);
      const { body } = await get(PROVINCE, `/documents/${number}`);
      const ids = (body as { rows: { entryId: string }[] }).rows.map(({ entryId }) => entryId);
      expect(ids).toEqual(['policy', 'i-2017', 'a-1', 'a-2']);
      const seen = (await get(COUNTY, `/documents/${number}`)).body as { rows: unknown[] };
      expect(seen.rows).toHaveLength(2);
    });
  });

  describe('a lot', () => {
    it('tells what is held of it', async () => {
      const { body } = await get(COUNTY, '/lots/a-1.1');
      expect(body).toMatchObject({
        lot: 'a-1.1',
        status: 'valid',
        unitName: '南湖区',
        openedBy: { entry: 'a-1' },
        holdings: expect.arrayContaining([
          expect.objectContaining({ unit: 'u-330402', bucket: 'available' }),
        ]),
        freezes: [],
      });
    });

    it('leads back to the document of the state', async () => {
      const { body } = await get(COUNTY, '/lots/a-1.1/lineage');
      expect(body).toMatchObject({
        ancestors: [
          { lot: 'a-1.1' },
          { lot: 'i-2017.1', openedBy: { entryKind: 'QuotaIssued', document: DOCUMENT.number } },
        ],
        descendants: [],
      });
      const down = (await get(PROVINCE, '/lots/i-2017.1/lineage')).body as {
        descendants: { lot: string }[];
      };
      expect(down.descendants.map(({ lot }) => lot)).toEqual(['a-1.1', 'a-2.1', 'a-2.2']);
    });

    it('of another unit is not for everybody', async () => {
      expect((await get(NEIGHBOUR, '/lots/a-1.1')).status).toBe(403);
    });
  });

  it('reservations say what is left of them', async () => {
    const { body } = await get(COUNTY, '/reservations?open=true');
    expect(body).toMatchObject({
      rows: [
        {
          reservation: 'r-1',
          unitName: '南湖区',
          project: PROJECT,
          open: true,
          draws: [{ lot: 'a-1.1', left: { total: { mu: '10.0000' }, cultivated: zero } }],
        },
      ],
    });
    expect((await get(NEIGHBOUR, '/reservations')).body).toMatchObject({ rows: [] });
    const csv = { as: COUNTY, headers: { accept: 'text/csv' } };
    const { text } = await door.ask(`${LEDGER}/reservations`, csv);
    expect(text).toMatch(/r-1,330402,南湖区,2017-330402-41-03-012345-000,,2017-05-01,2017-12-31/);
  });

  it('units are those in force on a day', async () => {
    const { body } = await get(COUNTY, '/units?on=2017-06-01');
    expect((body as { units: { name: string }[] }).units.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['浙江省', '嘉兴市', '南湖区']),
    );
    expect((await get(COUNTY, '/units/330402')).body).toMatchObject({
      unitId: 'u-330402',
      versions: [{ code: '330402', from: '2017-01-01' }],
    });
  });

  describe('the raw log', () => {
    it('is the stored events, line by line', async () => {
      const { status, headers, text } = await door.ask(`${LEDGER}/events`, { as: AUDITOR });
      expect([status, headers.get('content-type')]).toEqual([
        200,
        'application/jsonl; charset=utf-8',
      ]);
      const lines = text.trimEnd().split('\n');
      expect(lines).toHaveLength(Number(revisions['a-2']) + 1);
      const stored: string[] = [];
      for await (const { body } of door.store.readStream('ledger-330000', 0n, 'forwards'))
        stored.push(body);
      lines.forEach((line, i) => expect(line.endsWith(`"data":${stored[i]}}`)).toBe(true));
    });

    it('goes on after a position', async () => {
      const whole = await door.ask(`${LEDGER}/events`, { as: AUDITOR });
      const lines = whole.text.trimEnd().split('\n');
      const { position } = JSON.parse(lines.at(-3) ?? '') as { position: string };
      const rest = await door.ask(`${LEDGER}/events?after=${position}`, { as: AUDITOR });
      expect(rest.text.trimEnd().split('\n')).toEqual(lines.slice(-2));
    });

    it.each([COUNTY, CITY, 'operator', 'public'])('is not for %s', async (as) => {
      expect((await door.ask(`${LEDGER}/events`, { as })).status).toBe(403);
    });
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

    it('a ledger of another province is not read by this one', async () => {
      const answer = await door.ask(`${LEDGER}/balances`, { as: 'province@340000' });
      expect([answer.status, answer.body]).toMatchObject([403, { code: 'forbidden' }]);
      const none = await door.ask('/v1/ledgers/340000/balances', { as: PROVINCE });
      expect([none.status, none.body]).toMatchObject([404, { code: 'ledger-unknown' }]);
    });
  });

  it('a revision that does not come in time is 503', async () => {
    const answer = await door.ask(`${LEDGER}/balances?minRevision=99999`, { as: COUNTY });
    expect([answer.status, answer.body]).toMatchObject([503, { code: 'read-model-behind' }]);
    expect(answer.headers.get('retry-after')).not.toBeNull();
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
