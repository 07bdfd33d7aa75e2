import { monitorEventLoopDelay } from 'node:perf_hooks';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { openDoor, type Answer, type Door } from './door.js';
import { expectProblem } from './expect-problem.js';
import { annual, issueAndAllocate, LEDGER, openLedger } from './story.js';

const COUNTY = 'county@330402';
/** Machines that run all tests at once are slow; `soak:event-loop` asks for a fifth of it on a long log. */
const HELD_MAX_MS = 1_000;

describe('H-04 no request holds the process', () => {
  let door: Door;
  beforeAll(async () => {
    door = await openDoor();
    await openLedger(door);
    await issueAndAllocate(door);
    // What the process reads once is not measured.
    await post('reservations', '{}');
  });
  afterAll(() => door.close());

  const reservation = {
    unit: '330402',
    draws: [{ lot: 'a-1.1', quantity: annual('3', '2', '1') }],
    project: 'P-1',
    expiresOn: '2017-12-31',
    effectiveOn: '2017-05-01',
  };
  const post = (path: string, body: string): Promise<Answer> =>
    door.ask(`${LEDGER}/${path}`, {
      ...{ as: COUNTY, method: 'POST', body },
      headers: { 'content-type': 'application/json', 'idempotency-key': 'long' },
    });
  /** Milliseconds for which the longest turn of the event loop held it. */
  const heldDuring = async (work: () => Promise<void>): Promise<number> => {
    const loop = monitorEventLoopDelay({ resolution: 10 });
    loop.enable();
    await work();
    // The turn that ends the work is measured, too.
    await delay(20);
    loop.disable();
    return loop.max / 1e6;
  };
  const members = (count: number): string =>
    Array.from({ length: count }, (_, i) => `"k${i.toString(36)}":1`).join();

  it.each([5_000, 40_000, 400_000])('with a body of %i members', async (count) => {
    const held = await heldDuring(async () => {
      expectProblem(await post('reservations', `{${members(count)}}`), 400, 'malformed-body');
    });
    expect(held).toBeLessThan(HELD_MAX_MS);
  });

  it('with a body of nothing but brackets', async () => {
    const depth = 4_000_000;
    const held = await heldDuring(async () => {
      const body = `{"note":${'['.repeat(depth)}${']'.repeat(depth)}}`;
      expectProblem(await post('reservations', body), 400, 'malformed-body');
    });
    expect(held).toBeLessThan(HELD_MAX_MS);
  });

  it('with a batch whose lines each have a hundred errors, and its answer stays small', async () => {
    const line = { kind: 'reservations', ...JSON.parse(`{${members(100)}}`) };
    const body = JSON.stringify({
      atomic: false,
      entries: Array.from({ length: 6_000 }, () => line),
    });
    const held = await heldDuring(async () => {
      const answer = await post('batches', body);
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({ failed: 6_000 });
      expect(answer.text.length).toBeLessThan(4_000_000);
    });
    expect(held).toBeLessThan(HELD_MAX_MS);
  });

  it('with a dry run of as many lines as a batch may have', async () => {
    const line = { kind: 'reservations', ...reservation };
    const body = JSON.stringify({
      atomic: false,
      entries: Array.from({ length: 10_000 }, () => line),
    });
    const held = await heldDuring(async () => {
      const answer = await post('batches?dryRun=true', body);
      expect(answer.body).toMatchObject({ lines: 10_000, dryRun: true });
    });
    expect(held).toBeLessThan(HELD_MAX_MS);
  });
});

describe('H-04 halves of bodies', () => {
  let door: Door;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    door = await openDoor({ limits: { bodyBytesMax: 1024 * 1024 } });
  });
  afterAll(() => door.close());
  afterEach(() => sockets.splice(0).forEach((socket) => socket.destroy()));

  const send = (head: string, part: Buffer): { readonly answered: Promise<string> } => {
    const { hostname, port } = new URL(door.url);
    const socket = connect({ host: hostname, port: Number(port) });
    sockets.push(socket);
    let text = '';
    const answered = new Promise<string>((resolve) => {
      socket.on('data', (more) => {
        text += String(more);
        if (text.includes('"code"')) resolve(text);
      });
      socket.on('close', () => resolve(text));
      socket.on('error', () => resolve(text));
    });
    socket.write(head);
    socket.write(part);
    return { answered };
  };
  const head = (token = ''): string =>
    `POST ${LEDGER}/reservations HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n` +
    `idempotency-key: half\r\n${token === '' ? '' : `authorization: Bearer ${token}\r\n`}` +
    `content-length: 1000000\r\n\r\n`;

  it('without a token are answered before they are read', async () => {
    const { answered } = send(head(), Buffer.alloc(10, 0x20));
    expect(await answered).toMatch(/^HTTP\/1.1 401 /);
  });

  it('of one caller are no more than some bodies, and others are let in', async () => {
    const token = await door.token(COUNTY);
    const halves = Array.from({ length: 8 }, () => send(head(token), Buffer.alloc(900_000, 0x20)));
    const first = await Promise.race(halves.map(({ answered }) => answered));
    expect(first).toMatch(/^HTTP\/1.1 429 /);
    expect(first).toMatch(/retry-after: \d/i);
    const other = await door.post('county@330411', `${LEDGER}/reservations`, 'x', {});
    expectProblem(other, 400, 'malformed-body');
  });
});
