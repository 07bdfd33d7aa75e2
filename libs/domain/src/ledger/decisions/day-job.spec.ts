import { allocatedLedger, asked, mu, POLICY_ROWS, type World } from '../testing/index.js';

const system = { id: 'muledger', role: 'system', unit: '330000' } as const;

/** No entry of a person may be backdated at all. */
const rows = POLICY_ROWS.map((row) =>
  row.key === 'backdating-limit' ? ({ ...row, value: { days: 0 } } as const) : row,
);

const ledger = (): World => {
  const world = allocatedLedger(mu(1_000), { day: '2017-04-01', rows: POLICY_ROWS });
  world.post(
    asked(world, 'ReserveQuota', {
      entryId: 'r',
      unit: '330402',
      draws: [{ lot: 'a.1', quantity: mu(300) }],
      project: 'p',
      expiresOn: '2017-04-10',
    }),
    asked(world, 'AdoptPolicy', {
      entryId: 'strict',
      version: 'strict',
      digest: '0'.repeat(64),
      from: '2017-04-01',
      rows,
    }),
  );
  return world.advanceTo('2017-04-15');
};

describe('what a day brings with it', () => {
  it('takes effect on its day however late the job comes: the backdating limit binds people', () => {
    const world = ledger();
    world.post(
      asked(world, 'ExpireReservations', {
        entryId: 'expire:2017-04-11',
        actor: system,
        effectiveOn: '2017-04-11',
        reservations: ['r'],
      }),
      asked(world, 'LapseQuota', {
        entryId: 'lapse:2017-04-12',
        actor: system,
        effectiveOn: '2017-04-12',
        unit: '330402',
        draws: [{ lot: 'a.1', quantity: mu(400) }],
      }),
      asked(world, 'ReclaimQuota', {
        entryId: 'reclaim:2017-04-13',
        actor: system,
        effectiveOn: '2017-04-13',
        unit: '330402',
        draws: [{ lot: 'a.1', quantity: mu(600) }],
      }),
    );
    expect(world.balance('u-330402/a.1/available', '2017-04-10')[0]).toBe(mu(700)['total']);
    expect(world.balance('u-330402/a.1/available', '2017-04-11')[0]).toBe(mu(1_000)['total']);
    expect(world.balance('u-330402/a.1/available')[0]).toBe(0n);
  });

  it('is refused to people so late, and to the job in closed books', () => {
    const world = ledger();
    const lapse = (entryId: string, actor: object) =>
      asked(world, 'LapseQuota', {
        entryId,
        effectiveOn: '2017-04-12',
        unit: '330402',
        draws: [{ lot: 'a.1', quantity: mu(1) }],
        ...actor,
      });
    expect(world.refusal(lapse('l-1', {}))?.code).toBe('backdated-too-far');
    world.post(asked(world, 'CloseBooks', { entryId: 'close', through: '2017-04-12' }));
    expect(world.refusal(lapse('l-2', { actor: system }))?.code).toBe('books-closed');
  });
});
