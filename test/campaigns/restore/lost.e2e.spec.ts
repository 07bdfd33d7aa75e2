import { setTimeout as delay } from 'node:timers/promises';
import { CAMPAIGN_MS_MAX, campaignLength } from '../crash/length.js';
import { Random } from '../crash/random.js';
import type { ServerProcess } from '../server-process.js';
import { LostSite, until, type Answered, type Range } from './lost-site.js';

const { rounds, seed, isSoak, say } = campaignLength('LOST', {
  ...{ rounds: 2, seed: 20_261_129, commandsMax: 0 },
});
const CALLERS = 4;
/** Rounds between two replays of the whole log. */
const WHOLE_EVERY = 5;

/** Callers that post all the time, and all that they were answered. */
class Load {
  readonly answered: Answered[] = [];
  private isOver = false;
  private readonly calling: readonly Promise<void>[];

  constructor(site: LostSite, servers: () => readonly ServerProcess[], name: string) {
    this.calling = Array.from({ length: CALLERS }, async (_, caller) => {
      for (let n = 0; !this.isOver; n += 1) {
        const key = `${name}-${caller}-${n}`;
        const post = (): Promise<Answered> => {
          const [one, two] = servers();
          const server = caller % 2 === 0 ? one : two;
          return server === undefined ? Promise.reject(new Error('down')) : site.issue(server, key);
        };
        this.answered.push(await until(() => (this.isOver ? OVER : post())));
      }
    });
  }

  async end(): Promise<readonly Answered[]> {
    this.isOver = true;
    await Promise.all(this.calling);
    return this.answered.filter((answer) => answer.revision >= 0);
  }
}

/** Ends the waiting of a caller whose time is over. */
const OVER = Promise.resolve({ status: 200, revision: -1, key: '' });

const isIn = (ranges: readonly Range[], revision: number): boolean =>
  ranges.some(({ from, to }) => from <= revision && revision <= to);

describe('L-01 a log that goes back again and again, under load', () => {
  let site: LostSite;
  let servers: readonly ServerProcess[] = [];
  const start = async (): Promise<void> => {
    servers = await Promise.all([site.installation.start('all'), site.installation.start('all')]);
  };
  beforeAll(async () => {
    site = await LostSite.open();
    await start();
    const [one] = servers;
    if (one) await site.openLedger(one);
  }, CAMPAIGN_MS_MAX);
  afterAll(() => site?.close(), CAMPAIGN_MS_MAX);

  it(
    'is never built upon where it is gone, and every loss is told',
    async () => {
      for (let round = 0; round < rounds; round += 1) {
        const random = new Random(seed, round);
        const load = new Load(site, () => servers, `r${round}`);
        await delay(random.below(1_500));
        await site.postgres.keepCopy();
        const head = Math.max(...(await site.inLog()).values());
        await delay(300 + random.below(2_500));
        const runOn = !random.oneIn(3);
        if (!runOn) {
          servers = [];
          await site.installation.stopAll();
        }
        await site.postgres.failOver();
        const known = load.answered.length;
        if (!runOn) await start();
        while (load.answered.length < known + 2 * CALLERS) await delay(50);
        await delay(random.below(2_000));
        const answered = await load.end();
        const log = await site.inLog();
        const gone = answered.filter(({ key, revision }) => log.get(key) !== revision);
        // Answered after the log had gone back, and not among the callers' last answers from before.
        const late = gone.filter((answer) => load.answered.indexOf(answer) >= known + CALLERS);
        expect({ round, late }).toEqual({ round, late: [] });
        const told = runOn
          ? (await Promise.all(servers.map((one) => site.toldBy(one)))).flat()
          : [];
        if (runOn) {
          const untold = gone.filter(({ revision }) => !isIn(told, revision));
          expect({ round, untold }).toEqual({ round, untold: [] });
        }
        expect(log.size).toBe(Math.max(...log.values()) + 1);
        if (round === rounds - 1 || round % WHOLE_EVERY === WHOLE_EVERY - 1)
          await site.assertWhole();
        say(
          `round ${round} of ${rounds}, seed ${seed}: ${runOn ? 'ran on' : 'started anew'}, copy at ${head}, ` +
            `${answered.length} acknowledged, ${gone.length} lost with the copy, told ${JSON.stringify(told.slice(-2))}`,
        );
        // What was told stays told until a process ends.
        if (runOn && isSoak && random.oneIn(4)) {
          await site.installation.stopAll();
          await start();
        }
      }
    },
    CAMPAIGN_MS_MAX,
  );
});
