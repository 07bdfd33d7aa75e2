import { writeFile } from 'node:fs/promises';
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

/** Posts to a server of a workplace. */
const postingAt = async (at: Workplace, server: Program) => {
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
  return { post, url, tokens };
};

const reservationOf = (total: string) => ({
  unit: '330402',
  draws: [{ lot: 'a-1.1', quantity: annual(total, '20', '10') }],
  batch: '批次1',
  ...{ expiresOn: '2017-12-31', effectiveOn: '2017-05-01', document: DOCUMENT },
});

/** Plays a short session on a server of a workplace and tells the fingerprint of its log. */
const play = async (at: Workplace, server: Program): Promise<string> => {
  const { post, url, tokens } = await postingAt(at, server);
  await openLedger({ post }, '2017-06-30');
  await issueAndAllocate({ post });
  const reservation = reservationOf('30');
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

const fingerprintOf = async (
  at: Workplace,
  environment: Readonly<Record<string, string>> = {},
): Promise<string> => {
  const answer: unknown = JSON.parse(done(await at.muledgerIn(environment, 'replay', '--json')));
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
    'does not bind a database to an event store that it never reached',
    async () => {
      standIn.interrupt();
      const server = place.server();
      await server.says(/Waiting for the event store at/);
      server.signal('SIGTERM');
      await server.ended;
      const onPostgres = place.server({ MULEDGER_EVENT_STORE: 'postgres' });
      await addressOf(onPostgres);
      onPostgres.signal('SIGTERM');
      expect((await onPostgres.ended).code).toBe(0);
      const { code, stderr } = await place.server().ended;
      expect([code, stderr]).toEqual([2, expect.stringContaining('is kept by postgres since')]);
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

const MIGRATE = ['migrate-log', '--to'];

describe('a log that moves from PostgreSQL to EventStoreDB', () => {
  const migrate = (to: string, environment = {}) =>
    place.muledgerIn({ EVENTSTORE_URL: standIn.url, ...environment }, ...MIGRATE, to);
  /** Ends a server that is ready, or tells why it never was. */
  const end = async (server: Program): Promise<void> => {
    await addressOf(server);
    server.signal('SIGTERM');
    expect((await server.ended).code).toBe(0);
  };

  /** The read models build themselves from the log where it is now. */
  const rebuilt = async (environment = {}): Promise<void> => {
    for (;;) {
      const { code, stderr } = await place.muledgerIn(environment, 'replay');
      if (code === 0) return;
      expect(stderr).toContain('being rebuilt');
    }
  };

  beforeEach(async () => {
    place = await workplace({});
  });

  it(
    'L-08 is the same log there, with everything that stands on it; and goes back with what was posted there',
    async () => {
      const server = place.server();
      const fingerprint = await play(place, server);
      const before = done(await place.muledger('digest', '--json'));
      const balances = done(await place.muledger('balances', '--unit', '330402', '--json'));
      const busy = await migrate('eventstoredb');
      expect([busy.code, busy.stderr]).toEqual([
        1,
        expect.stringMatching(/still run.*muledger log/),
      ]);
      await end(server);

      const moving = await place.muledgerIn(onStandIn(), ...MIGRATE, 'eventstoredb', '--json');
      const answer: unknown = JSON.parse(done(moving));
      const events = Number(/"events": (\d+)/.exec(before)?.[1]);
      expect(answer).toMatchObject({ engine: 'eventstoredb', events, copied: events });
      // What they remember is told in the places of the log where it is now.
      expect(answer).toMatchObject({ followers: expect.arrayContaining(['day-job']) });
      // Whoever was not told is refused, and not shown what was left behind.
      const old = await place.server().ended;
      expect([old.code, old.stderr]).toEqual([2, expect.stringContaining('kept by eventstoredb')]);
      expect(await place.muledger('digest')).toMatchObject({ code: 2, stdout: '' });

      const moved = onStandIn();
      const noted = `${place.dir}/before.json`;
      await writeFile(noted, before);
      done(await place.muledgerIn(moved, 'digest', '--against', noted));
      const there = place.server(moved);
      await addressOf(there);
      await rebuilt(moved);
      expect(await fingerprintOf(place, moved)).toBe(fingerprint);
      expect(done(await place.muledgerIn(moved, 'balances', '--unit', '330402', '--json'))).toBe(
        balances,
      );
      expect(done(await place.muledgerIn(moved, 'doctor'))).toMatch(/✓ read model 330000/);
      // An entry and a refusal are posted there.
      const { post } = await postingAt(place, there);
      const reserve = (key: string, total: string, by = post) =>
        by('province', `${LEDGER}/reservations`, key, reservationOf(total));
      expect((await reserve('r-2', '40')).status).toBe(201);
      expect((await reserve('r-3', '9000000')).status).toBe(409);
      await end(there);
      const grown = await fingerprintOf(place, moved);
      await writeFile(noted, done(await place.muledgerIn(moved, 'digest', '--json')));
      expect(done(await migrate('postgres'))).toMatch(/2 of them copied now/);
      done(await place.muledger('digest', '--against', noted));

      const back = place.server();
      const posting = await postingAt(place, back);
      await rebuilt();
      expect(await fingerprintOf(place)).toBe(grown);
      expect((await reserve('r-2', '40', posting.post)).status).toBe(200);
      expect((await reserve('r-4', '50', posting.post)).status).toBe(201);
      expect(done(await place.muledger('doctor'))).toMatch(/✓ log .* none missing/);
      await end(back);

      // There again, only what is missing is copied; and not onto a log that somebody else writes to.
      const [first] = standIn.log.records;
      if (first === undefined) throw new Error('nothing was copied');
      standIn.log.append('another', [first], 'no-stream');
      const late = await migrate('eventstoredb');
      expect([late.code, late.stderr]).toEqual([
        1,
        expect.stringMatching(/nothing was switched: .*another@0/),
      ]);
    },
    SLOW,
  );

  it(
    'stays where it is when EventStoreDB holds another log, or does not answer',
    async () => {
      const server = place.server();
      await play(place, server);
      await end(server);
      expect(await place.muledger('migrate-log', '--to', 'eventstoredb')).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('EVENTSTORE_URL'),
      });
      expect(await migrate('nowhere')).toMatchObject({ code: 2 });

      standIn.interrupt();
      const away = await migrate('eventstoredb');
      expect([away.code, away.stderr]).toEqual([1, expect.stringMatching(/Start again/)]);
      standIn.restore();

      const other = await workplace(onStandIn());
      const otherServer = other.server();
      await play(other, otherServer);
      await end(otherServer);
      const taken = await migrate('eventstoredb');
      expect([taken.code, taken.stderr]).toEqual([
        1,
        expect.stringContaining('nothing was switched'),
      ]);
      await end(place.server());
    },
    SLOW,
  );
});
