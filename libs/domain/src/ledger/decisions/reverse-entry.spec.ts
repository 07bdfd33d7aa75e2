import {
  accepted,
  allocate,
  allocatedLedger,
  asked,
  balancesOf,
  city,
  closedYear,
  codeOf,
  consume,
  county,
  document,
  frozen,
  heldBy,
  movedBy,
  mu,
  openedLedger,
  refusalOf,
  release,
  reserve,
  reverse,
  voidOf,
  type World,
} from '../testing/index.js';

const reserved = (amount: number) => [{ lot: 'a.1', quantity: mu(amount), reservation: 'r' }];

describe('reverseEntry (冲正)', () => {
  it('swaps the postings and ends the lots it opened', () => {
    const world = openedLedger();
    world.post(
      asked(world, 'IssueQuota', {
        entryId: 'i',
        indicator: 'annual',
        planYear: 2017,
        planKind: 'pool',
        quantity: mu(1_000, 900, 800),
      }),
    );
    const event = accepted(world, reverse(world, 'i'), 'EntryReversed');
    expect(movedBy(event)).toEqual(['u-330000/i.1/available -> i.1/source 1000/900/800']);
    expect(event.data).toMatchObject({
      entry: 'i',
      entryType: 'QuotaIssued',
      reason: '误录',
      endedLots: ['i.1'],
      undone: {},
      lots: [],
    });
    expect(event.data.revision).toBe(String(world.state.entries.candidates('i')[0]));
    expect(balancesOf(world)).toEqual({});
    expect(codeOf(world, allocate(world))).toBe('lot-ended');
  });

  it('is final: each entry once, and no reversal of a reversal', () => {
    const world = allocatedLedger();
    world.post(reverse(world, 'a'));
    expect(refusalOf(world, reverse(world, 'a', { entryId: 'again' }))).toEqual({
      code: 'entry-already-reversed',
      facts: { entry: 'a', reversedAt: String(world.state.entries.candidates('undo:a')[0]) },
    });
    expect(refusalOf(world, reverse(world, 'undo:a'))).toEqual({
      code: 'entry-not-reversible',
      facts: { entry: 'undo:a', type: 'EntryReversed' },
    });
  });

  it('is followed by a new entry that says what it replaces', () => {
    const world = allocatedLedger();
    expect(codeOf(world, allocate(world, { replaces: 'a' }))).toBe('replaced-entry-not-reversed');
    expect(codeOf(world, allocate(world, { replaces: 'q' }))).toBe('entry-unknown');
    world.post(reverse(world, 'a'));
    expect(
      accepted(world, allocate(world, { replaces: 'a' }), 'QuotaAllocated').data.replaces,
    ).toBe('a');
  });

  it('H-17 by one living entry at a time, which may be reversed and replaced as well', () => {
    const world = allocatedLedger();
    const again = (entryId: string) => allocate(world, { entryId, replaces: 'a' });
    world.post(reverse(world, 'a'), again('b'));
    expect(refusalOf(world, again('d'))).toEqual({
      code: 'entry-already-replaced',
      facts: { entry: 'a', first: 'b' },
    });
    world.post(reverse(world, 'b'), again('d'));
    expect(codeOf(world, again('e'))).toBe('entry-already-replaced');
  });

  it('H-15 by who may reverse it: the place is taken once, and another unit could take it', () => {
    const world = allocatedLedger();
    const own = { actor: county('330402') };
    world.post(reserve(world, own), reverse(world, 'r', own));
    world.post(allocate(world, { entryId: 'b', to: [{ unit: '330411', quantity: mu(9) }] }));
    const again = (more: object) => reserve(world, { entryId: 'r2', replaces: 'r', ...more });
    const draws = [{ lot: 'b.1', quantity: mu(1) }];
    const stranger = { actor: county('330411'), unit: '330411', draws };
    expect(codeOf(world, again(stranger))).toBe('not-permitted');
    expect(codeOf(world, again({ actor: city('330400') }))).toBe('not-permitted');
    expect(accepted(world, again(own), 'QuotaReserved').data.replaces).toBe('r');
    world.post(reverse(world, 'r2'), again({ entryId: 'r3' }));
  });

  it('is effective on or after the original, in open books', () => {
    const world = allocatedLedger();
    expect(refusalOf(world, reverse(world, 'a', { effectiveOn: '2017-03-31' }))).toEqual({
      code: 'before-cited-entry',
      facts: { entry: 'a', citedOn: '2017-04-01', effectiveOn: '2017-03-31' },
    });
    world.post(asked(world, 'CloseBooks', { entryId: 'cb', through: '2017-05-31' }));
    expect(codeOf(world, reverse(world, 'a', { effectiveOn: '2017-05-31' }))).toBe('books-closed');
    world.post(reverse(world, 'a', { effectiveOn: '2017-06-01' }));
    expect(world.balance('u-330402/a.1/available', '2017-05-31')[0]).toBe(mu(1_000)['total']);
    expect(world.balance('u-330402/a.1/available', '2017-06-01')[0]).toBe(0n);
  });

  it('is by who may post the kind, on own entries; by the province on all', () => {
    const world = allocatedLedger();
    world.post(
      reserve(world, { actor: county('330402') }),
      reserve(world, { entryId: 'r2', actor: city('330400') }),
    );
    expect(codeOf(world, reverse(world, 'r', { actor: county('330411') }))).toBe('not-permitted');
    expect(codeOf(world, reverse(world, 'r', { actor: city('330400') }))).toBe('not-permitted');
    expect(codeOf(world, reverse(world, 'r2', { actor: county('330402') }))).toBe('not-permitted');
    expect(codeOf(world, reverse(world, 'a', { actor: city('330400') }))).toBe('not-permitted');
    world.post(
      reverse(world, 'r', { actor: county('330402') }),
      reverse(world, 'r2', { actor: city('330400') }),
      reverse(world, 'a'),
    );
  });

  it('is not by a role that could not have posted the kind, whatever the unit', () => {
    const world = allocatedLedger();
    expect(refusalOf(world, reverse(world, 'i', { actor: city('330000') }))).toEqual({
      code: 'not-permitted',
      facts: {
        action: 'ReverseEntry',
        role: 'city',
        unit: '330000',
        of: 'u-330000',
        right: 'own-entries',
      },
    });
  });

  it('is refused for an unknown entry and in a closed year', () => {
    const world = allocatedLedger();
    expect(codeOf(world, reverse(world, 'q'))).toBe('entry-unknown');
    const lapse = (entryId: string, unit: string, lot: string, amount: number) =>
      asked(world, 'LapseQuota', { entryId, unit, draws: [{ lot, quantity: mu(amount) }] });
    world.post(
      lapse('l1', '330402', 'a.1', 1_000),
      lapse('l2', '330000', 'i.1', 99_000),
      closedYear(world, 2017),
    );
    expect(codeOf(world, reverse(world, 'l1'))).toBe('plan-year-closed');
    world.post(asked(world, 'ReopenPlanYear', { entryId: 'ro', planYear: 2017, reason: '更正' }));
    world.post(reverse(world, 'l1'));
  });
});

