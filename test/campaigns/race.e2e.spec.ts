import { startTestPostgres, type TestPostgres } from '#testing/postgres';
import type { Answer } from '../e2e/door.js';
import { annual, DOCUMENT, LEDGER, openLedger, PROVINCE } from '../e2e/story.js';
import { Installation } from './installation.js';
import type { ServerProcess } from './server-process.js';
import { examine, type Examined } from './sound.js';

const COUNTY = 'county@330402';
const CALLERS = 64;
/** 亩 each caller asks for. */
const ASKED = 10;
/** Milliseconds of a step on a busy machine. */
const PATIENCE = 120_000;
const LOTS = ['once', 'twice', 'both'];

/** Of everything a caller is told, what must be the same in every answer to one key. */
/** Without the balances, which only the process that decided an entry knows. */
const essence = ({ status, body }: Answer): unknown => {
  if (status >= 300) return { status, code: (body as { code: string }).code };
  const { balances: _balances, ...rest } = body as Readonly<Record<string, unknown>>;
  return rest;
};
const isAccepted = ({ status }: Answer): boolean => status === 200 || status === 201;

describe.each([
  ['one process', ['all']],
  ['two processes on one ledger', ['api', 'api']],
] as const)('64 callers on a lot for 32, %s', (_, roles) => {
  let postgres: TestPostgres;
  let installation: Installation;
  let doors: ServerProcess[];
  let accepted: string[] = [];

  beforeAll(async () => {
    postgres = await startTestPostgres();
    installation = await Installation.open(postgres);
    doors = await Promise.all(roles.map((role) => installation.start(role)));
    const [door] = doors;
    if (!door) throw new RangeError('no server was started');
    const post = async (as: string, to: string, key: string, body: object): Promise<Answer> => {
      const answer = await installation.post(door, as, to, key, body);
      if (answer.status >= 300) throw new Error(`${key}: ${answer.text}`);
      return answer;
    };
    await openLedger({ post }, '2017-04-30');
    const common = { effectiveOn: '2017-03-20', document: DOCUMENT };
    const quantity = annual('50000', '0', '0');
    const issue = { indicator: 'annual', planYear: 2017, planKind: 'pool', quantity, ...common };
    await post(PROVINCE, `${LEDGER}/issuances`, 'i', issue);
    for (const lot of LOTS)
      await post(PROVINCE, `${LEDGER}/allocations`, lot, {
        fromUnit: '330000',
        lot: 'i.1',
        to: [{ unit: '330402', quantity: annual(String((CALLERS / 2) * ASKED), '0', '0') }],
        ...common,
      });
  }, PATIENCE);
  afterAll(async () => {
    await installation.close();
    await postgres.stop();
  }, PATIENCE);

  const doorOf = (caller: number): ServerProcess => {
    const door = doors[caller % doors.length];
    if (!door) throw new RangeError('no server was started');
    return door;
  };
  const reserve = (door: ServerProcess, lot: string, key: string): Promise<Answer> =>
    installation.post(door, COUNTY, `${LEDGER}/reservations`, key, {
      unit: '330402',
      draws: [{ lot: `${lot}.1`, quantity: annual(String(ASKED), '0', '0') }],
      project: 'P-1',
      expiresOn: '2017-12-31',
      effectiveOn: '2017-04-10',
    });
  const callers = Array.from({ length: CALLERS }, (_, caller) => caller);

  it(
    'accepts exactly half, and tells the others what is missing',
    async () => {
      const answers = await Promise.all(
        callers.map((caller) => reserve(doorOf(caller), 'once', `once-${caller}`)),
      );
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(CALLERS / 2);
      const refused = answers.filter(({ status }) => status !== 201);
      for (const { status, body } of refused)
        expect({ status, body }).toMatchObject({
          status: 409,
          body: {
            code: 'insufficient-balance',
            unitName: '南湖区',
            lot: 'once.1',
            component: 'total',
            held: { mu: '0.0000' },
            asked: { mu: '10.0000' },
            shortBy: { mu: '10.0000' },
            firstFailingDay: '2017-04-10',
          },
        });
      const revisions = answers.filter(isAccepted).map(({ body }) => Object(body).revision);
      expect(new Set(revisions).size).toBe(CALLERS / 2);
    },
    PATIENCE,
  );

  it(
    'gives every caller the same answer when it asks again meanwhile',
    async () => {
      const pairs = await Promise.all(
        callers.map(async (caller) => {
          const key = `twice-${caller}`;
          return [
            await reserve(doorOf(caller), 'twice', key),
            await reserve(doorOf(caller), 'twice', key),
          ];
        }),
      );
      expect(pairs.filter(([first]) => first?.status === 201)).toHaveLength(CALLERS / 2);
      for (const [first, again] of pairs)
        expect(again && essence(again)).toEqual(first && essence(first));
      expect(pairs.filter(([, again]) => again?.status === 200)).toHaveLength(CALLERS / 2);
    },
    PATIENCE,
  );

  it(
    'takes one key sent to every process at the same time for one entry',
    async () => {
      const sent = await Promise.all(
        callers.map((caller) =>
          Promise.all([...doors, ...doors].map((door) => reserve(door, 'both', `both-${caller}`))),
        ),
      );
      accepted = [];
      for (const [caller, answers] of sent.entries()) {
        const [first] = answers;
        for (const answer of answers) expect(essence(answer)).toEqual(first && essence(first));
        if (!first || !isAccepted(first)) continue;
        accepted.push(`both-${caller}`);
        // A process that found the entry in the log while its own append was refused answers as for the first time.
        const news = answers.filter(({ status }) => status === 201).length;
        expect(news).toBeGreaterThanOrEqual(1);
        expect(news).toBeLessThanOrEqual(doors.length);
      }
      expect(accepted).toHaveLength(CALLERS / 2);
    },
    PATIENCE,
  );

  it(
    'leaves a log, a replay and read models that agree',
    async () => {
      // A worker that comes late builds from the log what it missed.
      if (!roles.some((role) => role === 'all')) await installation.start('worker');
      const { faults, book, log }: Examined = await examine(installation);
      expect(faults).toEqual([]);
      const mu = 200_000n;
      const whole = BigInt((CALLERS / 2) * ASKED) * mu;
      const held = [...book.balances()];
      for (const lot of LOTS)
        expect(held.filter(([account]) => account.includes(`/${lot}.1/`))).toEqual([
          [expect.stringMatching('/reserved total$'), whole],
        ]);
      const entered = [...book.entries.keys()].filter((id) => id.startsWith('both-'));
      expect(entered.sort()).toEqual(accepted.sort());
      for (const door of doors) {
        const { body } = await installation.get(
          door,
          COUNTY,
          `${LEDGER}/balances?unit=330402&groupBy=lot&asOf=2017-04-30&minRevision=${log.length - 1}`,
        );
        expect(body).toMatchObject({
          revision: String(log.length - 1),
          rows: [...LOTS].sort().map((lot) => ({
            lot: `${lot}.1`,
            available: { total: { mu: '0.0000' } },
            reserved: { total: { mu: '320.0000' } },
          })),
        });
      }
      expect(doors.flatMap(({ complaints }) => complaints)).toEqual([]);
    },
    PATIENCE,
  );
});
