import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { LedgerEvent } from '#domain';
import { allocatedLedger, consume, mu, reserve, type World } from '#domain/testing';
import { createEventStorePool, migrateEventStore, PostgresEventStore } from '#event-store/postgres';
import { ledgerModel, ledgerStream } from '#ledger-stream';
import { loadConfig } from '#platform';
import { createReadModelDataSource, migrateReadModels } from '#read-models';
import { createDatabase, startTestPostgres, type TestPostgres } from '#testing/postgres';
import { run } from '../program.js';

/** A ledger in which `c` used a part of the reservation `r` for a parcel. */
const sound = (): World => {
  const world = allocatedLedger();
  world.post(reserve(world));
  const draws = [{ lot: 'a.1', reservation: 'r', quantity: mu(60) }];
  return world.post(consume(world, { draws, parcels: ['g-1'] }));
};

type Consumed = Extract<LedgerEvent, { readonly type: 'QuotaConsumed' }>;
const consumed = (world: World): Consumed => {
  const event = world.last();
  if (event.type !== 'QuotaConsumed') throw new TypeError('the last entry is no use');
  return event;
};
/** Another use, of what is available, which no decision has seen. */
const used = (world: World, facts: Partial<Consumed['data']>, total = 10n): LedgerEvent => {
  const { type, data } = consumed(world);
  const [posting] = data.postings;
  if (posting === undefined) throw new TypeError('a use has a posting');
  const { reservation: _reservation, ...rest } = posting;
  const from = posting.from.replace('reserved', 'available') as typeof posting.from;
  const quantity = { total, farmland: 0n, cultivated: 0n };
  return {
    type,
    data: { ...data, entryId: 'damage', postings: [{ ...rest, from, quantity }], ...facts },
  };
};
const OTHER = { number: '浙土字A〔2017〕-0099', date: '2017-06-30' };

interface Damage {
  readonly what: string;
  readonly ledger: string;
  readonly damage: (world: World) => readonly LedgerEvent[];
  /** What replay and doctor say of it. */
  readonly told: RegExp;
}

const DAMAGED: readonly Damage[] = [
  {
    what: 'an account that is overdrawn',
    ledger: '130000',
    damage: (world) => [used(world, { approval: OTHER, parcels: [] }, 10n ** 12n)],
    told: /the log is broken: ledger-130000@\d+: entry damage: .*a\.1.*; stop posting .*restore/,
  },
  {
    what: 'a reservation of which more is resolved than was reserved',
    ledger: '140000',
    damage: (world) => {
      const { type, data } = consumed(world);
      return [{ type, data: { ...data, entryId: 'damage', approval: OTHER, parcels: [] } }];
    },
    told: /ledger-140000@\d+: entry damage: reservation r is resolved twice.*; stop posting/,
  },
  {
    what: 'an approval that is used twice',
    ledger: '150000',
    damage: (world) => [used(world, { parcels: [] })],
    told: /approvals that are used more than once: 浙土字A〔2017〕-0012 \(c, damage\); ask .* reverse or void/,
  },
  {
    what: 'a parcel that is used twice',
    ledger: '210000',
    damage: (world) => [used(world, { approval: OTHER, project: 'p-2' })],
    told: /parcels that are used more than once: g-1 \(c, damage\); ask .* reverse or void/,
  },
  {
    what: 'a balance beyond what is bounded',
    ledger: '220000',
    damage: (world) => {
      const issued = world.events.find(({ type }) => type === 'QuotaIssued');
      if (issued?.type !== 'QuotaIssued') throw new TypeError('nothing was issued');
      const text = JSON.stringify(issued, (_, value: unknown) =>
        typeof value === 'bigint' ? `${value}n` : value,
      ).replaceAll('"i.1', '"damage.1');
      const copy = JSON.parse(text.replaceAll('/i.1/', '/damage.1/'), (_, value: unknown) =>
        typeof value === 'string' && /^\d+n$/.test(value) ? 2n ** 54n : value,
      ) as typeof issued;
      return [{ type: copy.type, data: { ...copy.data, entryId: 'damage' } }];
    },
    told: /balance beyond .*u-330000\/damage\.1\/\S+ \(damage\).*; reverse the entry/,
  },
  {
    what: 'a close that states other balances',
    ledger: '230000',
    damage: (world) => {
      const { data } = consumed(world);
      const { effectiveOn, recordedAt, actor } = data;
      const base = { effectiveOn, recordedAt, actor, postings: [], lots: [], entryId: 'damage' };
      const data2016 = { ...base, planYear: 2016, stateDigest: '0'.repeat(64) };
      return [{ type: 'PlanYearClosed', data: data2016 }];
    },
    told: /closes? .*other balances.*revision|the close at revision \d+ states other balances/,
  },
];

