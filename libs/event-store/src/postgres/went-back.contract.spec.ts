import { collect, newEvents, newStream } from '../testing/events.js';
import { asAdmin, usePostgresServer } from '../testing/postgres-log.js';
import { add, toyModel } from '../testing/toy-model.js';
import { STREAM, words } from '../testing/toy-sequencer.js';
import { LogWentBack } from '../ground.js';
import { Sequencer } from '../sequencer/index.js';
import type { Loss } from '../trail.js';
import { PostgresEventStore } from './postgres-event-store.js';

let adminUrl: string;
let open: () => PostgresEventStore;
const opened: PostgresEventStore[] = [];

const server = usePostgresServer();
beforeEach(async () => {
  const log = await server.newLog();
  ({ adminUrl } = log);
  open = () => {
    const store = new PostgresEventStore({ connectionString: log.appUrl }, { pollMs: 20 });
    opened.push(store);
    return store;
  };
});
afterEach(() => Promise.all(opened.splice(0).map((store) => store.close())));

/** As a failover to a copy does that had only so many events: no connection need break. */
const putBackTo = (events: number): Promise<void> =>
  asAdmin(adminUrl, async (admin) => {
    await admin.query('alter table event_store.events disable trigger all');
    await admin.query('delete from event_store.events where position > $1', [events]);
    await admin.query('alter table event_store.events enable trigger all');
  });

const process = () => {
  const store = open();
  const lost: unknown[] = [];
  const losses: Loss[] = [];
  const sequencer = new Sequencer({
    ...{ store, model: toyModel(), clock: Date.now },
    observe: {
      defect: (_stream, error) => void lost.push(error),
      lost: (known) => void losses.push(...known),
    },
  });
  const say = async (key: string, amount: number) =>
    words([await sequencer.submit(STREAM, add(key, amount))])[0];
  const balance = async () => {
    await sequencer.refresh(STREAM);
    return sequencer.read(STREAM, (state) => state.balance('c'));
  };
  return { sequencer, say, balance, lost, losses };
};

describe('L-01 a PostgreSQL log that failed over to a late copy', () => {
  it('is not built upon by a process that knows more than it holds, once another has passed that', async () => {
    const [late, quick] = [process(), process()];
    for (let n = 0; n < 10; n += 1) await late.say(`old${n}`, 100);
    await putBackTo(4);
    for (let n = 0; n < 8; n += 1) await quick.say(`new${n}`, 1);
    // 4 × 100 + 8 are there; the other process remembers 1 000.
    expect(await late.say('take', -900)).toBe('overdrawn');
    expect(late.lost).toEqual([expect.any(LogWentBack)]);
    expect(late.lost).toMatchObject([{ ground: { revision: 9n }, head: 11n }]);
    expect(late.losses).toEqual([{ stream: STREAM, from: 4n, to: 9n, head: 11n }]);
    // What was lost is posted anew, and not answered from memory.
    expect(await late.say('old7', 100)).toBe('accepted 12');
    expect([await late.balance(), await quick.balance()]).toEqual([508, 508]);
  });

  it('is not built upon at the very revision that a process knows', async () => {
    const [late, quick] = [process(), process()];
    for (let n = 0; n < 10; n += 1) await late.say(`old${n}`, 100);
    await putBackTo(4);
    for (let n = 0; n < 6; n += 1) await quick.say(`new${n}`, 1);
    expect(await late.say('take', -900)).toBe('overdrawn');
    expect(await late.say('little', 1)).toBe('accepted 10');
    expect(await quick.balance()).toBe(407);
  });

  it('answers no repetition of what is gone', async () => {
    const one = process();
    for (let n = 0; n < 10; n += 1) await one.say(`old${n}`, 100);
    await putBackTo(4);
    expect(await one.say('old3', 100)).toBe('repeated 3');
    expect(await one.say('old9', 100)).toBe('accepted 4');
    expect(one.lost).toHaveLength(1);
  });

  it('is told of by a process that only looks', async () => {
    const one = process();
    for (let n = 0; n < 10; n += 1) await one.say(`old${n}`, 100);
    await one.sequencer.prove();
    expect(one.losses).toEqual([]);
    await putBackTo(9);
    await one.sequencer.prove();
    expect(one.losses).toEqual([{ stream: STREAM, from: 9n, to: 9n, head: 8n }]);
  });

  it('is read as it is', async () => {
    const one = process();
    for (let n = 0; n < 10; n += 1) await one.say(`old${n}`, 100);
    await putBackTo(4);
    expect(await one.balance()).toBe(400);
    expect(one.lost).toEqual([expect.any(LogWentBack)]);
  });

  it.each([0, 3])('ends following, also when %i others stand there by then', async (others) => {
    const [store, writer] = [open(), open()];
    const stream = newStream();
    await store.append(stream, newEvents(5), 'no-stream');
    const follower = new AbortController();
    const following = (async () => {
      for await (const { live } of store.follow(null, follower.signal)) {
        if (!live) continue;
        await putBackTo(3);
        if (others > 0) await writer.append(stream, newEvents(others), 2n);
      }
    })();
    await expect(following).rejects.toMatchObject({
      name: 'LogWentBack',
      ground: { revision: 4n },
    });
    follower.abort();
  });

  it('is not read half before and half after', async () => {
    const [store, writer] = [open(), open()];
    const stream = newStream();
    await store.append(stream, newEvents(2_000), 'no-stream');
    await store.append(stream, newEvents(1_500), 1_999n);
    const reading = (async () => {
      for await (const { revision } of store.readStream(stream, 0n, 'forwards')) {
        // The next page is under way already; the one after that begins with an event of this history.
        if (revision === 10n) {
          await putBackTo(100);
          await writer.append(stream, newEvents(2_000), 99n);
        }
      }
    })();
    await expect(reading).rejects.toBeInstanceOf(LogWentBack);
    expect(await collect(store.readStream(stream, 0n, 'forwards'))).toHaveLength(2_100);
  });
});
