import { setTimeout as pause } from 'node:timers/promises';
import { MemoryEventStore } from '#event-store/memory';
import { createMetrics, loadConfig, systemClock } from '#platform';
import { describeWithKafka, KafkaBroker } from '#testing/kafka';
import { FaultyStore } from '../../libs/event-store/src/testing/faulty-store.js';
import { startIntake, type RunningIntake } from '../../apps/intake/src/intake.module.js';
import { IntakeMetrics } from '../../apps/muledger/src/intake-metrics.js';
import { OtherSystem, type SentCommand } from './command-topic.js';
import { openDoor, type Door } from './door.js';
import { annual, DOCUMENT, issueAndAllocate, openLedger, PROVINCE } from './story.js';

/** Milliseconds: a broker is started for real. */
const SLOW = 180_000;
const BYTES_MAX = 20_000;
const COUNTY = 'county@330402';

describeWithKafka('commands from another system', (kafka) => {
  const store = new FaultyStore(new MemoryEventStore());
  const registry = createMetrics();
  const metrics = new IntakeMetrics(registry);
  /** Batches that were asked of the door, and those that were answered. */
  const batches = { asked: 0, answered: 0 };
  let onAsked: () => void = () => undefined;
  const said: string[] = [];
  let broker: KafkaBroker;
  let door: Door;
  let intake: RunningIntake;
  let office: OtherSystem;

  const start = (): RunningIntake => {
    const hear = (_facts: object, message: string): void => void said.push(message);
    return startIntake({
      door: {
        post: (asked) => {
          batches.asked += 1;
          onAsked();
          return door.entries.post(asked);
        },
      },
      kafka: { ...loadConfig({ NODE_ENV: 'test' }), brokers: [broker.address] },
      ...{ clock: systemClock, bytesMax: BYTES_MAX },
      watch: {
        waiting: (waits) => metrics.waiting(waits),
        answered: (answered) => {
          metrics.answered(answered);
          batches.answered += 1;
        },
      },
      log: { debug: () => undefined, info: hear, warn: hear },
    });
  };

  beforeAll(async () => {
    broker = await KafkaBroker.start(kafka());
    door = await openDoor({ store });
    await openLedger(door);
    await issueAndAllocate(door);
    intake = start();
    office = await OtherSystem.open(broker.address);
  }, SLOW);
  afterAll(async () => {
    await office?.close();
    await intake?.stop();
    await door?.close();
    await broker?.stop();
  });

  const reserved = (mu: string, others: object = {}) => ({
    unit: '330402',
    draws: [{ lot: 'a-1.1', quantity: annual(mu, mu, '0') }],
    project: 'P-1',
    expiresOn: '2017-12-31',
    effectiveOn: '2017-05-01',
    ...others,
  });
  const reservation = async (
    id: string,
    body: unknown = reserved('3'),
    others: Partial<SentCommand> = {},
  ): Promise<SentCommand> => ({
    ...{ id, kind: 'reservations', body, token: await door.token(COUNTY) },
    ...others,
  });
  /** Entry ids of the ledger, as its log has them. */
  const entryIds = async (): Promise<string[]> => {
    const ids: string[] = [];
    for await (const event of store.readStream('ledger-330000', 0n, 'forwards'))
      ids.push((JSON.parse(event.body) as { readonly entryId: string }).entryId);
    return ids;
  };
  const parkedFor = async (id: string) =>
    (await office.parked()).filter(({ value }) => value.includes(`"id":"${id}"`));
  const refusedOf = async (id: string) => (await office.repliesTo(id))[0]?.data.refused;

  it('are recorded in their order, and answered under their key', async () => {
    const used = {
      unit: '330402',
      draws: [{ reservation: 'k-1', lot: 'a-1.1', quantity: annual('2', '2', '0') }],
      approval: { number: '浙土字A〔2017〕-0021', date: '2017-06-01' },
      ...{ final: true, document: DOCUMENT },
    };
    const headers = { 'correlation-id': 'case-77' };
    await office.send(
      await reservation('k-1', reserved('3'), { headers }),
      await reservation('k-2', used, { kind: 'consumptions' }),
    );
    const [first] = await office.repliesTo('k-1');
    const [second] = await office.repliesTo('k-2');
    expect(first).toMatchObject({
      type: 'muledger.command.recorded.v1',
      message: { key: '330000', headers: { 'correlation-id': 'case-77' } },
      data: { recorded: { lots: [], reservationId: 'k-1', repeated: false } },
    });
    const ids = await entryIds();
    expect(first?.data.recorded?.revision).toBe(String(ids.indexOf('k-1')));
    expect(second?.data.recorded?.revision).toBe(String(ids.indexOf('k-2')));
    expect(ids.indexOf('k-2')).toBe(ids.indexOf('k-1') + 1);
  });

  it('are refused with the facts of HTTP in both languages, and parked', async () => {
    const body = reserved('9000');
    await office.send(await reservation('k-much', body));
    const { body: overHttp } = await door.post(
      COUNTY,
      '/v1/ledgers/330000/reservations',
      'h-much',
      body,
    );
    const refused = await refusedOf('k-much');
    expect(refused?.zh).toEqual(overHttp);
    expect(refused?.en).toMatchObject({
      code: 'insufficient-balance',
      detail: expect.stringContaining('short by 8703.0000 mu'),
      shortBy: expect.anything(),
    });
    const [parked] = await parkedFor('k-much');
    expect(parked?.headers).toMatchObject({
      'muledger-reason': 'insufficient-balance',
      'muledger-place': expect.stringMatching(/^muledger\.commands\.v1\/\d\/\d+$/),
    });
    expect(parked?.headers).not.toHaveProperty('authorization');
    expect(await entryIds()).not.toContain('k-much');
  });

  it.each<[string, string, string, () => Promise<SentCommand>]>([
    [
      'of a unit that is not the sender’s',
      'x-unit',
      'not-permitted',
      async () =>
        reservation('x-unit', reserved('1'), { token: await door.token('county@330411') }),
    ],
    [
      'of a role that posts nothing',
      'x-role',
      'forbidden',
      async () =>
        reservation('x-role', reserved('1'), { token: await door.token('auditor@330000') }),
    ],
    [
      'with a token that has expired',
      'x-late',
      'token-expired',
      async () => reservation('x-late', reserved('1'), { token: await door.token(COUNTY, -10) }),
    ],
    [
      'without a token',
      'x-none',
      'token-missing',
      () => reservation('x-none', reserved('1'), { token: undefined }),
    ],
    [
      'with a member that no body has',
      'x-body',
      'malformed-body',
      () => reservation('x-body', reserved('1', { hectares: 1 })),
    ],
    [
      'of no known kind',
      'x-kind',
      'malformed-body',
      () => reservation('x-kind', reserved('1'), { kind: 'batches' }),
    ],
  ])('%s are refused', async (_, id, code, command) => {
    await office.send(await command());
    const refused = await refusedOf(id);
    expect(refused?.zh).toMatchObject({ code });
    expect(refused?.en).toMatchObject({ code });
    expect((await parkedFor(id))[0]?.headers['muledger-reason']).toBe(code);
    expect(await entryIds()).not.toContain(id);
  });

  it('are answered the same when they come again, and recorded once', async () => {
    const command = await reservation('again');
    await office.send(command, command);
    await office.repliesTo('again', 2);
    await office.send(command);
    const replies = await office.repliesTo('again', 3);
    expect(replies.map(({ data }) => data.recorded?.repeated)).toEqual([false, true, true]);
    expect(new Set(replies.map(({ data }) => data.recorded?.revision)).size).toBe(1);
    expect((await entryIds()).filter((id) => id === 'again')).toHaveLength(1);

    await office.send(await reservation('again', reserved('4')));
    const [, , , other] = await office.repliesTo('again', 4);
    expect(other?.data.refused?.zh).toMatchObject({ code: 'entry-id-reused' });
  });

  it('that HTTP has recorded are answered as repeated', async () => {
    const { body } = await door.post(
      COUNTY,
      '/v1/ledgers/330000/reservations',
      'both',
      reserved('1'),
    );
    await office.send(await reservation('both', reserved('1')));
    const [reply] = await office.repliesTo('both');
    const { revision } = body as { readonly revision: string };
    expect(reply?.data.recorded).toMatchObject({ revision, repeated: true });
  });

  it('that are none are put aside, and what follows is taken', async () => {
    await office.sendBytes('申请');
    await office.sendBytes(Buffer.from([0xff, 0xfe, 0x00]));
    await office.sendBytes(`"${'x'.repeat(BYTES_MAX)}"`);
    await office.sendBytes('{"specversion":"1.0","id":"e","source":"/s","type":"mail.sent.v1"}');
    await office.send(await reservation('after'));
    await office.repliesTo('after');
    const parked = (await office.parked()).slice(-4);
    expect(parked.map(({ headers }) => headers['muledger-reason'])).toEqual([
      ...['no-json', 'no-json', 'message-too-large', 'no-command'],
    ]);
    expect(parked[0]).toMatchObject({ value: '申请', key: '330000' });
    expect(parked.every(({ headers }) => !('authorization' in headers))).toBe(true);
  });

  it('wait while the log is away, and are neither answered nor parked for it', async () => {
    said.length = 0;
    store.fail(...Array.from({ length: 200 }, () => 'unavailable' as const));
    await office.send(await reservation('w-1'), await reservation('w-2'));
    for (let looks = 0; !said.includes('the intake waits for the log'); looks += 1) {
      if (looks === 1_000) throw new Error('no outage is told');
      await pause(10);
    }
    expect(await registry.metrics()).toMatch(/muledger_intake_waiting(\{\})? 1/);
    expect((await office.replies()).filter(({ id }) => id.startsWith('w-'))).toEqual([]);
    store.mend();
    await office.repliesTo('w-2');
    const [reply] = await office.repliesTo('w-1');
    expect(reply?.data.recorded).toBeDefined();
    expect(await parkedFor('w-1')).toEqual([]);
    expect(said).toContain('the intake takes commands again');
    expect(await registry.metrics()).toMatch(/muledger_intake_waiting(\{\})? 0/);
  });

  it('wait while the broker is away', async () => {
    said.length = 0;
    await broker.kill();
    for (let looks = 0; !said.some((line) => line.includes('waits for Kafka')); looks += 1) {
      if (looks === 3_000) throw new Error('no outage is told');
      await pause(10);
    }
    await broker.restart();
    await office.send(await reservation('b-1'));
    expect((await office.repliesTo('b-1'))[0]?.data.recorded).toBeDefined();
  });

  it('are finished by an intake that is stopped, and left to the next one', async () => {
    const ids = Array.from({ length: 400 }, (_, n) => `s-${n}`);
    const token = await door.token(PROVINCE);
    // Each says something new: a correction that changes nothing is refused.
    const annotation = (n: number) => ({
      ...{ entry: 'k-1', field: 'note', is: `已复核${n}`, reason: '复核' },
    });
    const before = batches.answered;
    const askedAgain = batches.asked - batches.answered;
    const inFlight = (): number => batches.asked - batches.answered - askedAgain;
    // In the middle of a batch, behind one that was answered.
    const inTheMiddle = new Promise<void>((resolve) => {
      onAsked = () => void (batches.answered > before && resolve());
    });
    await office.send(
      ...ids.map((id, n) => ({
        ...{ id, kind: 'annotations', body: annotation(n), token, key: `k${n % 7}` },
      })),
    );
    await inTheMiddle;
    expect(inFlight()).toBe(1);
    await intake.stop();
    expect(inFlight()).toBe(0);
    const isOwn = ({ id }: { readonly id: string }) => id.startsWith('s-');
    const early = (await office.replies()).filter(isOwn).length;
    expect(early).toBeGreaterThan(0);
    expect(early).toBeLessThan(400);
    intake = start();
    const replies = (
      await office.repliesWhen((all) => new Set(all.filter(isOwn).map(({ id }) => id)).size === 400)
    ).filter(isOwn);
    // What it took it has answered and counted: nothing comes twice.
    expect(replies).toHaveLength(400);
    expect(replies.every(({ data }) => data.recorded?.repeated === false)).toBe(true);
    expect((await entryIds()).filter((id) => id.startsWith('s-')).sort()).toEqual(ids.sort());
  });
});
