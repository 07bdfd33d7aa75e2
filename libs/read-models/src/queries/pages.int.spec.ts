import { held } from '#domain';
import { entriesOfDocument } from '../entries/entries.js';
import { journal } from '../journal/journal.js';
import { reservations } from '../reservations/reservations.js';
import { RevisionWaiter } from '../runner/wait-for.js';
import { fill, type Filled } from '../testing/filled.js';
import { fullYear } from '../testing/full-year.js';
import { annual } from '../testing/history.js';
import { randomHistory } from '../testing/random-history.js';
import { startRunner, startTestPostgres } from '../testing/read-model-under-test.js';
import { append, decode, LEDGER } from '../testing/recorded.js';
import { cursorView, decodeCursor, encodeCursor, isDate } from './cursor.js';
import { BadCursor } from './errors.js';
import type { LedgerView } from './view.js';

const PAGES_MAX = 200;
const HEAD = '2018-12-31';

interface Page {
  readonly rows: readonly unknown[];
  readonly cursor?: string;
}
type Turn = (view: LedgerView, cursor: string | undefined) => Promise<Page>;

describe('H-23 the pages of a list', () => {
  let server: Awaited<ReturnType<typeof startTestPostgres>>;
  let filled: Filled;
  const history = randomHistory(5, 120);
  beforeAll(async () => {
    server = await startTestPostgres();
    filled = await fill(server, history.events);
  });
  afterAll(async () => {
    await filled.close();
    await server.stop();
  });

  /** As a reader turns them: each page is read at what its cursor states. */
  const turned = async (turn: Turn, between: () => Promise<void>): Promise<unknown[]> => {
    const rows: unknown[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const at = cursor === undefined ? undefined : cursorView(cursor);
      const view = await filled.view(at?.asOf ?? HEAD, at?.revision);
      const found = await turn(view, cursor);
      rows.push(...found.rows);
      ({ cursor } = found);
      if (cursor === undefined) return rows;
      await between();
    }
    throw new Error('the list has no end');
  };

  const lists: readonly (readonly [string, Turn])[] = [
    [
      'the journal',
      (view, cursor) => journal(filled.pool, view, { limit: 7, ...(cursor && { cursor }) }),
    ],
    [
      'the journal of an actor',
      (view, cursor) =>
        journal(filled.pool, view, { actor: 'clerk-1', limit: 7, ...(cursor && { cursor }) }),
    ],
    [
      'the journal of a kind',
      (view, cursor) =>
        journal(filled.pool, view, {
          entryKind: 'QuotaReserved',
          limit: 3,
          ...(cursor && { cursor }),
        }),
    ],
    [
      'reservations',
      (view, cursor) => reservations(filled.pool, view, { limit: 3, ...(cursor && { cursor }) }),
    ],
    [
      'closed reservations',
      (view, cursor) =>
        reservations(filled.pool, view, { limit: 3, open: false, ...(cursor && { cursor }) }),
    ],
    [
      'a document',
      (view, cursor) =>
        entriesOfDocument(filled.pool, decode, view, '文〔2017〕1号', {
          limit: 1,
          ...(cursor && { cursor }),
        }),
    ],
  ];

  it.each(lists)('are those of one revision: %s', async (_, turn) => {
    const waiter = new RevisionWaiter(filled.views);
    const running = startRunner(filled);
    const { revision } = (await filled.view(HEAD)).at;
    const whole: Page = await turn(await filled.view(HEAD, revision), undefined).then(
      async ({ cursor, rows }) => {
        const rest =
          cursor === undefined
            ? []
            : await turned(
                (view, next) => turn(view, next ?? cursor),
                async () => undefined,
              );
        return { rows: [...rows, ...rest] };
      },
    );
    let added = 0;
    const rows = await turned(turn, async () => {
      // Dated before everything that was shown and everything that was not.
      if (added >= 2) return;
      added += 1;
      history.add('QuotaReserved', dated(`back-${history.events.length}`));
      const last = history.events.at(-1);
      if (last === undefined) return;
      await append(filled.store, [last]);
      await waiter.waitFor(LEDGER, history.revision, 20_000);
    });
    await running.stop();
    expect(rows.length).toBeGreaterThan(3);
    expect(rows).toEqual(whole.rows);
  });

  it('are turned under the filters they were asked with, and under no others', async () => {
    const view = await filled.view(HEAD);
    const { pool } = filled;
    const page = { limit: 1 };
    const { cursor: ofJournal = '' } = await journal(pool, view, page);
    const { cursor: ofReservations = '' } = await reservations(pool, view, page);
    const document = '文〔2017〕1号';
    const { cursor: ofDocument = '' } = await entriesOfDocument(pool, decode, view, document, page);
    expect([ofJournal, ofReservations, ofDocument]).not.toContain('');
    const others = [
      () => journal(pool, view, { ...page, actor: 'clerk-1', cursor: ofJournal }),
      () => reservations(pool, view, { ...page, open: true, cursor: ofReservations }),
      () => entriesOfDocument(pool, decode, view, '文〔2017〕2号', { cursor: ofDocument }),
    ];
    for (const other of others) await expect(other()).rejects.toBeInstanceOf(BadCursor);
  });

  const dated = (id: string) => {
    const lot =
      history.events
        .flatMap(({ data }) => data.lots)
        .find(({ unit, indicator }) => unit === 'u-p' && indicator === 'annual')?.lot ?? '';
    return {
      entryId: id,
      effectiveOn: '2017-01-01',
      document: { number: '文〔2017〕1号', issuer: '部', date: '2017-01-01' },
      reservation: { reservation: id, unit: 'u-p', project: 'p', expiresOn: '2018-12-31' },
      postings: [
        {
          from: held('u-p', lot, 'available'),
          to: held('u-p', lot, 'reserved'),
          quantity: annual(0),
          reservation: id,
        },
      ],
    };
  };
});

