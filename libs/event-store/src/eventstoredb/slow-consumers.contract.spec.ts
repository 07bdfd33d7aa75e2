import { groundOf, LogWentBack } from '../ground.js';
import { collect, followUntil, idsOf, newEvent, newEvents } from '../testing/events.js';
import { startStandIn, type StandIn } from '../testing/eventstoredb/index.js';
import { EventStoreDbEventStore } from './eventstoredb-event-store.js';

let standIn: StandIn;
let store: EventStoreDbEventStore;
const outages: string[] = [];
beforeEach(async () => {
  standIn = await startStandIn();
  store = new EventStoreDbEventStore({
    url: standIn.url,
    onOutage: ({ cause }) => void outages.push(String(cause)),
  });
});
afterEach(async () => {
  outages.length = 0;
  await store.close();
  await standIn.stop();
});

it('a follower that the server drops as too slow comes again and misses nothing', async () => {
  standIn.rules.liveEventsMax = 5;
  const events = newEvents(12);
  let live = (): void => undefined;
  const isLive = new Promise<void>((resolve) => (live = resolve));
  const followed = followUntil(store, null, (seen, batch) => {
    if (batch.live) live();
    return seen.length === events.length + 1;
  });
  await isLive;
  const first = newEvent();
  await store.append('s', [first], 'no-stream');
  await store.append('s', events, 0n);
  expect(idsOf(await followed)).toEqual(idsOf([first, ...events]));
  expect(outages).toEqual([expect.stringContaining('Consumer too slow')]);
});

describe('a log that somebody puts back on the server', () => {
  const change = async (work: () => void): Promise<void> => {
    standIn.interrupt();
    work();
    standIn.restore();
    // What was open was cut.
    await collect(store.readAll(null)).catch(() => undefined);
  };

  it.each([
    ['by an older copy', false],
    ['by the tail that the others never got', true],
  ])('%s holds what came before, and takes other events in the same places', async (_, cut) => {
    const events = newEvents(4);
    await store.append('s', events.slice(0, 2), 'no-stream');
    const copy = standIn.log.copy();
    await store.append('s', events.slice(2), 1n);
    const before = await collect(store.readAll(null));
    await change(() => (cut ? standIn.log.truncateTail(2) : standIn.log.putBack(copy)));
    expect(idsOf(await collect(store.readAll(null)))).toEqual(idsOf(before.slice(0, 2)));
    const [last] = before.slice(-1);
    if (last === undefined) throw new Error('the log is empty');
    const late = store.append('s', [newEvent()], 3n, groundOf(last));
    await expect(late).rejects.toThrow(LogWentBack);
    const others = newEvents(2);
    await store.append('s', others, 1n);
    const after = await collect(store.readAll(null));
    expect(idsOf(after)).toEqual(idsOf([...events.slice(0, 2), ...others]));
    expect(after.at(2)?.position).toBe(before.at(2)?.position);
  });
});
