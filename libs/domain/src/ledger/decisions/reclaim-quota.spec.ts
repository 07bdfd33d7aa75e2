import {
  accepted,
  allocate,
  allocatedLedger,
  asked,
  city,
  codeOf,
  county,
  dayJob,
  heldBy,
  lotIn,
  movedBy,
  mu,
  POLICY_ROWS,
  refusalOf,
  without,
  type World,
} from '../testing/index.js';

type Data = Partial<Parameters<typeof asked<'ReclaimQuota'>>[2]>;
const reclaim = (world: World, data: Data = {}) =>
  asked(world, 'ReclaimQuota', {
    entryId: 'rc',
    unit: '330402',
    draws: [{ lot: 'a.1', quantity: mu(300, 300, 400) }],
    ...data,
  });

describe('reclaimQuota (收回)', () => {
  it('goes back into the lot it was taken from while that is valid', () => {
    const world = allocatedLedger();
    const event = accepted(world, reclaim(world), 'QuotaReclaimed');
    expect(movedBy(event)).toEqual([
      'u-330402/a.1/available -> u-330000/i.1/available 300/300/400',
    ]);
    expect(event.data).toMatchObject({ unit: 'u-330402', toUnit: 'u-330000', lots: [] });
    expect(event.data).not.toHaveProperty('automatic');
    expect(heldBy(world, 'u-330402')).toEqual({ 'a.1/available': '700/700/600' });
    expect(heldBy(world, 'u-330000')).toEqual({ 'i.1/available': '99300/99300/99400' });
  });

  it('opens a new child lot where the lot it came from has ended', () => {
    const world = allocatedLedger(mu(1_000), { day: '2018-01-10' });
    const event = accepted(world, reclaim(world), 'QuotaReclaimed');
    expect(movedBy(event)).toEqual([
      'u-330402/a.1/available -> u-330000/rc.1/available 300/300/400',
    ]);
    expect(lotIn(event)).toMatchObject({ lot: 'rc.1', parent: 'a.1', unit: 'u-330000' });
  });

  it('opens a new child lot where another unit gave it than takes it back', () => {
    const world = allocatedLedger();
    world.post(
      asked(world, 'TransferQuota', {
        entryId: 't',
        fromUnit: '330402',
        toUnit: '330411',
        lot: 'a.1',
        quantity: mu(50),
      }),
    );
    const draws = [{ lot: 't.1', quantity: mu(20) }];
    const event = accepted(world, reclaim(world, { unit: '330411', draws }), 'QuotaReclaimed');
    expect(movedBy(event)).toEqual(['u-330411/t.1/available -> u-330000/rc.1/available 20']);
  });

  it('goes to the city it came through, which may reclaim it itself', () => {
    const world = allocatedLedger();
    world.post(
      allocate(world, { to: [{ unit: '330400', quantity: mu(100) }] }),
      allocate(world, {
        entryId: 'd',
        fromUnit: '330400',
        lot: 'b.1',
        to: [{ unit: '330402', quantity: mu(40) }],
      }),
    );
    const draws = [{ lot: 'd.1', quantity: mu(15) }];
    world.post(reclaim(world, { draws, actor: city('330400') }));
    expect(heldBy(world, 'u-330400')).toEqual({ 'b.1/available': '75' });
    expect(codeOf(world, reclaim(world, { entryId: 'x', actor: city('330400') }))).toBe(
      'not-permitted',
    );
  });

  it('T-22 (Anhui, use deadline 10 December): usable on the 10th, reclaimed on the 11th', () => {
    const rows = [
      ...POLICY_ROWS.filter(({ key }) => key !== 'use-deadline'),
      { key: 'use-deadline' as const, value: { monthDay: '12-10', then: 'reclaim' as const } },
    ];
    const world = allocatedLedger(mu(1_000), { day: '2017-12-10', rows });
    world.post(
      asked(world, 'ReserveQuota', {
        entryId: 'r',
        unit: '330402',
        actor: county('330402'),
        draws: [{ lot: 'a.1', quantity: mu(10) }],
        project: 'p-1',
        expiresOn: '2017-12-10',
      }),
    );
    world.advanceTo('2017-12-11');
    const byDayJob = reclaim(world, { actor: dayJob, draws: [{ lot: 'a.1', quantity: mu(990) }] });
    const event = accepted(world, without(byDayJob, 'document'), 'QuotaReclaimed');
    expect(event.data).toMatchObject({ automatic: true, actor: { role: 'system' } });
    expect(heldBy(world, 'u-330000')).toEqual({ 'i.1/available': '99990' });
    expect(heldBy(world, 'u-330402')).toEqual({ 'a.1/reserved': '10' });
  });

  it('needs a document from people, none from the day job', () => {
    const world = allocatedLedger();
    expect(codeOf(world, without(reclaim(world), 'document'))).toBe('document-missing');
  });

  it.each([
    ['nothing', { draws: [] }, 'nothing-to-do'],
    ['more than is left', { draws: [{ lot: 'a.1', quantity: mu(1_001) }] }, 'insufficient-balance'],
    [
      'the province',
      { unit: '330000', draws: [{ lot: 'i.1', quantity: mu(1) }] },
      'not-an-inferior',
    ],
    ['a county', { actor: county('330402') }, 'not-permitted'],
  ] as const)('is refused for %s', (_what, data, code) => {
    const world = allocatedLedger();
    expect(codeOf(world, reclaim(world, data))).toBe(code);
  });

  it('takes lots of one giver only', () => {
    const world = allocatedLedger();
    world.post(
      allocate(world, { to: [{ unit: '330400', quantity: mu(100) }] }),
      allocate(world, {
        entryId: 'd',
        fromUnit: '330400',
        lot: 'b.1',
        to: [{ unit: '330402', quantity: mu(40) }],
      }),
    );
    const draws = ['a.1', 'd.1'].map((lot) => ({ lot, quantity: mu(1) }));
    expect(refusalOf(world, reclaim(world, { draws }))).toEqual({
      code: 'draws-malformed',
      facts: { lot: 'd.1', unit: 'u-330000' },
    });
  });
});
