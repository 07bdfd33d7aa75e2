import { randomUUID } from 'node:crypto';
import type { NewEvent } from '#event-store';
import { MemoryEventStore } from '#event-store/memory';
import { openDoor, type Door } from './door.js';
import { expectProblem } from './expect-problem.js';
import { LEDGER, openLedger } from './story.js';

const STREAM = 'ledger-330000';
const COUNTY = 'county@330402';

const BAD: readonly (readonly [what: string, event: Omit<NewEvent, 'id'>])[] = [
  ['is no JSON', { type: 'QuotaAllocated', body: '这不是 JSON', metadata: '{"schemaVersion":1}' }],
  ['is of an unknown type', { type: 'QuotaBurnt', body: '{}', metadata: '{"schemaVersion":1}' }],
];

describe('L-07 a ledger with an event that cannot be read', () => {
  let door: Door;
  afterEach(() => door.close());

  it.each(BAD)('(%s) is answered as a damaged log, with the place', async (_, event) => {
    const store = new MemoryEventStore();
    const before = await openDoor({ store });
    await openLedger(before, '2017-01-02');
    await before.close();
    let head = -1n;
    for await (const { revision } of store.readStream(STREAM, 1_000_000n, 'backwards', 1))
      head = revision;
    await store.append(STREAM, [{ ...event, id: randomUUID() }], head);

    door = await openDoor({ store });
    const place = { stream: STREAM, revision: String(head + 1n) };
    const post = () =>
      door.post('operator', `${LEDGER}/days`, 'day:2017-01-03', { date: '2017-01-03' });
    for (const answer of [await post(), await post()]) {
      expectProblem(answer, 500, 'log-damaged');
      expect(answer.body).toMatchObject({ ...place, title: '台账日志已损坏' });
    }
    const english = { as: COUNTY, headers: { 'accept-language': 'en' } };
    const read = await door.ask(`${LEDGER}/stream`, english);
    expectProblem(read, 500, 'log-damaged');
    expect(read.body).toMatchObject({
      detail: expect.stringContaining(`Revision ${head + 1n} of ${STREAM} cannot be read`),
    });

    // Told once, where it is, and without a stack.
    const told = door.logged.filter((line) => line.includes('log-damaged'));
    expect(told).toEqual([expect.stringContaining(`${STREAM}@${head + 1n} cannot be read`)]);
    expect(door.logged.join('')).not.toMatch(/SyntaxError|"stack"|defect/);
  });
});
