import type { LedgerEvent } from '#domain';
import { BadCursor } from '../queries/errors.js';
import { fill, type Filled } from '../testing/filled.js';
import { fullYear } from '../testing/full-year.js';
import { plainLegs, type PlainLeg } from '../testing/brute-force.js';
import { randomHistory } from '../testing/random-history.js';
import { startTestPostgres } from '../testing/read-model-under-test.js';
import { randomBelow } from '../testing/synthetic-log.js';
import { journal } from './journal.js';
import type { JournalAsked, JournalRow } from './journal-row.js';

describe('the journal', () => {
  let server: Awaited<ReturnType<typeof startTestPostgres>>;
  let year: Filled;
  const { events } = fullYear();
  beforeAll(async () => {
    server = await startTestPostgres();
    year = await fill(server, events);
  }, 60_000);
  afterAll(async () => {
    await year.close();
    await server.stop();
  });

  const entries = async (asked: JournalAsked): Promise<string[]> => {
    const { rows } = await journal(year.pool, await year.view('2017-12-31'), asked);
    return [...new Set(rows.map(({ entry }) => entry))];
  };

  it.each<[string, JournalAsked, string[]]>([
    [
      'unit and days',
      { unit: 'u-c', from: '2017-05-01', to: '2017-07-31' },
      ['consume', 'release', 'void'],
    ],
    [
      'unit with its subtree',
      { unit: 'u-t', subtree: true, to: '2017-02-15' },
      ['opening', 'allocate'],
    ],
    ['lot', { lot: 'sanction.1' }, ['later', 'sanction']],
    [
      'project, with what its reservations gave back',
      { project: 'p-2' },
      ['r-1', 'consume', 'release'],
    ],
    ['first project of a reservation', { project: 'p-1' }, ['r-1', 'consume', 'release']],
    ['project brought forward', { project: 'p-old' }, ['opening', 'expire']],
    ['document', { document: '国土资发〔2017〕1号' }, ['issue']],
    ['document as it was recorded', { document: '浙土资发〔2017〕5号' }, ['allocate']],
    ['document as it was corrected', { document: '浙土资发〔2017〕6号' }, ['allocate']],
    ['approval, with the void of it', { approval: '浙土字A〔2017〕-0012' }, ['consume', 'void']],
    ['kind of entry', { entryKind: 'QuotaDeducted' }, ['deduct', 'sanction']],
    ['actor', { actor: 'clerk-c' }, ['r-1']],
    ['several at once', { unit: 'u-d', entryKind: 'QuotaTransferred' }, ['transfer']],
    ['something that is not there', { actor: 'nobody' }, []],
  ])('is filtered by %s', async (_, asked, expected) => {
    expect((await entries(asked)).toSorted()).toEqual(expected.toSorted());
  });

  it('shows a leg with all that a clerk asks of it', async () => {
    const { rows } = await journal(year.pool, await year.view('2017-12-31'), {
      entryKind: 'QuotaConsumed',
    });
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({
      entry: 'consume',
      entryKind: 'QuotaConsumed',
      effectiveOn: '2017-05-01',
      recordedOn: '2017-05-02',
      recordedAt: events.find(({ data }) => data.entryId === 'consume')?.data.recordedAt,
      actor: { id: 'clerk-1', role: 'province', unitId: 'u-p' },
      approval: '浙土字A〔2017〕-0012',
      project: 'p-2',
      unit: 'u-c',
      lot: 'allocate.1',
      bucket: 'consumed',
      indicator: 'annual',
      planYear: 2017,
      planKind: 'pool',
      direction: 'in',
      flow: 'internal',
      counter: { unit: 'u-c', lot: 'allocate.1', bucket: 'reserved' },
      reservation: 'r-1',
      amount: [400n, 400n, 400n],
      balance: [400n, 400n, 400n],
    });
  });

  it('refuses a cursor of its own making', async () => {
    const view = await year.view('2017-12-31');
    await expect(journal(year.pool, view, { cursor: 'abc' })).rejects.toBeInstanceOf(BadCursor);
    await expect(journal(year.pool, view, { limit: 1_001 })).rejects.toBeInstanceOf(RangeError);
  });

  it('is page by page the plain legs with the balance after each', async () => {
    const random = randomHistory(5, 250);
    const filled = await fill(server, random.events);
    const below = randomBelow(5);
    for (let point = 0; point < 6; point += 1) {
      const revision =
        point === 0 ? random.events.length - 1 : 40 + below(random.events.length - 40);
      const asOf = random.events[revision]?.data.effectiveOn ?? '';
      const view = await filled.view(asOf, revision);
      for (const unit of [undefined, 'u-c']) {
        const rows: JournalRow[] = [];
        let cursor: string | undefined;
        do {
          const page = await journal(filled.pool, view, {
            limit: 1 + below(40),
            ...(unit === undefined ? {} : { unit }),
            ...(cursor === undefined ? {} : { cursor }),
          });
          rows.push(...page.rows);
          cursor = page.cursor;
        } while (cursor !== undefined);
        const seen = rows.map(
          ({ revision: at, unit: of, lot, bucket, direction, amount, balance }) =>
            [at, of, lot, bucket, direction, amount.join(), balance.join()].join(' '),
        );
        expect(seen).toEqual(plainJournal(random.events, asOf, revision, unit));
      }
    }
    await filled.close();
  }, 60_000);
});

const namesOf = ({ lot }: PlainLeg): string[] =>
  lot.indicator === 'scale' ? ['total'] : ['total', 'farmland', 'cultivated'];

/** In the order of the effective clock; the leg's place in its entry breaks ties. */
const plainJournal = (
  events: readonly LedgerEvent[],
  asOf: string,
  revision: number,
  unit: string | undefined,
): string[] => {
  const keyed = plainLegs(events, asOf, revision).map((leg, at) => ({ leg, at }));
  keyed.sort(
    (a, b) =>
      a.leg.effectiveOn.localeCompare(b.leg.effectiveOn) ||
      Number(b.leg.sign - a.leg.sign) ||
      a.leg.revision - b.leg.revision ||
      a.at - b.at,
  );
  const balances = new Map<string, bigint[]>();
  return keyed.flatMap(({ leg }) => {
    const names = namesOf(leg);
    const amount = names.map((name) => leg.quantity[name] ?? 0n);
    const before = balances.get(leg.account) ?? names.map(() => 0n);
    const balance = before.map((one, i) => one + leg.sign * (amount[i] ?? 0n));
    balances.set(leg.account, balance);
    if (leg.unit === undefined || (unit !== undefined && leg.unit !== unit)) return [];
    const direction = leg.sign === 1n ? 'in' : 'out';
    const row = [
      leg.revision,
      leg.unit,
      leg.lot.lot,
      leg.bucket,
      direction,
      amount.join(),
      balance.join(),
    ];
    return [row.join(' ')];
  });
};