describe('not reversible', () => {
  const others: readonly [string, string, (world: World) => World][] = [
    ['LedgerOpened', 'open', (world) => world],
    ['UnitsRegistered', 'units', (world) => world],
    ['PolicyAdopted', 'policy:test-1', (world) => world],
    ['DayAdvanced', 'day:2017-06-30', (world) => world],
    ['QuotaFrozen', 'f', (world) => world.post(frozen(world))],
    [
      'QuotaUnfrozen',
      'uf',
      (world) =>
        world.post(
          frozen(world),
          asked(world, 'Unfreeze', { entryId: 'uf', freeze: 'f', reason: 'x' }),
        ),
    ],
    ['PlanYearClosed', 'y-2016', (world) => world.post(closedYear(world, 2016))],
    [
      'PlanYearReopened',
      'ro',
      (world) =>
        world.post(
          closedYear(world, 2016),
          asked(world, 'ReopenPlanYear', { entryId: 'ro', planYear: 2016, reason: 'x' }),
        ),
    ],
    [
      'PostingSuspended',
      'sus',
      (world) =>
        world.post(
          asked(world, 'SuspendPosting', { entryId: 'sus', reason: 'x' }),
          asked(world, 'ResumePosting', { entryId: 'res', reason: 'x' }),
        ),
    ],
    [
      'PostingResumed',
      'res',
      (world) =>
        world.post(
          asked(world, 'SuspendPosting', { entryId: 'sus', reason: 'x' }),
          asked(world, 'ResumePosting', { entryId: 'res', reason: 'x' }),
        ),
    ],
    [
      'BooksClosed',
      'cb',
      (world) => world.post(asked(world, 'CloseBooks', { entryId: 'cb', through: '2017-01-31' })),
    ],
    [
      'EntryAnnotated',
      'an',
      (world) =>
        world.post(
          asked(world, 'AnnotateEntry', {
            entryId: 'an',
            entry: 'a',
            field: 'note',
            is: 'x',
            reason: 'x',
          }),
        ),
    ],
    [
      'ReservationAmended',
      'am',
      (world) =>
        world.post(
          reserve(world),
          asked(world, 'AmendReservation', { entryId: 'am', reservation: 'r', project: 'p-2' }),
        ),
    ],
    [
      'IndicatorDefined',
      'di',
      (world) =>
        world.post(
          asked(world, 'DefineIndicator', {
            entryId: 'di',
            indicator: {
              id: 'x',
              title: 'x',
              components: [{ name: 'area', dimension: 'area', title: 'x' }],
              nesting: [],
            },
          }),
        ),
    ],
    [
      'PlanKindDefined',
      'dp',
      (world) =>
        world.post(
          asked(world, 'DefinePlanKind', { entryId: 'dp', planKind: { id: 'x', title: 'x' } }),
        ),
    ],
    [
      'UnitsReorganised',
      're',
      (world) =>
        world.post(
          asked(world, 'ReorganiseUnits', {
            entryId: 're',
            approvedOn: '2017-06-01',
            inForceOn: '2017-06-30',
            switchOn: '2017-06-30',
            documents: [document()],
            ended: [{ unit: 'u-330411', successors: ['u-330402'] }],
            units: [],
            divisions: [],
          }),
        ),
    ],
  ];

  it.each(others)('%s', (type, entry, prepare) => {
    const world = prepare(allocatedLedger());
    expect(refusalOf(world, reverse(world, entry))).toEqual({
      code: 'entry-not-reversible',
      facts: { entry, type },
    });
  });
});

