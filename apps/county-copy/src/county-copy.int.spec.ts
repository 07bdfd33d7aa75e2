import { Pool } from 'pg';
import { parseAccount } from '#domain';
import { Inbox, migrateInbox, readMessage, type Message } from '#inbox';
import { balancesOf, replay } from '#ledger-stream';
import { createDatabase, startTestPostgres, type TestPostgres } from '#testing/postgres';
import { everyKind, LedgerUnderTest } from '../../../libs/ledger-stream/src/testing/index.js';
import { batchesOf } from '../../publisher/src/batches.js';
import { copiedBalances, CountyCopy } from './county-copy.js';

let postgres: TestPostgres;
let pool: Pool;
beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  pool = new Pool({ connectionString: await createDatabase(postgres), max: 4 });
  await migrateInbox(pool);
  await Promise.all([CountyCopy.migrate(pool), CountyCopy.migrate(pool)]);
});
afterEach(() => pool.end());

/** A ledger with every kind of entry: as it is published, and what its units hold. */
const publishedLedger = async () => {
  const ledger = new LedgerUnderTest();
  await ledger.post(everyKind());
  const recorded = await ledger.recorded();
  const messages = [...batchesOf(recorded, { messagesMax: 1_000, bytesMax: 1e9 })].flatMap(
    (batch) => batch.messages.map(({ value }) => readMessage(value)),
  );
  const { state } = await replay(ledger.store.readAll(null));
  const held = [...balancesOf(state)].flatMap(({ account, component, amount }) => {
    const { unit, lot, bucket } = parseAccount(account);
    if (unit === undefined || amount === 0n) return [];
    const { indicator, planYear, planKind } = state.lots.get(lot) ?? {};
    return [{ unit, lot, bucket, component, amount, indicator, planYear, planKind }];
  });
  return { messages, held };
};

const sorted = <Row extends object>(rows: readonly Row[]): string[] =>
  rows
    .map((row) =>
      Object.entries(row)
        .map(([name, value]) => `${name} ${value}`)
        .sort()
        .join(', '),
    )
    .sort();

const receive = (copy: CountyCopy, messages: readonly Message[]) =>
  new Inbox({ pool, consumer: copy.consumer }).receive(messages, (transaction, message) =>
    copy.apply(transaction, message),
  );

describe('a county’s copy', () => {
  it('holds what the ledger holds, for every unit, after every kind of entry, some of them twice', async () => {
    const { messages, held } = await publishedLedger();
    const units = [...new Set(held.map(({ unit }) => unit))];
    expect(units.length).toBeGreaterThan(4);
    const copy = new CountyCopy(units);
    for (let from = 0; from < messages.length; from += 5)
      await receive(copy, messages.slice(Math.max(0, from - 3), from + 5));
    expect(sorted(await copiedBalances(pool))).toEqual(sorted(held));
  });

  it('holds nothing of other units', async () => {
    const { messages, held } = await publishedLedger();
    const unit = 'u-330402';
    await receive(new CountyCopy([unit]), messages);
    expect(sorted(await copiedBalances(pool))).toEqual(
      sorted(held.filter((one) => one.unit === unit)),
    );
  });

  it('takes nothing for an entry that is none', async () => {
    const { messages } = await publishedLedger();
    const [first] = messages;
    if (first === undefined) throw new RangeError('nothing was published');
    for (const odd of [
      { ...first, type: 'another' },
      { ...first, data: {} },
    ])
      await expect(receive(new CountyCopy(['u-330402']), [odd])).rejects.toThrow('is no entry');
  });
});
