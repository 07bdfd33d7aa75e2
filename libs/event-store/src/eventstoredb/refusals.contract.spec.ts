import { AppendTooLarge, StoreRefuses } from '../event-store.js';
import { BatchTooLargeForAtomic, Sequencer } from '../sequencer/index.js';
import { collect, followUntil, idsOf, newEvent, newEvents } from '../testing/events.js';
import { startStandIn, type StandIn, type StandInOptions } from '../testing/eventstoredb/index.js';
import {
  makeTestCertificate,
  type TestCertificate,
} from '../testing/eventstoredb/test-certificate.js';
import { add, toyModel } from '../testing/toy-model.js';
import { STREAM, words } from '../testing/toy-sequencer.js';
import { EventStoreDbEventStore } from './eventstoredb-event-store.js';

const CALLERS = 32;

let standIn: StandIn;
let store: EventStoreDbEventStore;
const outages: string[] = [];
const serve = async (options: StandInOptions = {}): Promise<void> => {
  standIn = await startStandIn(options);
  store = new EventStoreDbEventStore({
    ...{ url: standIn.url, idleMs: 100 },
    onOutage: (error) => void outages.push(error.message),
  });
};
afterEach(async () => {
  outages.length = 0;
  await store.close();
  await standIn.stop();
});

const refusedWith = async (call: Promise<unknown>, said: string): Promise<void> => {
  await expect(call).rejects.toThrow(StoreRefuses);
  await expect(call).rejects.toThrow(said);
};

describe('L-03 rights that are taken away while the log is followed', () => {
  it.each([false, true])('stop no follower, when it has to connect anew: %s', async (cut) => {
    await serve();
    const [first, second] = [newEvent(), newEvent()];
    await store.append('s', [first], 'no-stream');
    const followed = followUntil(store, null, (events) => events.length === 2);
    await followUntil(store, null, (_, { live }) => live);
    standIn.rules.denied = ['read $all'];
    if (cut) {
      standIn.interrupt();
      standIn.restore();
    }
    while (!outages.some((said) => said.includes('no right to read $all')))
      await new Promise((resolve) => setTimeout(resolve, 10));
    await store.append('s', [second], 0n);
    standIn.rules.denied = [];
    expect(idsOf(await followed)).toEqual(idsOf([first, second]));
  });

  it('are named to whoever asks', async () => {
    await serve();
    await store.append('s', [newEvent()], 'no-stream');
    standIn.rules.denied = ['read $all', 'read streams', 'append'];
    await refusedWith(store.assertAnswers(), 'no right to read $all');
    await refusedWith(collect(store.readAll(null)), 'no right to read $all');
    await refusedWith(collect(store.readStream('s', 0n, 'forwards')), 'no right to read s');
    await refusedWith(store.append('s', [newEvent()], 0n), 'no right to append to s');
    expect(standIn.log.visible('s')).toHaveLength(1);
  });
});

describe('L-05 a password that is refused', () => {
  let certificate: TestCertificate;
  beforeAll(async () => {
    certificate = await makeTestCertificate();
  });
  afterAll(() => certificate.remove());

  it('is an outage to whoever asks, and over when it is taken', async () => {
    const credentials = { username: 'muledger', password: 'before' };
    // Without TLS the client keeps its password to itself.
    await serve({ credentials, certificate });
    const event = newEvent();
    await store.append('s', [event], 'no-stream');
    standIn.rules.credentials = { ...credentials, password: 'after' };
    const said = 'does not know our user or password';
    await refusedWith(store.assertAnswers(), said);
    await refusedWith(store.append('s', [newEvent()], 0n), said);
    await refusedWith(collect(store.readStream('s', 0n, 'forwards')), said);
    standIn.rules.credentials = credentials;
    expect(idsOf(await collect(store.readAll(null)))).toEqual([event.id]);
  });
});

describe('L-06 a server that takes less in one append', () => {
  const told = 9_000;

  it('is learned from its first refusal', async () => {
    await serve({ appendBytesMax: told });
    const events = newEvents(40).map((event) => ({ ...event, body: `"${'x'.repeat(200)}"` }));
    await expect(store.append('s', events, 'no-stream')).rejects.toThrow(AppendTooLarge);
    const { eventsMax, bytesMax } = store.limits;
    expect(bytesMax).toBeLessThan(told);
    // What is within the learned limits, at its fullest, is taken.
    const body = JSON.stringify('x'.repeat(Math.floor(bytesMax / eventsMax) - 10));
    const full = newEvents(eventsMax).map((event) => ({ ...event, body, metadata: '{}' }));
    await store.append('s', full, 'no-stream');
    expect(standIn.log.visible('s')).toHaveLength(eventsMax);
  });

  it('is told to nobody whose own entry fits', async () => {
    await serve({ appendBytesMax: told });
    const sequencer = new Sequencer({ store, model: toyModel(), clock: Date.now });
    const keys = Array.from({ length: CALLERS * 10 }, (_, n) => `k${n}-${'x'.repeat(400)}`);
    const answers = await Promise.all(keys.map((key) => sequencer.submit(STREAM, add(key, 1))));
    expect(words(answers).filter((answer) => !answer.startsWith('accepted'))).toEqual([]);
    expect(standIn.log.visible(STREAM)).toHaveLength(keys.length);
    await sequencer.close();
  });

  it('refuses an entry and a batch that do not fit by themselves, and only these', async () => {
    await serve({ appendBytesMax: told });
    const sequencer = new Sequencer({ store, model: toyModel(), clock: Date.now });
    const large = add(`large-${'x'.repeat(told)}`, 1);
    const batch = Array.from({ length: 30 }, (_, n) => add(`b${n}-${'x'.repeat(400)}`, 1));
    const answers = await Promise.allSettled([
      sequencer.submit(STREAM, add('before', 1)),
      sequencer.submit(STREAM, large),
      sequencer.submitBatch(STREAM, batch, { atomic: true }),
      sequencer.submit(STREAM, add('after', 1)),
    ]);
    expect(answers).toMatchObject([
      { value: { kind: 'accepted' } },
      { reason: expect.any(AppendTooLarge) },
      { reason: expect.any(BatchTooLargeForAtomic) },
      { value: { kind: 'accepted' } },
    ]);
    await sequencer.close();
  });
});
