import { fill, type Filled } from '../testing/filled.js';
import { fullYear } from '../testing/full-year.js';
import { startTestPostgres } from '../testing/read-model-under-test.js';
import { NotThere } from '../queries/errors.js';
import { checkSoundness } from '../queries/checks.js';
import { balances, type BalanceRow, type BalancesAsked } from './balances.js';
import { CLERK_COLUMNS, type ClerkColumn } from './clerk-columns.js';
import { statement } from './statement.js';

/** Columns that are not zero, by their first component. */
const totals = ({ columns }: BalanceRow): Partial<Record<ClerkColumn, bigint>> =>
  Object.fromEntries(
    CLERK_COLUMNS.flatMap((column) => {
      const [total = 0n] = columns[column];
      return total === 0n ? [] : [[column, total]];
    }),
  );

describe("the clerk's table of a year in which everything happens", () => {
  let server: Awaited<ReturnType<typeof startTestPostgres>>;
  let filled: Filled;
  const { events } = fullYear();
  beforeAll(async () => {
    server = await startTestPostgres();
    filled = await fill(server, events);
  }, 60_000);
  afterAll(async () => {
    await filled.close();
    await server.stop();
  });

  const table = async (asked: BalancesAsked, asOf = '2017-12-31', revision?: number) =>
    (await balances(filled.pool, await filled.view(asOf, revision), asked)).rows;
  const revisionOf = (entryId: string): number =>
    events.findIndex(({ data }) => data.entryId === entryId);

  it('has every kind of posting in its column', async () => {
    const rows = await table({ groupBy: ['unit'] });
    expect(Object.fromEntries(rows.map((row) => [row.unit, totals(row)]))).toEqual({
      'u-p': {
        issued: 10_000n,
        reclaimedIn: 325n,
        splitIn: 3_000n,
        splitOut: 3_000n,
        allocatedOut: 3_100n,
        available: 7_225n,
      },
      'u-c': {
        issued: 2_100n,
        confirmed: 45n,
        settled: 100n,
        transferredOut: 200n,
        deducted: 170n,
        reclaimed: 25n,
        repaid: 80n,
        available: 1_390n,
        consumed: 355n,
        voided: 50n,
        overused: 10n,
        advance: 15n,
      },
      'u-d': {
        broughtForward: 147n,
        issued: 1_000n,
        transferredIn: 200n,
        reclaimed: 300n,
        reorganisedOut: 1_040n,
        consumed: 7n,
      },
      'u-e': {
        reorganisedIn: 1_040n,
        carriedIn: 700n,
        carriedOut: 700n,
        available: 930n,
        reserved: 110n,
      },
    });
  });

  it('answers by the day and by what was known', async () => {
    const before = await table({ unit: 'u-c', groupBy: [] }, '2017-04-30');
    expect(before.map(totals)).toEqual([
      { issued: 2_000n, transferredOut: 200n, available: 1_300n, reserved: 500n },
    ]);
    const unknown = await table(
      { unit: 'u-c', groupBy: [] },
      '2017-05-01',
      revisionOf('consume') - 1,
    );
    expect(unknown.map(totals)).toEqual(before.map(totals));
    const backdated = await table(
      { unit: 'u-c', groupBy: [] },
      '2017-05-01',
      revisionOf('consume'),
    );
    expect(backdated.map(totals)).toEqual([
      { issued: 2_000n, transferredOut: 200n, available: 1_300n, reserved: 100n, consumed: 400n },
    ]);
  });

  it('names units by id or by the code of the day, with what lies below them', async () => {
    expect(await table({ unit: '330403' })).toEqual(await table({ unit: 'u-c' }));
    await expect(table({ unit: '330402' })).rejects.toBeInstanceOf(NotThere);
    expect(await table({ unit: '330402' }, '2017-07-31')).not.toEqual([]);
    const within = await table({ unit: '330400', subtree: true, groupBy: ['unit'] });
    expect(within.map(({ unit }) => unit)).toEqual(['u-c', 'u-d', 'u-e']);
    const { units } = await balances(filled.pool, await filled.view('2017-12-31'), {});
    expect(units.get('u-c')).toMatchObject({ name: '新南湖区', inForce: true });
    expect(units.get('u-d')).toMatchObject({ name: '秀洲区', inForce: false });
    const known = await filled.view('2017-12-31', revisionOf('recode') - 1);
    expect((await balances(filled.pool, known, {})).units.get('u-c')?.name).toBe('南湖区');
  });

  it('is filtered by indicator, plan year, plan kind and lot', async () => {
    expect(await table({ indicator: 'scale' })).toEqual([]);
    expect((await table({ planYear: 2016, groupBy: [] })).map(totals)).toEqual([
      {
        broughtForward: 147n,
        reorganisedIn: 140n,
        reorganisedOut: 140n,
        available: 140n,
        consumed: 7n,
      },
    ]);
    expect((await table({ planKind: 'reward', groupBy: ['unit'] })).map(totals)).toEqual([
      { issued: 100n, repaid: 80n, available: 20n },
      { splitIn: 3_000n, allocatedOut: 100n, available: 2_900n },
    ]);
    expect((await table({ lot: 'sanction.1', groupBy: ['lot'] })).map(totals)).toEqual([
      { settled: 80n, deducted: 80n },
    ]);
    await expect(table({ lot: 'no.1' })).rejects.toBeInstanceOf(NotThere);
    await expect(table({ indicator: 'no' })).rejects.toBeInstanceOf(NotThere);
    await expect(table({ planKind: 'reward' }, '2017-12-31', 1)).rejects.toBeInstanceOf(NotThere);
  });

  it('adds up in the tables', async () => {
    expect(await checkSoundness(filled.pool, await filled.view('2017-12-31'))).toEqual({
      unbalanced: [],
      wrongBalances: [],
      wrongCells: [],
      wrongDraws: [],
    });
  });

  it('gives a statement whose opening and movements are its closing', async () => {
    const asked = { unit: 'u-c', from: '2017-05-01', to: '2017-07-31' };
    const {
      totals: lines,
      lots,
      unit,
    } = await statement(filled.pool, await filled.view('2017-12-31'), asked);
    expect(unit?.name).toBe('南湖区');
    expect(lots.map(({ lot }) => lot)).toEqual(['allocate.1']);
    const [line] = lines;
    const plain = (map: ReadonlyMap<string, readonly bigint[]> | undefined) =>
      Object.fromEntries([...(map ?? [])].map(([key, [total]]) => [key, total]));
    expect(plain(line?.opening)).toEqual({ available: 1_300n, reserved: 500n });
    expect(plain(line?.movements)).toEqual({ reclaimed: 25n });
    expect(plain(line?.closing)).toEqual({ available: 1_400n, consumed: 325n, voided: 50n });
  });
});
