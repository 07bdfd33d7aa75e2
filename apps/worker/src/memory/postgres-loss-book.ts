import type { Pool } from 'pg';
import { withConnection, type Loss, type LossBook } from '#event-store';

interface Row {
  readonly stream: string;
  readonly from_revision: string;
  readonly to_revision: string;
  readonly or_earlier: boolean;
  readonly head: string | null;
}

/** Of the whole installation: another process that takes over stops before the same loss. */
export class PostgresLossBook implements LossBook {
  constructor(private readonly pool: Pool) {}

  async note(follower: string, losses: readonly Loss[]): Promise<void> {
    await withConnection(this.pool, async (client) => {
      for (const { stream, from, to, orEarlier = false, head } of losses)
        await client.query(
          `insert into worker.losses as l (follower, stream, from_revision, to_revision, or_earlier, head)
             values ($1, $2, $3, $4, $5, $6)
           on conflict (follower, stream) where decided_at is null do update
             set from_revision = least(l.from_revision, excluded.from_revision),
               to_revision = greatest(l.to_revision, excluded.to_revision),
               or_earlier = l.or_earlier and excluded.or_earlier, head = excluded.head`,
          [follower, stream, from, to, orEarlier, head === 'no-stream' ? null : head],
        );
    });
  }

  async undecided(follower: string): Promise<readonly Loss[]> {
    const { rows } = await withConnection(this.pool, (client) =>
      client.query<Row>(
        `select stream, from_revision, to_revision, or_earlier, head from worker.losses
          where follower = $1 and decided_at is null order by stream`,
        [follower],
      ),
    );
    return rows.map((row) => ({
      stream: row.stream,
      from: BigInt(row.from_revision),
      to: BigInt(row.to_revision),
      orEarlier: row.or_earlier,
      head: row.head === null ? 'no-stream' : BigInt(row.head),
    }));
  }
}
