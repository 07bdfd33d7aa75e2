import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { openDoor, type Door } from './door.js';
import { addressOf, Program, Workplace, type Ended } from './programs.js';
import { openLedger, PROVINCE } from './story.js';

/** Milliseconds. Eight thousand entries go through a real server, which may share its machine. */
const SLOW = 300_000;

const CLI = 'dist/apps/cli/src/main.js';

/** The verb as a process that can be sent signals. */
const demo = ({ dataDir }: Workplace, ...args: readonly string[]): Program =>
  new Program(CLI, ['demo', ...args], { MULEDGER_DATA: dataDir });

interface Told {
  readonly entries: { readonly posted: number; readonly alreadyThere: number };
  readonly revision: string;
  readonly counties: readonly Readonly<Record<string, { amount: string; mu: string } & string>>[];
  readonly figures: readonly { readonly id: string; readonly ok: boolean; readonly text: string }[];
  readonly conservation: { readonly ok: boolean; readonly entries: number };
  readonly readModels: { readonly ok: boolean };
  readonly fingerprint: string;
  readonly seconds: number;
}

type Row = Readonly<Record<string, { total: { mu: string } } & string>>;

describe('muledger demo on a server that runs', () => {
  let place: Workplace;
  let url: string;
  let interrupted: Ended;
  let first: Told;
  let token: string;

  const play = async (): Promise<Told> => {
    const { code, stdout, stderr } = await place.muledger('demo', '--url', url, '--json');
    if (code !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as Told;
  };

  beforeAll(async () => {
    place = await Workplace.open();
    url = await addressOf(place.server());
    const cutOff = demo(place, '--url', url);
    await cutOff.says(/2015 is played/);
    cutOff.signal('SIGINT');
    interrupted = await cutOff.ended;
    first = await play();
    const told = await place.muledger('token', '--role', 'auditor', '--unit', '330000');
    token = told.stdout.trim();
  }, SLOW);
  afterAll(() => place.close());

  const balances = async (query: Readonly<Record<string, string>>): Promise<readonly Row[]> => {
    const asked = new URLSearchParams({ indicator: 'annual', ...query });
    const response = await fetch(`${url}/v1/ledgers/330000/balances?${asked}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (!response.ok) throw new Error(await response.text());
    return ((await response.json()) as { rows: readonly Row[] }).rows;
  };
  const totals = (rows: readonly Row[], column: string): string[] =>
    rows.map((row) => row[column]?.total.mu ?? '');

  it('goes on where it was stopped', () => {
    expect(interrupted.code).toBe(1);
    expect(interrupted.stderr).toMatch(/stopped before 201\d-\d\d; played again it goes on/);
    expect(first.entries.alreadyThere).toBeGreaterThan(365);
    expect(first.entries.posted).toBeGreaterThan(3_000);
  });

  it('finds every figure as it is stated', () => {
    expect(first.figures.map(({ id, ok }) => [id, ok])).toEqual([
      ['杭州2015', true],
      ['D1', true],
      ['D2', true],
      ['D3', true],
      ['D4', true],
      ['S1 S2', true],
      ['T-27', true],
      ['金华2019', true],
      ['嘉兴2021', true],
    ]);
    expect(first.figures.find(({ id }) => id === 'D4')?.text).toContain('division-differs');
  });

  it('conserves, and its tables agree with its log', () => {
    expect(first.conservation.ok).toBe(true);
    expect(first.readModels.ok).toBe(true);
    expect(first.conservation.entries).toBe(Number(first.revision) + 1);
  });

  it('has a row for each county that ever was, and its columns add up', () => {
    const names = first.counties.map(({ unit }) => String(unit));
    // 90 of 2015, 龙港, the five of Hangzhou 2021 and the two zones.
    expect(new Set(names).size).toBe(98);
    for (const { unit, received, movedIn, movedOut, gone, ...rest } of first.counties) {
      const of = (cell: { amount: string } | undefined): bigint => BigInt(cell?.amount ?? 0);
      const came = of(received) + of(movedIn) - of(movedOut) - of(gone);
      const { consumed, voided, reserved, available, owed } = rest;
      const there = of(consumed) + of(voided) + of(reserved) + of(available) - of(owed);
      expect([unit, came]).toEqual([unit, there]);
    }
  });

  it('gave 杭州 21 236 亩 in 2015', async () => {
    const rows = await balances({ unit: '330100', planYear: '2015', asOf: '2015-12-31' });
    expect(rows.map((row) => [row['planKind'], row['issued']?.total.mu])).toEqual([
      ['pool', '15546.0000'],
      ['project', '5690.0000'],
    ]);
    const whole = await balances({
      ...{ unit: '330100', planYear: '2015', asOf: '2015-12-31', groupBy: 'unit' },
    });
    expect(totals(whole, 'issued')).toEqual(['21236.0000']);
  });

  it('D1: 玉环 uses as 331083 what it was issued as 331021', async () => {
    const before = await balances({ unit: '331021', planYear: '2017', asOf: '2017-04-08' });
    const after = await balances({ unit: '331083', planYear: '2017', asOf: '2017-06-01' });
    expect([totals(before, 'issued'), totals(before, 'available')]).toEqual([
      ['1000.0000'],
      ['1000.0000'],
    ]);
    expect([totals(after, 'consumed'), totals(after, 'available')]).toEqual([
      ['320.0000'],
      ['680.0000'],
    ]);
    expect(after.map(({ unit }) => unit)).toEqual(before.map(({ unit }) => unit));
  });

  it('D2: 余杭 as then has one row of 600, and 350 after the division', async () => {
    const asked = { unit: '330110', groupBy: 'unit' };
    const then = await balances({ ...asked, asOf: '2020-12-31' });
    expect(totals(then, 'available')).toEqual(['600.0000']);
    const after = await balances({ ...asked, asOf: '2021-03-11' });
    expect(totals(after, 'available')).toEqual(['350.0000']);
    expect(after[0]?.['unit']).not.toBe(then[0]?.['unit']);
  });

  it('S1: 常山 over-used 80 亩 in 2017 and made them good in 2018', async () => {
    const asked = { unit: '330822', planYear: '2017', groupBy: 'unit' };
    const over = await balances({ ...asked, asOf: '2017-12-31' });
    expect([totals(over, 'issued'), totals(over, 'consumed'), totals(over, 'overused')]).toEqual([
      ['1000.0000'],
      ['1080.0000'],
      ['80.0000'],
    ]);
    expect(totals(await balances({ ...asked, asOf: '2018-12-31' }), 'overused')).toEqual([
      '0.0000',
    ]);
  });

  it(
    'posts nothing twice and comes to the same books',
    async () => {
      const { entries, revision, fingerprint, counties } = await play();
      const { posted, alreadyThere } = first.entries;
      expect(entries).toEqual({ posted: 0, alreadyThere: posted + alreadyThere });
      expect({ revision, fingerprint, counties }).toEqual({
        revision: first.revision,
        fingerprint: first.fingerprint,
        counties: first.counties,
      });
    },
    SLOW,
  );
});

describe('muledger demo when no server is named', () => {
  const leftBehind = async (): Promise<string[]> =>
    (await readdir(tmpdir())).filter((name) => name.startsWith('muledger-demo-'));

  it(
    'plays on one of its own and leaves nothing behind',
    async () => {
      const place = await Workplace.open();
      const before = await leftBehind();
      const { code, stdout, stderr } = await place.muledger('demo', '--url', 'http://127.0.0.1:1');
      expect([code, stderr]).toEqual([0, expect.stringContaining('starting a temporary one')]);
      expect(stdout).toContain('玉环市');
      expect(stdout).toMatch(/8\d{3} entries posted in \d+\.\d s; none was there before/);
      expect(await leftBehind()).toEqual(before);
      await place.close();
    },
    SLOW,
  );

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'leaves nothing behind when %s ends it',
    async (signal) => {
      const place = await Workplace.open();
      const before = await leftBehind();
      // H-27: a server that runs here is not played on unless it is named.
      const beside = await addressOf(place.server());
      const playing = demo(place);
      await playing.says(/2015 is played/);
      const { stdout } = await place.muledger('token', '--role', 'auditor', '--unit', '330000');
      const headers = { authorization: `Bearer ${stdout.trim()}` };
      const there = await fetch(`${beside}/v1/ledgers/330000/balances`, { headers });
      expect(there.status).toBe(404);
      playing.signal(signal);
      expect((await playing.ended).code).toBe(signal === 'SIGINT' ? 1 : 143);
      expect(await leftBehind()).toEqual(before);
      await place.close();
    },
    SLOW,
  );
});

describe('muledger demo on the ledger of somebody else', () => {
  let door: Door;
  let place: Workplace;
  afterEach(async () => {
    await door.close();
    await place.close();
  });

  it(
    'touches nothing and names the way out',
    async () => {
      door = await openDoor();
      place = await Workplace.open();
      await openLedger(door);
      const { code, stderr } = await place.muledger(
        ...['demo', '--url', door.url],
        ...[
          '--token',
          await door.token(PROVINCE),
          '--operator-token',
          await door.token('operator'),
        ],
      );
      expect([code, stderr]).toEqual([1, expect.stringContaining('muledger demo --temporary')]);
    },
    SLOW,
  );
});