describe('an entry in use', () => {
  it('lists the live entries that stand on it, newest first', () => {
    const world = allocatedLedger();
    world.post(reserve(world), consume(world), reserve(world, { entryId: 'r2' }));
    expect(refusalOf(world, reverse(world, 'a'))).toEqual({
      code: 'entry-in-use',
      facts: {
        entry: 'a',
        dependents: [
          { revision: String(world.state.revision), entry: 'r2', type: 'QuotaReserved' },
          { revision: String(world.state.revision - 1), entry: 'c', type: 'QuotaConsumed' },
          { revision: String(world.state.revision - 2), entry: 'r', type: 'QuotaReserved' },
        ],
      },
    });
    for (const entry of ['r2', 'c', 'r', 'a']) world.post(reverse(world, entry));
    expect(heldBy(world, 'u-330402')).toEqual({});
  });

  it('lists the newest twenty of many', () => {
    const world = allocatedLedger();
    for (let n = 1; n <= 22; n += 1) {
      const draws = [{ lot: 'a.1', quantity: mu(1) }];
      world.post(reserve(world, { entryId: `r${n}`, draws }));
    }
    const { facts } = refusalOf(world, reverse(world, 'a'));
    expect(facts).toHaveProperty('dependents.length', 20);
    expect(facts).toHaveProperty('dependents.0.entry', 'r22');
  });

  it('a reservation is used by each resolution of it', () => {
    const world = allocatedLedger();
    world.post(
      reserve(world),
      consume(world, { draws: reserved(40) }),
      release(world, { draws: [{ lot: 'a.1', quantity: mu(10) }] }),
    );
    expect(refusalOf(world, reverse(world, 'r')).facts).toMatchObject({
      dependents: [{ entry: 'rl' }, { entry: 'c' }],
    });
    world.post(reverse(world, 'rl'), reverse(world, 'c'));
    expect(heldBy(world, 'u-330402')).toEqual({ 'a.1/available': '900', 'a.1/reserved': '100' });
    world.post(reverse(world, 'r'));
    expect(codeOf(world, release(world, { entryId: 'x' }))).toBe('reservation-closed');
  });

  it('an advance is used by its confirmation, and by what draws on it', () => {
    const world = allocatedLedger();
    world.post(
      asked(world, 'AdvanceQuota', {
        entryId: 'ad',
        unit: '330402',
        indicator: 'annual',
        planYear: 2017,
        planKind: 'pool',
        quantity: mu(10),
        use: 'available',
      }),
      asked(world, 'ConfirmAdvance', {
        entryId: 'cf',
        unit: '330402',
        advance: 'ad.1',
        quantity: mu(10),
      }),
    );
    expect(refusalOf(world, reverse(world, 'ad')).facts).toMatchObject({
      dependents: [{ entry: 'cf', type: 'AdvanceConfirmed' }],
    });
    world.post(reverse(world, 'cf'), reverse(world, 'ad'));
    expect(heldBy(world, 'u-330402')).toEqual({ 'a.1/available': '1000' });
  });

  it('a consumption is used by a void of it', () => {
    const world = allocatedLedger();
    world.post(consume(world), voidOf(world));
    expect(refusalOf(world, reverse(world, 'c')).facts).toMatchObject({
      dependents: [{ entry: 'v', type: 'ConsumptionVoided' }],
    });
  });
});