describe('H-18 on a damaged log', () => {
  let server: TestPostgres;
  let dir: string;
  let MULEDGER_DATABASE_URL: string;
  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'muledger-damaged-'));
    server = await startTestPostgres();
    MULEDGER_DATABASE_URL = await createDatabase(server);
    const admin = new pg.Client({ connectionString: MULEDGER_DATABASE_URL });
    await admin.connect();
    await admin.query('create role muledger_app');
    await migrateEventStore(admin, { appRole: 'muledger_app' });
    await admin.end();
    const source = createReadModelDataSource(MULEDGER_DATABASE_URL);
    await migrateReadModels(source);
    await source.destroy();
    const connectionString = MULEDGER_DATABASE_URL;
    const pool = createEventStorePool({ connectionString, statement_timeout: 10_000 });
    const store = new PostgresEventStore({ pool });
    for (const { ledger, damage } of [SOUND, ...DAMAGED]) {
      const world = sound();
      const events = [...world.events, ...damage(world)].map((event) =>
        ledgerModel.encode(event, {
          recordedAt: event.data.recordedAt,
          commandDigest: `${ledger}-${event.data.entryId}`,
        }),
      );
      for (let at = 0; at < events.length; at += 100)
        await store.append(
          ledgerStream(ledger),
          events.slice(at, at + 100),
          at === 0 ? 'no-stream' : BigInt(at - 1),
        );
    }
    const stranger = { id: randomUUID(), type: 'QuotaBurnt', body: '{}', metadata: '{}' };
    await store.append('orders-1', [stranger], 'no-stream');
    await appendUnreadable(store);
    await store.close();
    await pool.end();
    rebuilt = await muledger('rebuild');
    doctor = await muledger('doctor');
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  });

  let rebuilt: { readonly code: number; readonly out: string };
  let doctor: { readonly code: number; readonly out: string };
  const muledger = async (...words: string[]): Promise<{ code: number; out: string }> => {
    let out = '';
    const say = (text: string): void => void (out += text);
    const code = await run(words, {
      terminal: { out: say, err: say, isWatched: false },
      config: () => loadConfig({ MULEDGER_DATA: dir, MULEDGER_DATABASE_URL }),
      signal: new AbortController().signal,
    });
    return { code, out };
  };
  const lineOf = (ledger: string): string =>
    doctor.out.split('\n').find((line) => line.includes(`ledger ${ledger}`)) ?? '';

  it.each(DAMAGED)('replay names $what, the entry and the remedy', async ({ ledger, told }) => {
    const { code, out } = await muledger('replay', '--ledger', ledger);
    expect(code).toBe(1);
    expect(out).toMatch(told);
    expect(out).not.toContain('every rule holds');
  });

  it.each(DAMAGED)('doctor names $what beside all others', ({ ledger, told }) => {
    expect(doctor.code).toBe(1);
    expect(lineOf(ledger)).toMatch(/^✗/);
    expect(lineOf(ledger)).toMatch(told);
  });

  it('rebuild says which ledgers it did not come to the end of', () => {
    expect(rebuilt.code).toBe(1);
    expect([...rebuilt.out.matchAll(/^ +(\d{6}) /gm)].map(([, ledger]) => ledger)).toEqual([
      ...['130000', '140000', UNREADABLE],
    ]);
  });

  it('L-07 replay and doctor name an event that cannot be read, and the stream that is none of ours', async () => {
    const told = new RegExp(`ledger-${UNREADABLE}@\\d+.* cannot be read: .*JSON`);
    const { code, out } = await muledger('replay', '--ledger', UNREADABLE);
    expect([code, out]).toEqual([1, expect.stringMatching(told)]);
    expect(lineOf(UNREADABLE)).toMatch(/^✗/);
    expect(lineOf(UNREADABLE)).toMatch(told);
    expect(doctor.out).toMatch(/^✗ streams +1 of the log is none of ours: "orders-1"/m);
  });

  it('a ledger beside them that is sound stays so', async () => {
    expect(lineOf(SOUND.ledger)).toMatch(/^✓/);
    const { code, out } = await muledger('replay', '--ledger', SOUND.ledger);
    expect(out).toContain('every rule holds');
    expect(code).toBe(0);
  });

  it('doctor says that the guard of the events is put aside', async () => {
    const admin = new pg.Client({ connectionString: MULEDGER_DATABASE_URL });
    await admin.connect();
    await admin.query('alter table event_store.events disable trigger all');
    const { out } = await muledger('doctor', '--quick');
    await admin.query('alter table event_store.events enable trigger all');
    await admin.end();
    expect(out).toMatch(/^✗ append only .* is disabled: .* ENABLE TRIGGER/m);
    expect(doctor.out).toMatch(/^✓ append only/m);
  });

  it.each([
    ['balances', /^✗ read model 330000 .*balances that are not the sums .* muledger rebuild/m],
    [
      'reservation_draws',
      /^✗ read model 330000 .*reservations of which the rest .* muledger rebuild/m,
    ],
  ])('doctor and replay tell tables that contradict their journal: %s', async (table, told) => {
    const admin = new pg.Client({ connectionString: MULEDGER_DATABASE_URL });
    await admin.connect();
    const add = (n: number) =>
      admin.query(`update read.${table} b set c1 = b.c1 + ${n}
        from read.accounts a join read.ledgers l using (ledger_no)
        where a.account_no = b.account_no and l.ledger = '${SOUND.ledger}'`);
    await add(1);
    const { out } = await muledger('doctor');
    const { code } = await muledger('replay', '--ledger', SOUND.ledger);
    await add(-1);
    await admin.end();
    expect(out).toMatch(told);
    expect(code).toBe(1);
  });

  it('doctor tells tables that are gone from a log that is sound', async () => {
    const admin = new pg.Client({ connectionString: MULEDGER_DATABASE_URL });
    await admin.connect();
    await admin.query('drop schema read cascade');
    await admin.end();
    const { out } = await muledger('doctor');
    expect(out).toMatch(new RegExp(`^✓ ledger ${SOUND.ledger}`, 'm'));
    expect(out).toMatch(new RegExp(`^✗ read model ${SOUND.ledger} .* muledger rebuild`, 'm'));
  });
});

const SOUND: Pick<Damage, 'ledger' | 'damage'> = { ledger: '330000', damage: () => [] };

const UNREADABLE = '820000';

const appendUnreadable = async (store: PostgresEventStore): Promise<void> => {
  const events = sound().events.map((event) =>
    ledgerModel.encode(event, {
      recordedAt: event.data.recordedAt,
      commandDigest: `unreadable-${event.data.entryId}`,
    }),
  );
  const [first, ...rest] = events;
  if (first === undefined) throw new Error('the ledger is empty');
  const broken = { ...first, id: randomUUID(), body: '这不是 JSON' };
  const stream = ledgerStream(UNREADABLE);
  await store.append(stream, [first, ...rest.slice(0, 20), broken], 'no-stream');
};
