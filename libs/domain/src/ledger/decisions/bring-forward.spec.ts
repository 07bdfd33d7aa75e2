import {
  accepted,
  allocatedLedger,
  area,
  asked,
  balancesOf,
  city,
  codeOf,
  consume,
  document,
  heldBy,
  movedBy,
  mu,
  openedLedger,
  refusalOf,
  reserve,
  reverse,
  without,
  type World,
} from '../testing/index.js';

type Data = Parameters<typeof asked<'BringForward'>>[2];
const row = {
  unit: '330402',
  indicator: 'annual',
  planYear: 2017,
  planKind: 'project',
  available: mu(100, 90, 80),
};
const bring = (world: World, data: Partial<Data> = {}) =>
  asked(world, 'BringForward', {
    entryId: 'bf',
    rows: [row],
    document: { ...document('台账移交表'), sha256: 'ab'.repeat(32) },
    ...data,
  });

describe('bringForward (期初)', () => {
  it('opens what each unit brings along: available, consumed and reserved', () => {
    const world = openedLedger();
    const rows = [
      { ...row, consumed: mu(50), purpose: '工业' },
      {
        unit: '330411',
        indicator: 'annual',
        planYear: 2016,
        planKind: 'pool',
        project: 'p-3',
        reserved: mu(7),
        expiresOn: '2017-09-30',
        validUntil: '2017-12-31',
      },
    ];
    const event = accepted(world, bring(world, { rows }), 'BalanceBroughtForward');
    expect(movedBy(event)).toEqual([
      'bf.1/source -> u-330402/bf.1/available 100/90/80',
      'bf.1/source -> u-330402/bf.1/consumed 50',
      'bf.2/source -> u-330411/bf.2/reserved 7 (bf/2)',
    ]);
    expect(event.data).toMatchObject({
      units: ['u-330402', 'u-330411'],
      reservations: [
        { reservation: 'bf/2', unit: 'u-330411', project: 'p-3', expiresOn: '2017-09-30' },
      ],
    });
    expect(event.data.lots).toEqual([
      {
        lot: 'bf.1',
        unit: 'u-330402',
        indicator: 'annual',
        planYear: 2017,
        planKind: 'project',
        purpose: '工业',
        validFrom: '2017-01-01',
        validUntil: '2017-12-31',
      },
      {
        lot: 'bf.2',
        unit: 'u-330411',
        indicator: 'annual',
        planYear: 2016,
        planKind: 'pool',
        project: 'p-3',
        validFrom: '2016-01-01',
        validUntil: '2017-12-31',
      },
    ]);
    expect(heldBy(world, 'u-330411')).toEqual({ 'bf.2/reserved': '7' });
    const draws = [{ lot: 'bf.2', quantity: mu(7), reservation: 'bf/2' }];
    world.post(consume(world, { unit: '330411', draws }));
  });

  it('T-04: a printed total that differs by its last digit is kept with its difference', () => {
    const world = openedLedger();
    world.post(
      asked(world, 'DefineIndicator', {
        entryId: 'di',
        indicator: {
          id: 'basic-farmland',
          title: '基本农田保护面积',
          components: [{ name: 'area', dimension: 'area', title: '面积' }],
          nesting: [],
        },
      }),
    );
    const stated = ['29.2010', '40.0518', '38.7169', '43.4097', '32.0154', '41.8522', '49.0370'];
    const rows = stated.map((amount, i) => ({
      unit: '330402',
      project: `p-${i}`,
      indicator: 'basic-farmland',
      planYear: 2012,
      planKind: 'base',
      available: { area: area(`${amount}万亩`) },
    }));
    const table = (printed: string) =>
      bring(world, {
        rows,
        totals: [{ component: 'area', stated: area(printed), lastDigit: area('0.0001万亩') }],
      });
    // Seven rows, half a digit each: up to 3.5 亩.
    expect(refusalOf(world, table('274.2844万亩'))).toEqual({
      code: 'stated-total-differs',
      facts: {
        component: 'area',
        rows: String(area('274.2840万亩')),
        stated: String(area('274.2844万亩')),
        difference: String(area('4亩')),
        allowed: String(area('3.5亩')),
      },
    });
    const event = accepted(world, table('274.2841万亩'), 'BalanceBroughtForward');
    expect(event.data.totals).toEqual([
      {
        component: 'area',
        rows: String(area('274.2840万亩')),
        stated: String(area('274.2841万亩')),
        difference: String(area('1亩')),
      },
    ]);
  });

  it('H-21: six rows of 6.6667 公顷 come to 40.0002, and 40.0000 is printed', () => {
    const world = openedLedger();
    const quantity = { total: area('6.6667公顷'), farmland: 0n, cultivated: 0n };
    const rows = ['p', 'q', 'r', 's', 't', 'u'].map((project) => ({
      ...row,
      project,
      available: quantity,
    }));
    const lastDigit = area('0.0001公顷');
    const totals = [{ component: 'total', stated: area('40.0000公顷'), lastDigit }];
    const other = [{ component: 'total', stated: area('40.0006公顷'), lastDigit }];
    expect(codeOf(world, bring(world, { rows, totals: other }))).toBe('stated-total-differs');
    const event = accepted(world, bring(world, { rows, totals }), 'BalanceBroughtForward');
    expect(event.data.totals).toMatchObject([{ difference: String(-2n * lastDigit) }]);
  });

  it('keeps a total that is smaller by its last digit, too, and knows its components', () => {
    const world = openedLedger();
    const total = (component: string, stated: bigint) =>
      bring(world, { totals: [{ component, stated, lastDigit: 40n }] });
    expect(codeOf(world, total('paddy', 0n))).toBe('component-unknown');
    expect(codeOf(world, total('total', area('99.9998 mu')))).toBe('stated-total-differs');
    const event = accepted(world, total('total', area('99.9999 mu')), 'BalanceBroughtForward');
    expect(event.data.totals).toMatchObject([{ difference: '-20' }]);
  });

  it('H-21: comes once for a unit, indicator, year and plan kind, until it is reversed', () => {
    const world = openedLedger();
    world.post(bring(world));
    const again = { entryId: 'bf2', rows: [{ ...row, unit: 'u-330402', purpose: '工业' }] };
    expect(refusalOf(world, bring(world, again))).toEqual({
      code: 'opening-repeated',
      facts: {
        unit: 'u-330402',
        indicator: 'annual',
        planYear: 2017,
        planKind: 'project',
        entry: 'bf',
      },
    });
    world.post(
      bring(world, { entryId: 'bf2', rows: [{ ...row, planKind: 'pool' }] }),
      bring(world, { entryId: 'bf3', rows: [{ ...row, unit: '330411' }] }),
    );
    world.post(reverse(world, 'bf'), bring(world, { entryId: 'bf4' }));
    expect(codeOf(world, bring(world, again))).toBe('opening-repeated');
  });

  it('H-21: and once within a table, unless purpose, project or dates tell the rows apart', () => {
    const world = openedLedger();
    // H-17: no entry is named, because none was recorded that could be reversed.
    const { code, facts } = refusalOf(world, bring(world, { rows: [row, { ...row }] }));
    expect(code).toBe('opening-repeated');
    expect(facts).toMatchObject({ firstRow: 1, row: 2 });
    expect(facts).not.toHaveProperty('entry');
    world.post(bring(world, { rows: [row, { ...row, purpose: '工业' }] }));
  });

  it('comes before the unit’s first other entry, and may come in several parts', () => {
    const world = openedLedger();
    world.post(
      bring(world),
      bring(world, { entryId: 'bf2', rows: [{ ...row, planYear: 2016 }] }),
      reserve(world, {
        draws: [{ lot: 'bf.1', quantity: mu(1) }],
      }),
    );
    expect(refusalOf(world, bring(world, { entryId: 'bf3' }))).toEqual({
      code: 'opening-after-entries',
      facts: { unit: 'u-330402' },
    });
    const other = allocatedLedger();
    expect(codeOf(other, bring(other))).toBe('opening-after-entries');
  });

  it('may be brought forward once more after it was reversed', () => {
    const world = openedLedger();
    world.post(bring(world), reverse(world, 'bf'));
    expect(balancesOf(world)).toEqual({});
    world.post(bring(world, { entryId: 'bf2', replaces: 'bf' }));
    expect(heldBy(world, 'u-330402')).toEqual({ 'bf2.1/available': '100/90/80' });
  });

  it.each<[string, Partial<Data>, string]>([
    ['no rows', { rows: [] }, 'nothing-to-do'],
    [
      'an empty row',
      { rows: [{ unit: '330402', indicator: 'annual', planYear: 2017, planKind: 'pool' }] },
      'quantity-empty',
    ],
    ['a document without the hash of its file', { document: document() }, 'document-missing'],
    ['an unknown indicator', { rows: [{ ...row, indicator: 'water' }] }, 'indicator-unknown'],
    ['an unknown kind', { rows: [{ ...row, planKind: 'gift' }] }, 'plan-kind-unknown'],
    ['an unknown unit', { rows: [{ ...row, unit: '999999' }] }, 'unit-unknown'],
    ['something reserved without end', { rows: [{ ...row, reserved: mu(1) }] }, 'draws-malformed'],
    [
      'an end of nothing reserved',
      { rows: [{ ...row, expiresOn: '2017-12-31' }] },
      'draws-malformed',
    ],
    [
      'a reservation that has expired',
      { rows: [{ ...row, reserved: mu(1), expiresOn: '2017-06-29' }] },
      'reservation-expired',
    ],
    ['a city', { actor: city('330400') }, 'not-permitted'],
    ['a day to come', { effectiveOn: '2017-07-01' }, 'effective-in-future'],
  ])('is refused for %s', (_what, data, code) => {
    const world = openedLedger();
    expect(codeOf(world, bring(world, data))).toBe(code);
  });

  it('needs a document', () => {
    const world = openedLedger();
    expect(codeOf(world, without(bring(world), 'document'))).toBe('document-missing');
  });

  it('holds as many rows as one append of every store can', () => {
    const world = openedLedger();
    const rows = Array.from({ length: 3_001 }, (_, i) => ({ ...row, project: `p-${i}` }));
    expect(refusalOf(world, bring(world, { rows }))).toEqual({
      code: 'too-many-postings',
      facts: { limit: 3_000 },
    });
    world.post(bring(world, { rows: rows.slice(1) }));
  });
});
