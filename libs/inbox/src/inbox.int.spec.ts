import { Pool } from 'pg';
import { createDatabase, startTestPostgres, type TestPostgres } from '#testing/postgres';
import { HistoryChanged, MessageMissing } from './errors.js';
import { Inbox, type Work } from './inbox.js';
import type { Message } from './message.js';
import { migrateInbox } from './migrate.js';

let postgres: TestPostgres;
let pool: Pool;
beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  pool = new Pool({ connectionString: await createDatabase(postgres), max: 8 });
  await Promise.all([migrateInbox(pool), migrateInbox(pool)]);
  await pool.query('create table done (id text, source text, sequence numeric)');
});
afterEach(() => pool.end());

const message = (
  sequence: number,
  source = '/ledgers/330000',
  id = `${source}#${sequence}`,
): Message => ({
  ...{ id, source, sequence: BigInt(sequence) },
  type: 'test',
  subject: String(sequence),
  time: '2026-01-01T00:00:00.000Z',
  data: {},
});
const messages = (from: number, to: number, source?: string): Message[] =>
  Array.from({ length: to - from + 1 }, (_, n) => message(from + n, source));

/** Work that leaves a row each time it is done. */
const note: Work = async (transaction, { id, source, sequence }) => {
  await transaction.query('insert into done values ($1, $2, $3)', [id, source, String(sequence)]);
};
const done = async (): Promise<string[]> => {
  const { rows } = await pool.query<{ id: string }>(
    'select id from done order by source, sequence',
  );
  return rows.map(({ id }) => id);
};
const inbox = (consumer = 'guest'): Inbox => new Inbox({ pool, consumer });
const ids = (...all: Message[][]): string[] => all.flat().map(({ id }) => id);

describe('the inbox', () => {
  it('handles every message once, however often it comes', async () => {
    expect(await inbox().receive(messages(0, 4), note)).toEqual({ handled: 5, repeated: 0 });
    expect(await inbox().receive(messages(2, 6), note)).toEqual({ handled: 2, repeated: 3 });
    expect(await inbox().receive(messages(0, 6), note)).toEqual({ handled: 0, repeated: 7 });
    // A writer that was thought dead may still deliver what it had sent.
    const late = [message(7), message(3), message(7), message(8)];
    expect(await inbox().receive(late, note)).toEqual({ handled: 2, repeated: 2 });
    expect(await done()).toEqual(ids(messages(0, 8)));
  });

  it('keeps the histories of sources apart, and the consumers', async () => {
    const other = '/ledgers/440000';
    await inbox().receive([message(0), message(0, other), message(1), message(1, other)], note);
    await inbox('second guest').receive(messages(0, 1), note);
    expect(await done()).toEqual(
      ids(
        [0, 0, 1, 1].map((n) => message(n)),
        messages(0, 1, other),
      ),
    );
  });

  it('forgets what it handled together with the work that failed', async () => {
    const failing: Work = async (transaction, one) => {
      await note(transaction, one);
      if (one.sequence === 3n) throw new Error('the disk is full');
    };
    await expect(inbox().receive(messages(0, 4), failing)).rejects.toThrow('the disk is full');
    expect(await done()).toEqual([]);
    await inbox().receive(messages(0, 4), note);
    expect(await done()).toEqual(ids(messages(0, 4)));
  });

  it('does not go on past a message that never came', async () => {
    await inbox().receive(messages(0, 2), note);
    await expect(inbox().receive([message(3), message(5)], note)).rejects.toThrow(
      new MessageMissing('/ledgers/330000', 4n, 5n),
    );
    expect(await done()).toEqual(ids(messages(0, 2)));
    await expect(inbox('late guest').receive([message(1)], note)).rejects.toThrow(MessageMissing);
  });

  it('may begin in the middle, when it is told so', async () => {
    const late = new Inbox({ pool, consumer: 'late guest', startsAt: 'any' });
    await late.receive(messages(5, 6), note);
    await expect(late.receive([message(8)], note)).rejects.toThrow(MessageMissing);
    expect(await done()).toEqual(ids(messages(5, 6)));
  });

  it('notices another history in the place of the one it handled', async () => {
    await inbox().receive(messages(0, 2), note);
    const anew = message(2, '/ledgers/330000', 'another');
    await expect(inbox().receive([anew, message(3)], note)).rejects.toThrow(HistoryChanged);
    expect(await done()).toEqual(ids(messages(0, 2)));
  });

  it('L-02 notices another history where it begins, as when the log of the ledger went back', async () => {
    await inbox().receive(messages(0, 9), note);
    const others = [4, 5, 6].map((n) => message(n, '/ledgers/330000', `another ${n}`));
    await expect(inbox().receive([message(3), ...others], note)).rejects.toMatchObject({
      name: 'HistoryChanged',
      handledId: '/ledgers/330000#4',
    });
    // A place that was kept by its last message only.
    await pool.query('update inbox.sources set recent = null');
    await inbox().receive(messages(4, 11), note);
    const late = [message(10, '/ledgers/330000', 'another')];
    await expect(inbox().receive(late, note)).rejects.toThrow(HistoryChanged);
    expect(await done()).toHaveLength(12);
  });

  it('lets many processes of one consumer handle at once', async () => {
    const received = await Promise.all(
      Array.from({ length: 8 }, () => inbox().receive(messages(0, 20), note)),
    );
    expect(received.reduce((sum, { handled }) => sum + handled, 0)).toBe(21);
    expect(await done()).toEqual(ids(messages(0, 20)));
  });

  it('H-19 of a process that was silent too long keeps nothing, and its place is not moved back', async () => {
    const slow = new Inbox({ pool, consumer: 'guest', silenceMs: 200 });
    let wake: () => void = () => undefined;
    const awake = new Promise<void>((resolve) => (wake = resolve));
    const asleep = new Promise<void>((asleepNow, reject) => {
      const received = slow.receive(messages(0, 2), async (transaction, one) => {
        await note(transaction, one);
        if (one.sequence < 2n) return;
        asleepNow();
        await awake;
        await note(transaction, one);
      });
      received.then(
        () => reject(new Error('it was kept')),
        () => undefined,
      );
      lost = received;
    });
    await asleep;
    // Waits for the places until the database has given up the silent one.
    expect(await inbox().receive(messages(0, 4), note)).toEqual({ handled: 5, repeated: 0 });
    wake();
    await expect(lost).rejects.toThrow();
    expect(await done()).toEqual(ids(messages(0, 4)));
    expect(await inbox().receive(messages(3, 5), note)).toEqual({ handled: 1, repeated: 2 });
  });
  let lost: Promise<unknown>;
});
