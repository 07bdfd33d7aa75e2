import { startStandIn, type StandIn } from '#testing/eventstoredb';
import { addressOf, Workplace, type Ended, type Program } from './programs.js';
import { annual, DOCUMENT, issueAndAllocate, LEDGER, openLedger, OPERATOR } from './story.js';

/** Milliseconds. Every step starts a process. */
const SLOW = 240_000;

let standIn: StandIn;
let place: Workplace;
const places: Workplace[] = [];
const workplace = async (environment: Readonly<Record<string, string>>): Promise<Workplace> => {
  const opened = await Workplace.open(environment);
  places.push(opened);
  return opened;
};
const onStandIn = () => ({ MULEDGER_EVENT_STORE: 'eventstoredb', EVENTSTORE_URL: standIn.url });

beforeEach(async () => {
  standIn = await startStandIn();
  place = await workplace(onStandIn());
});
afterEach(async () => {
  await Promise.all(places.splice(0).map((one) => one.close()));
  await standIn.stop();
}, SLOW);

const done = ({ code, stdout, stderr }: Ended): string => {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};

/** Plays a short session on a server of a workplace and tells the fingerprint of its log. */
const play = async (at: Workplace, server: Program): Promise<string> => {
  const url = await addressOf(server);
  const tokens = {
    province: done(await at.muledger('token', '--role', 'province', '--unit', '330000')).trim(),
    operator: done(await at.muledger('token', '--role', 'operator')).trim(),
  };
  const post = async (as: string, route: string, key: string, body: unknown) => {
    const response = await fetch(`${url}${route}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${as === OPERATOR ? tokens.operator : tokens.province}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
  };
  await openLedger({ post }, '2017-06-30');
  await issueAndAllocate({ post });
  const reservation = {
    unit: '330402',
    draws: [{ lot: 'a-1.1', quantity: annual('30', '20', '10') }],
    batch: '批次1',
    ...{ expiresOn: '2017-12-31', effectiveOn: '2017-05-01', document: DOCUMENT },
  };
  const first = await post('province', `${LEDGER}/reservations`, 'r-1', reservation);
  const again = await post('province', `${LEDGER}/reservations`, 'r-1', reservation);
  expect([first.status, again.status]).toEqual([201, 200]);
  expect(again.body).toEqual(first.body);
  // Replay compares with the read models, which may still be reading.
  const read = `${url}${LEDGER}/balances?minRevision=${first.body.revision}`;
  const headers = { authorization: `Bearer ${tokens.province}` };
  expect((await fetch(read, { headers })).status).toBe(200);
  return fingerprintOf(at);
};

const fingerprintOf = async (at: Workplace): Promise<string> => {
  const answer: unknown = JSON.parse(done(await at.muledger('replay', '--json')));
  expect(answer).toMatchObject({
    differences: [],
    fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  return (answer as { fingerprint: string }).fingerprint;
};

describe('everything with its log in EventStoreDB, on a stand-in', () => {
  it(
    'comes to what it comes to in PostgreSQL, for every reader of it',
    async () => {
      const server = place.server();
      const fingerprint = await play(place, server);
      expect(server.stdout).toMatch(/log +127\.0\.0\.1:\d+ \(EventStoreDB\)/);
      expect(standIn.log.visible('ledger-330000')).toHaveLength(186);

      const balances = done(await place.muledger('balances', '--unit', '330402', '--json'));
      expect(JSON.parse(balances).rows).toMatchObject([
        { available: { total: { mu: '270.0000' } }, reserved: { total: { mu: '30.0000' } } },
      ]);
      expect(done(await place.muledger('rebuild'))).toContain('the same as before');
      const findings = done(await place.muledger('doctor'));
      expect(findings).toContain(`fingerprint ${fingerprint.slice(0, 16)}`);
      expect(findings).toMatch(/✓ read model 330000/);
      expect(findings).toMatch(/✓ EventStoreDB/);

      // What the read models have read is behind them, in a server that starts again.
      server.signal('SIGTERM');
      expect((await server.ended).code).toBe(0);
      expect(await fingerprintOf(place)).toBe(fingerprint);
      await addressOf(place.server());
      expect(done(await place.muledger('balances', '--unit', '330402', '--json'))).toBe(balances);

      const other = await workplace({});
      expect(await play(other, other.server())).toBe(fingerprint);
    },
    SLOW,
  );

  it(
    'waits for a log that is not there yet, and is not ready when it goes away',
    async () => {
      standIn.interrupt();
      const server = place.server();
      await server.says(/Waiting for the event store at 127\.0\.0\.1:\d+ \.\.\./);
      standIn.restore();
      const ready = `${await addressOf(server)}/v1/health/ready`;
      expect(await (await fetch(ready)).json()).toEqual({
        status: 'ready',
        checks: ['database', 'event-store'],
      });
      standIn.interrupt();
      const response = await fetch(ready);
      expect([response.status, await response.json()]).toEqual([
        503,
        expect.objectContaining({ failing: ['event-store'] }),
      ]);
    },
    SLOW,
  );

  it(
    'says what is wrong with its URL, and no secret',
    async () => {
      const EVENTSTORE_URL = 'esdb://admin:secret@127.0.0.1:1?tlss=false';
      const server = await place.server({ EVENTSTORE_URL }).ended;
      const { code, stdout, stderr } = server;
      expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining('tlss')]);
      expect(stderr).not.toContain('secret');
      const elsewhere = await workplace({ ...onStandIn(), EVENTSTORE_URL });
      const replay = await elsewhere.muledger('replay');
      expect([replay.code, replay.stderr]).toEqual([2, expect.stringContaining('tlss')]);
      expect(replay.stderr).not.toContain('secret');
    },
    SLOW,
  );
});