describe('H-23 a cursor', () => {
  const at = { ledger: LEDGER, asOf: '2017-12-31', revision: 9n, recordedAt: '' };
  const asked = { list: 'journal', filters: { unit: 'u-1' } };
  const view = (more: object) => ({ at: { ...at, ...more } }) as unknown as LedgerView;
  /** As the list writes it, with its own digest of the question. */
  const written = (day: string, revision: string, ...key: readonly string[]): string => {
    const own = encodeCursor(view({}), asked, []);
    const [, , digest = ''] = JSON.parse(Buffer.from(own, 'base64url').toString()) as string[];
    return Buffer.from(JSON.stringify([day, revision, digest, ...key])).toString('base64url');
  };

  it('states the day and the revision', () =>
    expect(cursorView(encodeCursor(view({}), asked, ['x']))).toEqual({
      asOf: '2017-12-31',
      revision: 9n,
    }));

  it.each([
    ['another revision', view({ revision: 10n })],
    ['another day', view({ asOf: '2017-12-30' })],
  ])('is refused at %s', (_, other) => {
    const cursor = encodeCursor(view({}), asked, ['2017-01-01']);
    expect(() => decodeCursor(other, asked, cursor, [isDate])).toThrow(BadCursor);
  });

  it.each([
    ['of another list', { list: 'reservations', filters: { unit: 'u-1' } }],
    ['of another unit', { list: 'journal', filters: { unit: 'u-2' } }],
    ['without the filter', { list: 'journal', filters: {} }],
    ['with another filter beside it', { list: 'journal', filters: { unit: 'u-1', open: true } }],
  ])('H-23 is refused to a question %s', (_, other) => {
    const cursor = encodeCursor(view({}), asked, ['2017-01-01']);
    expect(() => decodeCursor(view({}), other, cursor, [isDate])).toThrow(BadCursor);
    const again = { list: 'journal', filters: { limit: 2, cursor, open: undefined, unit: 'u-1' } };
    expect(decodeCursor(view({}), again, cursor, [isDate])).toEqual(['2017-01-01']);
  });

  it('H-23 is refused to the same question of another ledger', () => {
    const cursor = encodeCursor(view({}), asked, ['2017-01-01']);
    const other = view({ ledger: '340000' });
    expect(() => decodeCursor(other, asked, cursor, [isDate])).toThrow(BadCursor);
  });

  it.each([
    ['no cursor', 'x'],
    ['an impossible day of the view', written('2017-02-30', '9', '2017-01-01')],
    ['an impossible day of a row', written('2017-12-31', '9', '2017-13-01')],
    ['a revision below zero', written('2017-12-31', '-1', '2017-01-01')],
    ['a revision beyond all numbers', written('2017-12-31', '9'.repeat(30), '2017-01-01')],
    ['too much', written('2017-12-31', '9', '2017-01-01', 'x')],
    ['too little', written('2017-12-31', '9')],
    ['of before', Buffer.from('["2017-12-31","9","2017-01-01"]').toString('base64url')],
  ])('is refused when it is %s', (_, cursor) => {
    expect(() => decodeCursor(view({}), asked, cursor, [isDate])).toThrow(BadCursor);
  });
});

describe('H-07 what a page shows', () => {
  it('is the same whatever the size of the page', async () => {
    const server = await startTestPostgres();
    const filled = await fill(server, fullYear().events);
    const view = await filled.view('2017-12-31');
    const all = await journal(filled.pool, view, { limit: 1_000 });
    const rows: unknown[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined && rows.length < 1_000;) {
      const page = await journal(filled.pool, view, {
        limit: 1,
        ...(cursor === '' ? {} : { cursor }),
      });
      rows.push(...page.rows);
      ({ cursor } = page);
    }
    expect(rows).toEqual(all.rows);
    await filled.close();
    await server.stop();
  });
});
