import { entriesOfDocument, entryById } from '../entries/entries.js';
import { NotThere } from '../queries/errors.js';
import { unitHistory, unitsInForce } from '../queries/units.js';
import { reservations, type ReservationsAsked } from '../reservations/reservations.js';
import { fill, type Filled } from '../testing/filled.js';
import { fullYear } from '../testing/full-year.js';
import { decode } from '../testing/recorded.js';
import { startTestPostgres } from '../testing/read-model-under-test.js';
import { freezesIn } from './freezes.js';
import { lineage, lotDetail } from './lots.js';

describe('what a year in which everything happens leaves to be looked up', () => {
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
  const revisionOf = (entryId: string): number =>
    events.findIndex(({ data }) => data.entryId === entryId);
  const END = '2017-12-31';

  describe('lots', () => {
    it('show what they are, who holds them and what was opened by which document', async () => {
      const detail = await lotDetail(filled.pool, await filled.view(END), 'allocate.1');
      expect(detail).toMatchObject({
        unit: 'u-c',
        indicator: 'annual',
        planKind: 'pool',
        parent: 'issue.1',
        status: 'valid',
        openedBy: {
          entry: 'allocate',
          entryKind: 'QuotaAllocated',
          document: '浙土资发〔2017〕5号',
        },
        freezes: [],
      });
      expect(detail.holdings).toEqual([
        { bucket: 'deducted', amount: [70n, 70n, 70n] },
        { unit: 'u-c', bucket: 'available', amount: [1_310n, 1_310n, 1_310n] },
        { unit: 'u-c', bucket: 'reserved', amount: [0n, 0n, 0n] },
        { unit: 'u-c', bucket: 'consumed', amount: [325n, 325n, 325n] },
        { unit: 'u-c', bucket: 'voided', amount: [50n, 50n, 50n] },
      ]);
    });

    it.each<[string, string, number | undefined, string]>([
      ['allocate.2', '2017-02-15', undefined, 'not-yet-valid'],
      ['allocate.2', '2017-03-01', undefined, 'valid'],
      ['allocate.2', '2018-01-01', undefined, 'expired'],
      ['opening.1', END, -1, 'closed'],
      ['opening.1', END, undefined, 'valid'],
    ])('%s on %s has its status', async (lot, asOf, back, status) => {
      const at = back === undefined ? undefined : events.length - 1 + back;
      expect((await lotDetail(filled.pool, await filled.view(asOf, at), lot)).status).toBe(status);
    });

    it('are frozen by the unit above, their unit or themselves, as of the day and the revision', async () => {
      const by = async (lot: string, asOf: string, at?: number) =>
        (await lotDetail(filled.pool, await filled.view(asOf, at), lot)).freezes.map(
          ({ freeze }) => freeze,
        );
      expect(await by('later.1', '2017-09-15')).toEqual(['freeze', 'freeze-lot']);
      expect(await by('later.1', END)).toEqual(['freeze-lot']);
      expect(await by('allocate.1', '2017-09-15')).toEqual(['freeze']);
      expect(await by('allocate.1', END, revisionOf('thaw') - 1)).toEqual(['freeze']);
      expect(await by('later.1', '2017-08-15')).toEqual([]);
      // The freeze of the old unit goes on over its successor.
      expect(await by('carry.1', END)).toEqual(['freeze-d']);
      const [frozen] = await freezesIn(filled.pool, await filled.view('2017-10-15'));
      expect(frozen).toMatchObject({ freeze: 'freeze-d', units: ['u-d'] });
    });

    it('lead up to their root and down to all that was taken from them', async () => {
      const view = await filled.view(END);
      const { ancestors, descendants } = await lineage(filled.pool, view, 'allocate.1');
      expect(ancestors.map(({ lot }) => lot)).toEqual(['allocate.1', 'issue.1']);
      expect(ancestors.at(-1)?.openedBy.document).toBe('国土资发〔2017〕1号');
      expect(descendants.map(({ lot, depth }) => [lot, depth])).toEqual([['transfer.1', 1]]);
      const root = await lineage(filled.pool, view, 'issue.1');
      expect(root.descendants.map(({ lot, depth }) => [lot, depth])).toEqual([
        ['split.1', 1],
        ['allocate.1', 1],
        ['allocate.2', 1],
        ['transfer.1', 2],
        ['later.1', 2],
        ['carry.1', 2],
      ]);
      const early = await lineage(filled.pool, await filled.view('2017-02-15'), 'issue.1');
      expect(early.descendants.map(({ lot }) => lot)).toEqual([
        'split.1',
        'allocate.1',
        'allocate.2',
      ]);
      await expect(lineage(filled.pool, view, 'none.1')).rejects.toBeInstanceOf(NotThere);
      await expect(
        lotDetail(filled.pool, await filled.view('2017-01-15'), 'issue.1'),
      ).rejects.toThrow(NotThere);
    });
  });

  describe('reservations', () => {
    const list = async (asked: ReservationsAsked, asOf = END, at?: number) =>
      (await reservations(filled.pool, await filled.view(asOf, at), asked)).rows;

    it('are open while something is left, on the day and at the revision', async () => {
      const open = async (asOf: string, at?: number) =>
        (await list({ open: true }, asOf, at)).map(({ reservation }) => reservation);
      expect(await open('2017-04-15')).toEqual(['opening:1', 'r-1']);
      expect(await open('2017-05-01')).toEqual(['opening:1', 'r-1']);
      expect(await open('2017-06-01')).toEqual(['opening:1']);
      expect(await open(END)).toEqual(['r-2']);
      expect(await open(END, revisionOf('release') - 1)).toEqual(['opening:1', 'r-1']);
      expect((await list({ open: false })).map(({ reservation }) => reservation)).toEqual([
        'opening:1',
        'r-1',
      ]);
    });

    it('show what is left of each lot, and what became of them', async () => {
      const [amended] = await list({ reservation: 'r-1' }, '2017-05-01');
      expect(amended).toMatchObject({
        unit: 'u-c',
        project: 'p-2',
        expiresOn: END,
        reservedOn: '2017-04-01',
        draws: [
          {
            lot: 'allocate.1',
            indicator: 'annual',
            reserved: [500n, 500n, 500n],
            left: [100n, 100n, 100n],
          },
        ],
      });
      expect(amended?.history.map(({ change, project }) => [change, project])).toEqual([
        ['opened', 'p-1'],
        ['amended', 'p-2'],
      ]);
      const [before] = await list({ reservation: 'r-1' }, END, revisionOf('r-1'));
      expect(before).toMatchObject({ project: 'p-1', expiresOn: '2017-06-30' });
    });

    it('are found by holder, project and lot, page by page', async () => {
      const ids = async (asked: ReservationsAsked, asOf = END) =>
        (await list(asked, asOf)).map(({ reservation }) => reservation);
      expect(await ids({ unit: 'u-e' })).toEqual(['r-2']);
      expect(await ids({ unit: 'u-d' }, '2017-10-15')).toEqual(['opening:1', 'r-2']);
      expect(await ids({ unit: 'u-d' })).toEqual(['opening:1']);
      expect(await ids({ unit: 'u-t', subtree: true })).toEqual(['opening:1', 'r-1', 'r-2']);
      expect(await ids({ project: 'p-2' })).toEqual(['r-1']);
      expect(await ids({ project: 'p-1' })).toEqual([]);
      expect(await ids({ lot: 'transfer.1' })).toEqual(['r-2']);
      const view = await filled.view(END);
      const first = await reservations(filled.pool, view, { limit: 2 });
      expect(first.rows).toHaveLength(2);
      const rest = await reservations(filled.pool, view, { limit: 2, cursor: first.cursor ?? '' });
      expect(rest.rows.map(({ reservation }) => reservation)).toEqual(['r-2']);
      expect(rest.cursor).toBeUndefined();
    });
  });

  describe('entries', () => {
    const entry = async (id: string, at?: number) =>
      entryById(filled.pool, decode, await filled.view(END, at), id);

    it('come as they are stored, with what was said of them since', async () => {
      for (const { data } of events) {
        const shown = await entry(data.entryId);
        expect(shown.event.data).toEqual(data);
        expect(shown.recordedAt).toBe(data.recordedAt);
      }
      expect((await entry('allocate')).annotations).toEqual([
        expect.objectContaining({
          entry: 'note',
          field: 'document.number',
          is: '浙土资发〔2017〕6号',
        }),
      ]);
      expect((await entry('allocate', revisionOf('note') - 1)).annotations).toEqual([]);
    });

    it('name their reversal and what they speak of', async () => {
      expect((await entry('lapse')).reversedBy?.entry).toBe('undo');
      expect((await entry('lapse', revisionOf('lapse'))).reversedBy).toBeUndefined();
      expect((await entry('undo')).speaksOf?.entry).toBe('lapse');
      expect((await entry('consume')).followedBy.map((one) => one.entry)).toEqual(['void']);
      await expect(entry('none')).rejects.toBeInstanceOf(NotThere);
      await expect(entry('undo', revisionOf('undo') - 1)).rejects.toBeInstanceOf(NotThere);
    });

    it('are found by their document, as recorded and as corrected', async () => {
      const of = async (number: string) =>
        (await entriesOfDocument(filled.pool, decode, await filled.view(END), number)).rows.map(
          (one) => one.entry,
        );
      expect(await of('浙土资发〔2017〕5号')).toEqual(['allocate']);
      expect(await of('浙土资发〔2017〕6号')).toEqual(['allocate']);
      await expect(of('无')).rejects.toBeInstanceOf(NotThere);
    });
  });

  it('units are those of the day, with their history', async () => {
    const on = async (asOf: string, at?: number) =>
      unitsInForce(await filled.view(asOf, at)).map(({ unitId, code }) => [unitId, code]);
    expect(await on('2017-07-31')).toEqual([
      ['u-p', '330000'],
      ['u-t', '330400'],
      ['u-c', '330402'],
      ['u-d', '330411'],
    ]);
    expect(await on(END)).toEqual([
      ['u-p', '330000'],
      ['u-t', '330400'],
      ['u-c', '330403'],
      ['u-e', '330412'],
    ]);
    expect((await on(END, revisionOf('reorganise') - 1)).map(([id]) => id)).toContain('u-d');
    const view = await filled.view(END);
    expect(unitHistory(view, 'u-d')).toMatchObject({ endedOn: '2017-11-01', successors: ['u-e'] });
    expect(unitHistory(view, 'u-c').versions).toHaveLength(2);
  });
});
