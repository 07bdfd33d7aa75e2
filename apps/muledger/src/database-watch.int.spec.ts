import { createLogger } from '#platform';
import { startTestPostgres, type TestPostgres } from '#testing/postgres';
import { startTcpProxy, type TcpProxy } from '../../../libs/event-store/src/testing/tcp-proxy.js';
import { DatabaseWatch } from './database-watch.js';

let server: TestPostgres;
let proxy: TcpProxy;
let watch: DatabaseWatch;
let silences = 0;

beforeAll(async () => {
  server = await startTestPostgres();
}, 60_000);
afterAll(() => server.stop());
beforeEach(async () => {
  silences = 0;
  proxy = await startTcpProxy(server.url);
  watch = new DatabaseWatch({
    ...{ url: proxy.url, paceMs: 20, silenceMs: 300 },
    logger: createLogger({ level: 'silent', format: 'json' }),
    onSilence: () => void (silences += 1),
  });
});
afterEach(async () => {
  await watch.close();
  await proxy.close();
});

const answers = (): Promise<boolean> =>
  watch.assertAnswers().then(
    () => true,
    () => false,
  );
/** Asked again until it says so; jest ends what never does. */
const untilAnswers = async (wanted: boolean): Promise<void> => {
  while ((await answers()) !== wanted) await new Promise((resolve) => setTimeout(resolve, 10));
};

describe('H-05 readiness', () => {
  it('knows that the host is silent, tells it, and knows when it answers again', async () => {
    await untilAnswers(true);
    proxy.silence('all');
    await untilAnswers(false);
    expect(silences).toBeGreaterThan(0);
    proxy.restore();
    await untilAnswers(true);
  });

  it('takes no refused connection for silence', async () => {
    await untilAnswers(true);
    proxy.interrupt();
    await untilAnswers(false);
    expect(silences).toBe(0);
    proxy.restore();
    await untilAnswers(true);
  });
});
