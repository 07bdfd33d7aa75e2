import type { UnitVersion } from '#domain';
import { allocate, allocatedLedger, asked, document, frozen, mu } from '#domain/testing';
import { fill } from '../testing/filled.js';
import { startTestPostgres } from '../testing/read-model-under-test.js';
import { lotDetail } from './lots.js';

const HANGZHOU = 'u-330100';
const county = (code: string, from: string): UnitVersion => ({
  unitId: `u-${code}`,
  code,
  name: code,
  level: 'county',
  parent: HANGZHOU,
  from,
  holdsQuota: true,
});

describe('H-15 lots tell of the freezes that their draws meet', () => {
  let server: Awaited<ReturnType<typeof startTestPostgres>>;
  beforeAll(async () => {
    server = await startTestPostgres();
  });
  afterAll(() => server.stop());

  it('also when their unit has left the frozen city, or they were taken from a frozen lot', async () => {
    const world = allocatedLedger();
    const merged = { ...county('330499', world.today()), parent: 'u-330400' };
    const register = (entryId: string, unit: UnitVersion) =>
      asked(world, 'RegisterUnits', { entryId, units: [unit] });
    const give = (entryId: string, unit: string) =>
      allocate(world, { entryId, to: [{ unit, quantity: mu(10) }] });
    world.post(
      register('u1', merged),
      ...[give('b', '330411'), give('c', '330499'), give('d', '330110')],
      frozen(world, { unit: '330400', withSubtree: true }),
      frozen(world, { entryId: 'g', lot: 'i.1', withSubtree: true }),
      frozen(world, { entryId: 'h', lot: 'i.1' }),
      register('u2', county('330402', '2017-06-01')),
      register('u3', county('330411', '2017-07-02')),
      asked(world, 'ReorganiseUnits', {
        ...{ entryId: 're', approvedOn: world.today(), inForceOn: world.today() },
        ...{ switchOn: world.today(), documents: [document()], units: [] },
        ended: [{ unit: '330499', successors: ['330185'] }],
        divisions: [
          {
            ...{ from: '330499', to: '330185', indicator: 'annual', planYear: 2017 },
            ...{ planKind: 'pool', bucket: 'available', quantity: mu(10) },
          },
        ],
      }),
    );
    const frozenOn = world.today();
    world.advanceTo('2017-07-03');
    const filled = await fill(server, world.events);
    const over = async (lot: string, asOf: string) =>
      (await lotDetail(filled.pool, await filled.view(asOf), lot)).freezes.map((one) => one.freeze);
    for (const asOf of [frozenOn, '2017-07-01', '2017-07-03']) {
      expect(await over('a.1', asOf)).toEqual(['f', 'g']);
      expect(await over('b.1', asOf)).toEqual(['f', 'g']);
      expect(await over('c.1', asOf)).toEqual(['f', 'g']);
      expect(await over('d.1', asOf)).toEqual(['g']);
      expect(await over('i.1', asOf)).toEqual(['g', 'h']);
    }
    await filled.close();
  });
});
