import { held, outside } from '#domain';
import { journal } from '../journal/journal.js';
import { rebuild } from '../runner/rebuild.js';
import { fill, type Filled } from '../testing/filled.js';
import { annual, History, unit } from '../testing/history.js';
import { openStore, startTestPostgres } from '../testing/read-model-under-test.js';
import { append, decode } from '../testing/recorded.js';
import { lot } from '../testing/year-parts.js';
import { BadCursor } from './errors.js';

const DAY = '2017-03-01';

/** The last two entries are what a history has of its own: a unit, and quota of it. */
const historyOf = (unitId: string, name: string, recordedOn: string): History => {
  const history = new History(recordedOn).open();
  history.add('UnitsRegistered', { units: [unit(unitId, '330481', name, 'county', 'u-t')] });
  history.add('QuotaIssued', {
    entryId: 'issue',
    unit: unitId,
    lots: [lot('issue.1', unitId)],
    postings: [
      {
        from: outside('issue.1', 'source'),
        to: held(unitId, 'issue.1', 'available'),
        quantity: annual(7),
      },
      {
        from: held(unitId, 'issue.1', 'available'),
        to: held(unitId, 'issue.1', 'reserved'),
        quantity: annual(1),
      },
    ],
  });
  return history;
};

describe('L-01 when the tables went back with the log and hold as many other entries', () => {
  let server: Awaited<ReturnType<typeof startTestPostgres>>;
  let filled: Filled;
  beforeAll(async () => {
    server = await startTestPostgres();
  });
  beforeEach(async () => {
    filled = await fill(server, historyOf('u-lost', '失县', '2017-01-01').events);
  });
  afterEach(() => filled.close());
  afterAll(() => server.stop());

  const goBack = async (): Promise<void> => {
    const store = await openStore();
    await append(store, historyOf('u-new', '新县', '2017-02-01').events);
    await filled.pool.query('drop schema read cascade');
    await rebuild({ pool: filled.pool, store, decode });
    await store.close();
  };

  it('a unit of the lost history is known no more, and the one under its number has its own name', async () => {
    const lost = await filled.view(DAY);
    expect(lost.resolveUnit('330481')).toBe('u-lost');
    await goBack();
    const view = await filled.view(DAY);
    expect(view.at.revision).toBe(lost.at.revision);
    expect(view.resolveUnit('330481')).toBe('u-new');
    expect(() => view.resolveUnit('u-lost')).toThrow();
    const { rows } = await journal(filled.pool, view, {});
    expect(new Set(rows.map((row) => row.unit))).toEqual(new Set(['u-new']));
  });

  it('a page of the lost history is turned no further', async () => {
    const { cursor = '' } = await journal(filled.pool, await filled.view(DAY), { limit: 1 });
    expect(cursor).not.toBe('');
    await goBack();
    const turned = journal(filled.pool, await filled.view(DAY), { limit: 1, cursor });
    await expect(turned).rejects.toBeInstanceOf(BadCursor);
  });
});
