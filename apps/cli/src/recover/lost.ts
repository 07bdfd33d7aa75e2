import type { Pool } from 'pg';
import {
  assertStands,
  LogWentBack,
  readGroundNote,
  type EventStore,
  type Ground,
  type Loss,
} from '#event-store';
import { journalLosses, lostEntries, type LostEntry } from '#read-models';

/** Finds events that a follower remembers and that are gone from the log. */
export interface LostPlace {
  readonly follower: string;
  readonly position: string;
  /** The last it has told of each ledger, as far as that is gone. */
  readonly told: readonly Ground[];
}

/** Finds entries that this database knows and its log does not hold. */
export interface Lost {
  readonly losses: readonly Loss[];
  readonly entries: readonly LostEntry[];
  readonly places: readonly LostPlace[];
  /** Losses that followers noted and nobody has decided about. */
  readonly undecided: readonly UndecidedLoss[];
}

export interface UndecidedLoss extends Loss {
  readonly follower: string;
  readonly notedAt: string;
}

export const findLost = async (pool: Pool, store: EventStore): Promise<Lost> => {
  const losses = await journalLosses(pool, store);
  const entries: LostEntry[] = [];
  for (const loss of losses) entries.push(...(await lostEntries(pool, loss)));
  return {
    ...{ losses, entries },
    places: await lostPlaces(pool, store),
    undecided: await undecidedLosses(pool),
  };
};

/** @returns whether there is anything to decide */
export const isAnythingLost = ({ losses, places, undecided }: Lost): boolean =>
  losses.length + places.length + undecided.length > 0;

interface MemoryRow {
  readonly follower: string;
  readonly position: string;
  readonly ground: unknown;
  readonly told: readonly unknown[] | null;
}

const lostPlaces = async (pool: Pool, store: EventStore): Promise<LostPlace[]> => {
  if (!(await isThere(pool, 'worker.losses'))) return [];
  const { rows } = await pool.query<MemoryRow>(
    'select follower, position, ground, told from worker.follower_memory order by follower',
  );
  const places: LostPlace[] = [];
  for (const { follower, position, ground, told } of rows) {
    const heads = (told ?? []).flatMap((note) => readGroundNote(note) ?? []);
    const gone: Ground[] = [];
    for (const head of heads) if (!(await stands(store, head))) gone.push(head);
    const place = readGroundNote(ground);
    if (gone.length > 0 || (place && !(await stands(store, place, position))))
      places.push({ follower, position, told: gone });
  }
  return places;
};

const stands = async (store: EventStore, ground: Ground, position?: string): Promise<boolean> => {
  try {
    await assertStands(store, ground, position);
    return true;
  } catch (error) {
    if (error instanceof LogWentBack) return false;
    throw error;
  }
};

/** A database that an older version left knows no losses. */
const isThere = async (pool: Pool, table: string): Promise<boolean> => {
  const { rows } = await pool.query<{ there: boolean }>(
    'select to_regclass($1) is not null as there',
    [table],
  );
  return rows[0]?.there === true;
};

interface LossRow {
  readonly follower: string;
  readonly stream: string;
  readonly from_revision: string;
  readonly to_revision: string;
  readonly or_earlier: boolean;
  readonly head: string | null;
  readonly noted_at: Date;
}

const undecidedLosses = async (pool: Pool): Promise<UndecidedLoss[]> => {
  if (!(await isThere(pool, 'worker.losses'))) return [];
  const { rows } = await pool.query<LossRow>(
    `select follower, stream, from_revision, to_revision, or_earlier, head, noted_at
       from worker.losses where decided_at is null order by follower, stream`,
  );
  return rows.map((row) => ({
    ...{ follower: row.follower, stream: row.stream, notedAt: row.noted_at.toISOString() },
    ...{ from: BigInt(row.from_revision), to: BigInt(row.to_revision) },
    orEarlier: row.or_earlier,
    head: row.head === null ? 'no-stream' : BigInt(row.head),
  }));
};
