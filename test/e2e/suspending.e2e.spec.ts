import { openReadingDoor, type ReadingDoor } from './reading-door.js';
import { annual, issueAndAllocate, LEDGER, openLedger, OPERATOR, PROVINCE } from './story.js';

/** One of Nanhu's lots. */
const reservation = {
  unit: '330402',
  draws: [{ lot: 'a-1.1', quantity: annual('1', '1', '1') }],
  project: 'p-1',
  expiresOn: '2017-12-31',
  effectiveOn: '2017-06-01',
};

describe('a suspended ledger', () => {
  let door: ReadingDoor;
  beforeAll(async () => {
    door = await openReadingDoor();
    await openLedger(door);
    await issueAndAllocate(door);
  });
  afterAll(() => door.close());

  const reserve = (key: string) =>
    door.post('county@330402', `${LEDGER}/reservations`, key, reservation);

  it('is read, refuses what is new, and answers what is old as it was answered', async () => {
    const before = await reserve('r-1');
    const suspension = await door.post(OPERATOR, `${LEDGER}/suspensions`, 'sus', {
      reason: '日志迁移',
    });
    expect([before.status, suspension.status]).toEqual([201, 201]);

    const refused = await reserve('r-2');
    expect([refused.status, refused.body]).toEqual([
      409,
      expect.objectContaining({
        ...{ code: 'posting-suspended', type: '/problems/posting-suspended' },
        ...{ suspension: 'sus', reason: '日志迁移', unitName: '浙江省' },
        by: expect.any(String),
        since: (suspension.body as { recordedAt: string }).recordedAt,
      }),
    ]);
    const again = await reserve('r-1');
    expect([again.status, again.body]).toEqual([200, before.body]);
    const { body } = await door.get(PROVINCE, `${LEDGER}/entries/sus`);
    expect(body).toMatchObject({ entry: { entryKind: 'PostingSuspended' } });

    const resumed = await door.post(PROVINCE, `${LEDGER}/resumptions`, 'res', { reason: '完成' });
    expect(resumed.status).toBe(201);
    expect((await reserve('r-2')).status).toBe(201);
    const { body: ended } = await door.get(PROVINCE, `${LEDGER}/entries/res`);
    expect(ended).toMatchObject({ entry: { entryKind: 'PostingResumed', suspension: 'sus' } });
  });

  it('is suspended by the operator or the province only', async () => {
    const body = { reason: 'x' };
    const { status } = await door.post('county@330402', `${LEDGER}/suspensions`, 'sus-2', body);
    expect(status).toBe(403);
  });
});
