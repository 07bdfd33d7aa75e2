import { openReadingDoor, type ReadingDoor } from './reading-door.js';
import { issueAndAllocate, LEDGER, openLedger, PROVINCE, reserveAndUse } from './story.js';

const COUNTY = 'county@330402';
const CSV = { accept: 'text/csv' };
const RESERVATIONS = 1_500;

describe('tables and instants over HTTP', () => {
  let door: ReadingDoor;
  beforeAll(async () => {
    door = await openReadingDoor();
    await openLedger(door);
    await issueAndAllocate(door);
    await reserveAndUse(door);
  });
  afterAll(() => door.close());

  const get = (as: string, path: string) => door.get(as, `${LEDGER}${path}`);
  const linesOf = async (as: string, path: string): Promise<string[][]> => {
    await get(as, '/units');
    const { status, text } = await door.ask(`${LEDGER}${path}`, { as, headers: CSV });
    expect(status).toBe(200);
    return text
      .replace('\ufeff', '')
      .split('\r\n')
      .filter((line) => line !== '')
      .map((line) => line.split(','));
  };

  it('H-22 balances leave out the columns that are zero throughout, unless they are asked for', async () => {
    const [heads = [], ...rows] = await linesOf(COUNTY, '/balances');
    expect(heads).toContain('可用(亩)');
    expect(heads).not.toContain('待抵扣(亩)');
    expect(heads).not.toContain('可用(公斤)');
    expect(rows.at(-1)?.[0]).toBe('合计');
    const [all = []] = await linesOf(COUNTY, '/balances?zeroColumns=true');
    expect(all).toContain('待抵扣(亩)');
  });

  it('H-22 the journal has no rows of nothing, and ends with its sums', async () => {
    const [heads = [], ...rows] = await linesOf(COUNTY, '/journal');
    const amount = heads.indexOf('数量(亩)');
    const direction = heads.indexOf('方向');
    const component = heads.indexOf('分项');
    expect(rows.filter((row) => row[amount] === '0.0000')).toEqual([]);
    const sum = (all: string[][]): number =>
      all
        .filter((row) => row[direction] === '收' && row[component] === '新增建设用地总量')
        .reduce((total, row) => total + Number(row[amount]), 0);
    const totals = rows.filter(([first]) => first === '合计');
    expect(totals.length).toBeGreaterThan(1);
    expect(sum(totals)).toBeCloseTo(sum(rows.filter(([first]) => first !== '合计')), 3);
  });

  it('H-22 a table of reservations is complete', async () => {
    const entries = Array.from({ length: RESERVATIONS }, (_, i) => ({
      kind: 'reservations',
      entryId: `many-${i}`,
      unit: '330402',
      batch: '批次',
      expiresOn: '2017-12-31',
      draws: [
        { lot: 'a-1.1', quantity: { total: '0.01 mu', farmland: '0 mu', cultivated: '0 mu' } },
      ],
      effectiveOn: '2017-06-30',
    }));
    const batch = await door.post(COUNTY, `${LEDGER}/batches`, 'many', { atomic: false, entries });
    expect(batch.status).toBe(200);
    const [, ...rows] = await linesOf(COUNTY, '/reservations');
    const own = new Set(rows.map(([id = '']) => id).filter((id) => id.startsWith('many-')));
    expect(own.size).toBe(RESERVATIONS);
    expect(rows.filter(([first]) => first === '合计')).toHaveLength(3);
    const page = await door.ask(`${LEDGER}/reservations?limit=10`, { as: COUNTY, headers: CSV });
    expect(page.headers.get('next-cursor')).toMatch(/./);
  });

  it('units are a table, and a tree', async () => {
    const [heads = [], ...rows] = await linesOf(COUNTY, '/units');
    expect(heads.slice(0, 3)).toEqual(['单元编号', '代码', '名称']);
    expect(rows.some(([, code]) => code === '330402')).toBe(true);
    const { body } = await get(COUNTY, '/units?tree=true');
    expect(body).toMatchObject({ units: [{ code: '330000', children: expect.any(Array) }] });
  });

  it('a unit without entries has rows of zero when they are asked for', async () => {
    const without = await get(PROVINCE, '/balances?unit=330411');
    const rows = (body: unknown) => (body as { rows: unknown[] }).rows;
    const asked = await get(PROVINCE, '/balances?unit=330411&empty=true');
    expect(rows(asked.body).length).toBeGreaterThan(rows(without.body).length);
    expect(rows(asked.body).at(-1)).toMatchObject({ available: { total: { amount: '0' } } });
  });

  it('H-13 knownAt has one answer for an instant, as soon as its entry is answered', async () => {
    for (let i = 0; i < 20; i += 1) {
      const { body } = await door.post(COUNTY, `${LEDGER}/reservations`, `known-${i}`, {
        unit: '330402',
        batch: '批次',
        expiresOn: '2017-12-31',
        draws: [
          { lot: 'a-1.1', quantity: { total: '0.01 mu', farmland: '0 mu', cultivated: '0 mu' } },
        ],
        effectiveOn: '2017-06-30',
      });
      const { recordedAt, revision } = body as { recordedAt: string; revision: string };
      const path = `${LEDGER}/balances?knownAt=${recordedAt}`;
      const first = await door.ask(path, { as: COUNTY });
      expect(first.body).toMatchObject({ revision });
    }
  });
});
