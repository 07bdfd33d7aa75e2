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
const NEIGHBOUR = 'county@330411';
const CITY = 'city@330400';
const AUDITOR = 'auditor@330000';

describe('looking things up over HTTP', () => {
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
      expect((await get(NEIGHBOUR, '/entries/c-1')).status).toBe(404);
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

  it('a document nothing rests on, however long its number, is not there', async () => {
    const number = encodeURIComponent(`浙土资发〔2017〕/${'9'.repeat(180)}号`);
    const answer = await get(PROVINCE, `/documents/${number}`);
    expect([answer.status, answer.body]).toMatchObject([404, { code: 'not-found' }]);
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
      expect((await get(NEIGHBOUR, '/lots/a-1.1')).status).toBe(404);
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
});
