import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import iconv from 'iconv-lite';
import pg from 'pg';
import { addressOf, Workplace, type Ended, type Program } from './programs.js';
import { DOCUMENT, openLedger } from './story.js';

/** Milliseconds. Every step starts a process. */
const SLOW = 240_000;

let place: Workplace;
let server: Program;
let url = '';
let tokens: ReadonlyMap<string, string>;

/** Posts as the story wants it: `role@unit`. */
const post = async (as: string, route: string, key: string, body: unknown) => {
  const [role = ''] = as.split('@');
  const response = await fetch(`${url}${route}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${tokens.get(role)}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
};

const done = ({ code, stdout, stderr }: Ended): string => {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};

beforeAll(async () => {
  place = await Workplace.open();
  server = place.server();
  url = await addressOf(server);
  const token = async (...words: string[]) => done(await place.muledger('token', ...words));
  const province = await token('--role', 'province', '--unit', '330000');
  const operator = await token('--role', 'operator');
  // Alone on standard output, so that it can be put into a variable.
  for (const text of [province, operator]) expect(text).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  tokens = new Map([
    ['province', province.trim()],
    ['operator', operator.trim()],
  ]);
  await openLedger({ post }, '2017-03-31');
}, SLOW);
afterAll(() => place.close(), SLOW);

const TABLE = [
  '嘉兴市计划指标期初余额表,,,,,,',
  '单位：万亩,,,,,,',
  '县（市、区）,可用,,,已使用,,',
  ',总量,其中：农用地,其中：耕地,总量,农用地,耕地',
  '南 湖 区,０．１２００,0.1,0.05,0.02,0.02,0.01',
  '秀洲,0.08,0.06,0.04,0,0,0',
  '合计,0.2001,0.1600,0.0900,0.0200,0.0200,0.0100',
].join('\r\n');

const importTable = async (name: string, bytes: Buffer, ...more: string[]): Promise<Ended> => {
  const file = path.join(place.dir, name);
  await writeFile(file, bytes);
  return place.muledger(
    ...['import', file, '--effective-on', '2017-03-20', '--document-number', '浙土资发〔2017〕2号'],
    ...['--issuer', DOCUMENT.issuer, '--document-date', '2017-03-18'],
    ...['--plan-year', '2016', '--plan-kind', 'base', ...more],
  );
};

describe('the command line', () => {
  it(
    'imports a table in both encodings, once',
    async () => {
      const gb = iconv.encode(TABLE, 'gb18030');
      const tried = done(await importTable('gb.csv', gb, '--dry-run'));
      expect(tried).toContain('2 rows would be posted');
      expect(tried).toContain('GB18030');

      const utf8 = Buffer.from(`\uFEFF${TABLE}`);
      const posted = done(await importTable('utf8.csv', utf8));
      expect(posted).toContain('2 rows posted in 1 entry');
      expect(posted).toContain('tail difference (尾差) 1 mu');
      const answer = JSON.parse(done(await importTable('utf8.csv', utf8, '--json')));
      expect(answer).toMatchObject({
        rows: 2,
        encoding: 'UTF-8 with BOM',
        answer: { lots: [{}, {}] },
      });
      expect(posted).toContain(answer.sha256);

      // H-17: the same table in other bytes, or in another order, is not brought forward a second time.
      const lines = TABLE.split('\r\n');
      const turned = [...lines.slice(0, -3), ...lines.slice(-3, -1).reverse(), ...lines.slice(-1)];
      for (const bytes of [gb, Buffer.from(turned.join('\n'))]) {
        const again = done(await importTable('again.csv', bytes));
        expect(again).toMatch(
          /2 rows already posted on \S+ as entry opening:[0-9a-f]{32}: nothing/,
        );
      }
      const other = await importTable('gb.csv', gb, '--document-number', '浙土资发〔2017〕3号');
      expect(other.code).toBe(1);
      expect(other.stderr).toContain('is in the ledger already: entry opening:');
    },
    SLOW,
  );

  it(
    'reads what was imported, at either clock',
    async () => {
      const balances = JSON.parse(
        done(await place.muledger('balances', '--unit', '330402', '--json')),
      );
      expect(balances.rows).toMatchObject([
        {
          ...{ unitName: '南湖区', planYear: 2016, planKind: 'base' },
          available: { total: { mu: '1200.0000' }, cultivated: { mu: '500.0000' } },
          consumed: { total: { mu: '200.0000' } },
        },
      ]);
      const before = await place.muledger('balances', '--as-of', '2017-03-19');
      expect(done(before)).toContain('nobody held anything');
      expect(done(await place.muledger('balances', '--components'))).toMatch(/秀洲区 .* 800\.0000/);
      expect(done(await place.muledger('journal', '--unit', '330402'))).toMatch(/\+1200\.0000/);
      const sheet = ['statement', '330402', '--from', '2017-03-01', '--to', '2017-03-31'];
      expect(done(await place.muledger(...sheet))).toMatch(
        /closing 期末: available 可用 .* 1200\.0000/,
      );
      const thisYear = ['statement', '330402', '--to', '2017-03-31'];
      const [title = ''] = done(await place.muledger(...thisYear)).split('\n');
      expect(['H-27', title]).toEqual(['H-27', expect.stringContaining('2017-01-01 – 2017-03-31')]);
    },
    SLOW,
  );

  it(
    'tells the refusals of the server by exit code',
    async () => {
      const { code, stderr } = await place.muledger('balances', '--unit', '339999');
      expect(code).toBe(1);
      expect(stderr).not.toBe('');
      expect((await place.muledger('balances', '--as-of', 'soon')).code).toBe(2);
      expect((await place.muledger('balances', '--token', 'not-a-token')).code).toBe(1);
    },
    SLOW,
  );

  it(
    'replays the log and says so when the read model differs',
    async () => {
      const replayed = done(await place.muledger('replay', '--to', '2017-03-20'));
      expect(replayed).toMatch(/南湖区 .* 1200\.0000 .* 200\.0000/);
      expect(replayed).toContain('the read model says the same');
      expect(done(await place.muledger('replay', '--to', '2017-03-19'))).toContain('nobody held');
      expect(done(await place.muledger('doctor'))).toMatch(/✓ read model 330000/);
      expect(done(await place.muledger('rebuild'))).toContain('the same as before');

      await tamper('flows');
      const kept = await place.muledger('replay');
      expect([kept.code, kept.stderr]).toEqual([
        1,
        expect.stringContaining('240000001 in the read model'),
      ]);
      done(await place.muledger('rebuild'));
      await tamper('legs');
      const { code, stdout, stderr } = await place.muledger('replay', '--to', '2017-03-20');
      expect(code).toBe(1);
      expect(stdout).toMatch(/南湖区 .* 1200\.0000/);
      expect(stderr).toMatch(/u-\S+\/available total: 240000000 in the log, \d+ in the read model/);
      expect((await place.muledger('doctor')).code).toBe(1);
    },
    SLOW,
  );

  it(
    'needs no server to replay',
    async () => {
      server.signal('SIGTERM');
      await server.ended;
      const replayed = await place.muledger('replay', '--json');
      // The log is as it was, and the read model as it was made.
      expect(replayed.code).toBe(1);
      expect(JSON.parse(replayed.stdout)).toMatchObject({
        ...{ ledger: '330000', revision: '92' },
        differences: [expect.stringContaining('in the read model')],
      });
      const { code, stderr } = await place.muledger('balances');
      expect(code).toBe(1);
      expect(stderr).toContain('no server answers');
    },
    SLOW,
  );
});

/** Adds one unit of 1/300 m² to what the read model says was posted, as a defect would. */
const tamper = async (table: string): Promise<void> => {
  const file = path.join(place.dataDir, 'running.json');
  const { databaseUrl } = JSON.parse(await readFile(file, 'utf8'));
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`update read.${table} set c1 = c1 + 1 where c1 = 240000000`);
  } finally {
    await client.end();
  }
};
