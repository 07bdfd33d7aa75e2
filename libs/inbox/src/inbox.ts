import type { ClientBase, Pool } from 'pg';
import { HistoryChanged, MessageMissing } from './errors.js';
import type { Message } from './message.js';
import { inTransaction } from './transaction.js';

export interface InboxOptions {
  /** Of the guest's own database, after `migrateInbox`. */
  readonly pool: Pool;
  /** Who handles. Each consumer handles every message once; two that share a database have two names. */
  readonly consumer: string;
  /** `first`: a history is handled from its message 0 on. `any`: from whichever message comes first. */
  readonly startsAt?: 'first' | 'any';
  /** Milliseconds in which the work asks the database something; its transaction is given up after that. Default 10 s. */
  readonly silenceMs?: number;
}

export interface Received {
  readonly handled: number;
  /** Handled before, and passed over. */
  readonly repeated: number;
}

/** Messages of a source whose ids are remembered, so that another history is noticed where it begins. */
const RECENT = 128;

/** Does the guest's work. Whatever it writes must go through `transaction`, or a crash does it twice or not at all. */
export type Work = (transaction: ClientBase, message: Message) => Promise<void>;

/**
 * Makes handling exactly-once out of delivery at-least-once: the place in each history moves in the transaction of the
 * work. One row for each source is enough, and never grows, because `sequence` has no gaps; that also shows a message that
 * is missing.
 */
export class Inbox {
  constructor(private readonly options: InboxOptions) {}

  /**
   * Handles messages in their order, all of them in one transaction or none.
   * @throws {MessageMissing}
   * @throws {HistoryChanged}
   */
  receive(messages: readonly Message[], work: Work): Promise<Received> {
    return inTransaction(
      this.options.pool,
      async (transaction) => {
        const sources = [...new Set(messages.map(({ source }) => source))].sort();
        const places = await this.lockPlaces(transaction, sources);
        let handled = 0;
        for (const message of messages) {
          if (!this.isDue(message, places.get(message.source))) continue;
          await work(transaction, message);
          places.set(message.source, after(places.get(message.source), message));
          handled += 1;
        }
        if (handled > 0) await this.keepPlaces(transaction, places);
        return { handled, repeated: messages.length - handled };
      },
      this.options.silenceMs,
    );
  }

  private isDue({ source, sequence, id }: Message, place: Place | undefined): boolean {
    if (place === undefined && this.options.startsAt === 'any') return true;
    const due = place === undefined ? 0n : place.sequence + 1n;
    if (sequence > due) throw new MessageMissing(source, due, sequence);
    const handled = place?.recent.at(Number(sequence - place.sequence) - 1);
    if (sequence < due && handled !== undefined && handled !== id)
      throw new HistoryChanged({ source, sequence, id }, handled);
    return sequence === due;
  }

  /** Another process of the same consumer waits here, and then finds the messages handled. */
  private async lockPlaces(
    transaction: ClientBase,
    sources: readonly string[],
  ): Promise<Map<string, Place>> {
    const { consumer } = this.options;
    // There must be a row to lock, also before the first message.
    await transaction.query(
      `insert into inbox.sources (consumer, source) select $1, unnest($2::text[])
         on conflict do nothing`,
      [consumer, sources],
    );
    const { rows } = await transaction.query<PlaceRow>(
      `select source, sequence, message_id, recent from inbox.sources
        where consumer = $1 and source = any ($2) order by source for update`,
      [consumer, sources],
    );
    return new Map(
      rows.flatMap(({ source, sequence, message_id: id, recent }): [string, Place][] =>
        sequence === null || id === null
          ? []
          : [[source, { sequence: BigInt(sequence), recent: recent ?? [id] }]],
      ),
    );
  }

  private async keepPlaces(
    transaction: ClientBase,
    places: ReadonlyMap<string, Place>,
  ): Promise<void> {
    const rows = [...places];
    await transaction.query(
      `update inbox.sources s
          set sequence = n.sequence, message_id = n.recent->>-1, handled_at = now(),
            recent = array(select jsonb_array_elements_text(n.recent))
         from unnest($2::text[], $3::numeric[], $4::jsonb[]) as n (source, sequence, recent)
        where s.consumer = $1 and s.source = n.source`,
      [
        this.options.consumer,
        rows.map(([source]) => source),
        rows.map(([, { sequence }]) => String(sequence)),
        rows.map(([, { recent }]) => JSON.stringify(recent)),
      ],
    );
  }
}

interface Place {
  readonly sequence: bigint;
  /** Ids of the last messages up to there. */
  readonly recent: readonly string[];
}

const after = (place: Place | undefined, { sequence, id }: Message): Place => ({
  sequence,
  recent: [...(place?.recent ?? []), id].slice(-RECENT),
});

interface PlaceRow {
  readonly source: string;
  readonly sequence: string | null;
  readonly message_id: string | null;
  /** Absent where an older version kept the place. */
  readonly recent: readonly string[] | null;
}
