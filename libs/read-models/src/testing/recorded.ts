import type { LedgerEvent } from '#domain';
import type { EventStore, NewEvent, RecordedEvent } from '#event-store';
import { ledgerModel, ledgerStream } from '#ledger-stream';

export const LEDGER = '330000';
export const decode = (recorded: RecordedEvent): LedgerEvent => ledgerModel.decode(recorded);

export const encode = (event: LedgerEvent, ledger = LEDGER): NewEvent =>
  ledgerModel.encode(event, {
    recordedAt: event.data.recordedAt,
    commandDigest: `${ledger}-${event.data.entryId}`,
  });

/** Appends entries to the stream of a ledger, behind what is there. */
export const append = async (
  store: EventStore,
  events: readonly LedgerEvent[],
  ledger = LEDGER,
): Promise<void> => {
  const stream = ledgerStream(ledger);
  for (let at = 0; at < events.length; at += store.limits.eventsMax) {
    let head: bigint | 'no-stream' = 'no-stream';
    for await (const { revision } of store.readStream(stream, 2n ** 60n, 'backwards', 1))
      head = revision;
    const round = events.slice(at, at + store.limits.eventsMax);
    await store.append(
      stream,
      round.map((event) => encode(event, ledger)),
      head,
    );
  }
};

/** Appends a long log to a new stream, round by round. */
export const appendAll = async (
  store: EventStore,
  events: Iterable<LedgerEvent>,
  ledger = LEDGER,
): Promise<void> => {
  let round: NewEvent[] = [];
  let head: bigint | 'no-stream' = 'no-stream';
  const flush = async (): Promise<void> => {
    if (round.length === 0) return;
    await store.append(ledgerStream(ledger), round, head);
    head = (head === 'no-stream' ? -1n : head) + BigInt(round.length);
    round = [];
  };
  for (const event of events) {
    round.push(encode(event, ledger));
    if (round.length >= store.limits.eventsMax) await flush();
  }
  await flush();
};
