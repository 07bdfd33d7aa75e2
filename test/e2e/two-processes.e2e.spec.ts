import { MemoryEventStore } from '#event-store/memory';
import { openDoor, type Door } from './door.js';
import { DOCUMENT, LEDGER, openLedger, PROVINCE } from './story.js';

/** Two processes that answer for one log. */
let first: Door;
let second: Door;

beforeEach(async () => {
  const store = new MemoryEventStore();
  [first, second] = await Promise.all([openDoor({ store }), openDoor({ store })]);
});
afterEach(() => Promise.all([first.close(), second.close()]));

const OPERATOR = 'operator';
const dayPasses = (date: string) => first.post(OPERATOR, `${LEDGER}/days`, `day:${date}`, { date });
const freeze = { unit: '330402', reason: '整改', document: DOCUMENT };

describe('H-16 a process that has not read the newest entries', () => {
  it('takes a default date at the decision, states it, and repeats the answer later', async () => {
    await openLedger(first);
    await second.post(PROVINCE, `${LEDGER}/freezes`, 'f-0', freeze);
    const dates = await first.ask(`${LEDGER}/events`, { as: 'auditor@330000' });
    const last = dates.text.trim().split('\n').at(-1) ?? '';
    const today = (JSON.parse(last) as { data: { effectiveOn: string } }).data.effectiveOn;
    const tomorrow = new Date(Date.parse(today) + 86_400_000).toISOString().slice(0, 10);
    expect((await dayPasses(tomorrow)).status).toBe(201);
    const posted = await second.post(PROVINCE, `${LEDGER}/freezes`, 'f-1', freeze);
    expect([posted.status, posted.body]).toMatchObject([201, { effectiveOn: tomorrow }]);
    const dayAfter = new Date(Date.parse(today) + 2 * 86_400_000).toISOString().slice(0, 10);
    expect((await dayPasses(dayAfter)).status).toBe(201);
    const again = await second.post(PROVINCE, `${LEDGER}/freezes`, 'f-1', freeze);
    expect([again.status, again.body]).toMatchObject([200, { effectiveOn: tomorrow }]);
  });

  it('knows a ledger that the other one opened: in dry runs, in the log, in amounts', async () => {
    // It has looked before there was one.
    expect((await second.ask(`${LEDGER}/events`, { as: 'auditor@330000' })).status).toBe(404);
    await openLedger(first);
    expect((await second.ask(`${LEDGER}/events`, { as: 'auditor@330000' })).status).toBe(200);
    const dry = await second.post(PROVINCE, `${LEDGER}/freezes?dryRun=true`, 'dry', freeze);
    expect([dry.status, dry.body]).toMatchObject([200, { dryRun: true }]);
  });

  it('reads an amount by an indicator that the other one defined', async () => {
    await openLedger(first);
    await second.post(PROVINCE, `${LEDGER}/freezes`, 'f-0', freeze);
    const indicator = {
      indicator: {
        id: 'grain-output',
        title: '粮食产能',
        nesting: [],
        components: [{ name: 'grain', dimension: 'grain', title: '产能' }],
      },
      document: DOCUMENT,
    };
    expect((await first.post(PROVINCE, `${LEDGER}/indicators`, 'def', indicator)).status).toBe(201);
    const issued = await second.post(PROVINCE, `${LEDGER}/issuances`, 'i-grain', {
      ...{ indicator: 'grain-output', planYear: 2017, planKind: 'pool', document: DOCUMENT },
      ...{ quantity: { grain: '5 kg' }, effectiveOn: '2017-03-20' },
    });
    expect([issued.status, issued.text]).toEqual([201, expect.any(String)]);
  });
});
