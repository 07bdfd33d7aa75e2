import type { EventStore, Loss, RecordedEvent } from '#event-store';
import { LAST } from '#event-store';
import { ledgerStream, recordedAtOf } from '#ledger-stream';
import type { Told } from './message-writer.js';

/**
 * What others were told and the log does not hold: nothing stands at its revision, or something else. An entry that was
 * posted again after it was lost has the id it had, and is another one: it was recorded at another time.
 */
export const toldAndGone = async (
  told: readonly Told[],
  store: Pick<EventStore, 'readStream'>,
): Promise<readonly Loss[]> => {
  const losses: Loss[] = [];
  for (const [ledger, all] of byLedger(told)) {
    const stream = ledgerStream(ledger);
    const events = await eventsAt(store, stream, all);
    const gone = all.filter((one) => !isThere(one, events.get(one.revision)));
    const [first, last] = [gone[0], gone.at(-1)];
    if (!first || !last) continue;
    const head = await headOf(store, stream);
    // Before the oldest that was read there may be more.
    const orEarlier = first === all[0];
    losses.push({ stream, from: first.revision, to: last.revision, orEarlier, head });
  }
  return losses;
};

/** In the order of their revisions; of one that was told twice the newest. */
const byLedger = (told: readonly Told[]): Map<string, readonly Told[]> => {
  const ledgers = new Map<string, Map<bigint, Told>>();
  for (const one of told) {
    const known = ledgers.get(one.ledger) ?? new Map<bigint, Told>();
    ledgers.set(one.ledger, known.set(one.revision, one));
  }
  return new Map(
    Array.from(ledgers, ([ledger, all]) => [
      ledger,
      [...all.values()].sort((a, b) => Number(a.revision - b.revision)),
    ]),
  );
};

const eventsAt = async (
  store: Pick<EventStore, 'readStream'>,
  stream: string,
  told: readonly Told[],
): Promise<Map<bigint, RecordedEvent>> => {
  const [first, last] = [told[0]?.revision ?? 0n, told.at(-1)?.revision ?? 0n];
  const events = new Map<bigint, RecordedEvent>();
  const count = Number(last - first) + 1;
  for await (const event of store.readStream(stream, first, 'forwards', count))
    events.set(event.revision, event);
  return events;
};

const isThere = ({ id, recordedAt }: Told, event: RecordedEvent | undefined): boolean =>
  event?.id === id && recordedAtOf(event) === recordedAt;

const headOf = async (
  store: Pick<EventStore, 'readStream'>,
  stream: string,
): Promise<Loss['head']> => {
  for await (const { revision } of store.readStream(stream, LAST, 'backwards', 1)) return revision;
  return 'no-stream';
};