describe('a reservation that is no longer open', () => {
  it('gets nothing back: what would land in it goes on to available in the same event', () => {
    const world = allocatedLedger();
    world.post(reserve(world), consume(world, { draws: reserved(60), final: true }));
    const event = accepted(world, reverse(world, 'c'), 'EntryReversed');
    expect(movedBy(event)).toEqual([
      'u-330402/a.1/consumed -> u-330402/a.1/reserved 60 (r)',
      'u-330402/a.1/reserved -> u-330402/a.1/available 60 (r)',
      'u-330402/a.1/available -> u-330402/a.1/reserved 40 (r)',
      'u-330402/a.1/reserved -> u-330402/a.1/available 40 (r)',
    ]);
    expect(heldBy(world, 'u-330402')).toEqual({ 'a.1/available': '1000' });
    expect(codeOf(world, release(world))).toBe('reservation-closed');
  });

  it('and everything that stood on the lot is undone, the entries before it can be, too', () => {
    const world = allocatedLedger();
    world.post(reserve(world), release(world));
    expect(refusalOf(world, reverse(world, 'r')).facts).toMatchObject({
      dependents: [{ entry: 'rl' }],
    });
    for (const entry of ['rl', 'r', 'a']) world.post(reverse(world, entry));
    expect(balancesOf(world)).toEqual({
      'i.1/source': '-100000',
      'u-330000/i.1/available': '100000',
    });
  });

  it('takes nothing from another reservation of the same lot', () => {
    const world = allocatedLedger();
    world.post(
      reserve(world),
      reserve(world, { entryId: 'r2' }),
      consume(world, { draws: reserved(100) }),
      reverse(world, 'c'),
      reverse(world, 'r'),
    );
    expect(heldBy(world, 'u-330402')).toEqual({ 'a.1/available': '900', 'a.1/reserved': '100' });
    expect(world.state.reservations.get('r2')?.left.get('a.1')).toEqual(Object.values(mu(100)));
  });

  it('stays in use while an earlier use of it stands, although what closed it was undone', () => {
    const world = allocatedLedger();
    world.post(
      reserve(world),
      consume(world, { draws: reserved(40) }),
      release(world),
      reverse(world, 'rl'),
    );
    expect(refusalOf(world, reverse(world, 'r'))).toEqual({
      code: 'entry-in-use',
      facts: {
        entry: 'r',
        dependents: [{ revision: expect.any(String), entry: 'c', type: 'QuotaConsumed' }],
      },
    });
    world.post(reverse(world, 'c'), reverse(world, 'r'));
    expect(heldBy(world, 'u-330402')).toEqual({ 'a.1/available': '1000' });
  });

  it('of an opening balance goes back to the source', () => {
    const world = openedLedger();
    world.post(
      asked(world, 'BringForward', {
        entryId: 'bf',
        document: { ...document(), sha256: 'ab' },
        rows: [
          {
            unit: '330402',
            indicator: 'annual',
            planYear: 2017,
            planKind: 'pool',
            reserved: mu(30),
            expiresOn: '2017-12-31',
          },
        ],
      }),
      release(world, { reservation: 'bf/1' }),
    );
    expect(codeOf(world, reverse(world, 'bf'))).toBe('entry-in-use');
    world.post(reverse(world, 'rl'), reverse(world, 'bf'));
    expect(balancesOf(world)).toEqual({});
  });
});

describe('what an entry had taken is free again', () => {
  it('its approval and parcels as over-use', () => {
    const world = allocatedLedger();
    const overUse = (entryId: string) =>
      asked(world, 'RecordOverUse', {
        entryId,
        unit: '330402',
        indicator: 'annual',
        planYear: 2017,
        quantity: mu(1),
        approval: { number: 'z', date: world.today() },
        parcels: ['7'],
      });
    world.post(overUse('o1'), reverse(world, 'o1'), overUse('o2'));
    expect(codeOf(world, overUse('o3'))).toBe('approval-already-posted');
    expect(heldBy(world, 'u-330402')).toMatchObject({ 'o2.1/overused': '-1' });
  });

  it('its debts that a receipt had paid', () => {
    const world = allocatedLedger(mu(10));
    world.post(
      asked(world, 'DeductQuota', {
        entryId: 'de',
        unit: '330402',
        reason: 'sanction',
        indicator: 'annual',
        planYear: 2017,
        quantity: mu(30),
      }),
      allocate(world, { to: [{ unit: '330402', quantity: mu(50) }] }),
      reverse(world, 'b'),
    );
    expect(heldBy(world, 'u-330402')).toEqual({ 'de.1/debt': '-20' });
  });
});
