import { startTestPostgres, type TestPostgres } from '#testing/postgres';
import type { Answer } from '../e2e/door.js';
import { annual, issueAndAllocate, LEDGER, openLedger } from '../e2e/story.js';
import { Installation } from './installation.js';
import type { ServerProcess } from './server-process.js';
import { examine } from './sound.js';

const PATIENCE = 120_000;
const CALLERS = 32;
const COMMANDS_MAX = 1_000;
/** Answers after which the door is told to stop. */
const STOP_AFTER = 200;

interface Sent {
  readonly key: string;
  readonly sentAt: number;
  /** Nothing when the connection failed. */
  readonly answer: Answer | undefined;
}

const isCleanRefusal = ({ status, headers, body }: Answer): boolean =>
  status === 503 &&
  headers.get('content-type')?.startsWith('application/problem+json') === true &&
  Number(headers.get('retry-after')) > 0 &&
  typeof (body as { code?: unknown }).code === 'string';

describe('SIGTERM to one of two doors under load', () => {
  let postgres: TestPostgres;
  let installation: Installation;
  let stopped: ServerProcess;
  let other: ServerProcess;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    installation = await Installation.open(postgres);
    [other, stopped] = await Promise.all([installation.start('all'), installation.start('api')]);
    const post = async (as: string, to: string, key: string, body: unknown): Promise<Answer> => {
      const answer = await installation.post(other, as, to, key, body);
      if (answer.status >= 300) throw new Error(`${key}: ${answer.text}`);
      return answer;
    };
    await openLedger({ post });
    await issueAndAllocate({ post });
  }, PATIENCE);
  afterAll(async () => {
    await installation.close();
    await postgres.stop();
  }, PATIENCE);

  const reserve = (door: ServerProcess, key: string): Promise<Answer> =>
    installation.post(door, 'county@330402', `${LEDGER}/reservations`, key, {
      unit: '330402',
      draws: [{ lot: 'a-1.1', quantity: annual('0.01', '0.01', '0.01') }],
      project: key,
      expiresOn: '2017-12-31',
      effectiveOn: '2017-06-30',
    });

  it(
    'answers what is in flight, loses nothing it acknowledged, and ends with success',
    async () => {
      const sent: Sent[] = [];
      let signalledAt = Infinity;
      let stopping: Promise<void> | undefined;
      const call = async (caller: number): Promise<void> => {
        for (let n = 0; n < COMMANDS_MAX; n += 1) {
          const key = `${caller}-${n}`;
          const sentAt = performance.now();
          const answer = await reserve(stopped, key).catch(() => undefined);
          sent.push({ key, sentAt, answer });
          if (sent.length >= STOP_AFTER && stopping === undefined) {
            signalledAt = performance.now();
            stopping = stopped.stop();
          }
          if (answer === undefined) return;
        }
      };
      await Promise.all(Array.from({ length: CALLERS }, (_, caller) => call(caller)));
      await stopping;

      const unanswered = sent.filter(
        ({ answer, sentAt }) => answer === undefined && sentAt < signalledAt,
      );
      expect(unanswered).toEqual([]);
      const unclean = sent.flatMap(({ answer }) =>
        answer === undefined || answer.status === 201 || isCleanRefusal(answer)
          ? []
          : [answer.text],
      );
      expect(unclean).toEqual([]);
      expect(stopped.exitCode).toBe(0);

      // Whoever had no answer, or was sent away, asks the other door under the same key.
      const acknowledged = sent.filter(({ answer }) => answer?.status === 201);
      expect(acknowledged.length).toBeGreaterThan(STOP_AFTER / 2);
      for (const { key, answer } of sent) {
        const again = await reserve(other, key);
        // The other door may meet an entry for the first time here: 201, and the same answer but for the balances, which only
        // the process that decided it knows.
        expect([200, 201]).toContain(again.status);
        if (answer?.status === 201) expect(answer.body).toMatchObject(again.body as object);
      }
      const { faults, log } = await examine(installation);
      expect(faults).toEqual([]);
      const ids = log.map(({ body }) => (JSON.parse(body) as { entryId: string }).entryId);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toEqual(expect.arrayContaining(sent.map(({ key }) => key)));
    },
    PATIENCE,
  );
});
