import { setTimeout as pause } from 'node:timers/promises';
import {
  startCrashablePostgres,
  type CrashablePostgres,
} from '../../../libs/platform/src/testing/crashable-postgres.js';
import { annual, DOCUMENT, LEDGER, openLedger, PROVINCE } from '../../e2e/story.js';
import { openEventStoreServer, type EventStoreServer } from '../event-store-server.js';
import { Installation } from '../installation.js';
import type { ServerProcess } from '../server-process.js';
import { examine } from '../sound.js';
import { blocks, Clerk, type County } from './clerk.js';
import type { Plan } from './plans.js';
import { Promises } from './promises.js';
import { Random } from './random.js';
import { playRound, type RoundFigures } from './round.js';
import { Site } from './site.js';

const CLERKS = 8;
const COUNTIES = ['330402', '330411', '330106'];

export interface CampaignOptions {
  readonly plan: Plan;
  /** A real EventStoreDB for a plan that keeps its log in one; else a stand-in does. */
  readonly eventStoreUrl?: string | undefined;
  readonly rounds: number;
  readonly seed: number;
  /** Commands each of the eight clerks sends in a round at most. The kill comes somewhere in the first half of them. */
  readonly commandsMax: number;
  /** What is played on; a database and the processes on it when absent. */
  readonly openSite?: (postgres: CrashablePostgres) => Promise<Site>;
  /** Milliseconds in which a round is over and examined; a hang is a fault like others. None when absent. */
  readonly roundMsMax?: number;
  readonly onRound?: (figures: RoundFigures & CampaignState) => void;
}

export interface CampaignState {
  readonly round: number;
  readonly processes: number;
  /** Entries acknowledged so far, and entries in the log. */
  readonly acknowledged: number;
  readonly entries: number;
  readonly faults: readonly string[];
}

export interface CampaignFigures {
  readonly rounds: readonly RoundFigures[];
  readonly kills: Site['kills'];
  readonly acknowledged: number;
  /** Entries refused, by code. */
  readonly refused: ReadonlyMap<string, number>;
  readonly faults: readonly string[];
}

/** Plays rounds until one finds a fault. Whatever happens, processes and data are gone afterwards. */
export const playCampaign = async ({
  plan,
  eventStoreUrl,
  rounds,
  seed,
  commandsMax,
  openSite,
  roundMsMax,
  onRound,
}: CampaignOptions): Promise<CampaignFigures> => {
  const postgres = await startCrashablePostgres();
  let eventStore: EventStoreServer | undefined;
  let installation: Installation | undefined;
  try {
    if (plan.engine === 'eventstoredb') eventStore = await openEventStoreServer(eventStoreUrl);
    const site = openSite
      ? await openSite(postgres)
      : new Site(postgres, await Installation.open(postgres, eventStore?.url), eventStore);
    installation = site.installation;
    await site.open(plan.processes);
    const { counties, entries: setUp } = await openProvince(installation, site.door(0));
    await site.furnish();
    const promises = new Promises();
    const clerks = Array.from({ length: CLERKS }, (_, n) => {
      const county = counties[n % counties.length];
      if (!county) throw new RangeError('no county was set up');
      return new Clerk(`c${n}`, county, new Random(seed, n));
    });
    const played: RoundFigures[] = [];
    const faults: string[] = [];
    for (let round = 0; round < rounds && faults.length === 0; round += 1) {
      if (round === Math.ceil(rounds / 2)) await site.open(plan.processesLater);
      const random = new Random(seed, round, 2);
      // Every kind of kill comes as often as the others, each time after another number of answers.
      const victim = plan.victims[round % plan.victims.length] ?? 'server';
      const killAfter = random.below((CLERKS * commandsMax) / 2);
      const { restart } = plan;
      const play = async () => {
        const figures = await playRound({
          ...{ site, clerks, promises, victim, killAfter, commandsMax, seed, round, restart },
        });
        const inspected = await site.inspect(victim, new Random(seed, round, 3));
        return { figures, inspected, examined: await examine(site.installation) };
      };
      const { figures, inspected, examined } = await bounded(roundMsMax, play(), site, victim);
      played.push(figures);
      const { log, book, faults: unsound } = examined;
      faults.push(...unsound, ...inspected, ...promises.broken(book, log, setUp), ...site.faults);
      const processes = site.doorCount;
      const acknowledged = promises.recorded.size;
      onRound?.({ ...figures, round, processes, acknowledged, entries: log.length, faults });
    }
    const { kills } = site;
    const { size: acknowledged } = promises.recorded;
    return { rounds: played, kills, acknowledged, refused: promises.refusals, faults };
  } finally {
    await installation?.close().catch(() => undefined);
    await eventStore?.stop();
    await postgres.stop();
  }
};

/** @throws {Error} it took too long, with all that waited */
const bounded = async <Result>(
  ms: number | undefined,
  work: Promise<Result>,
  site: Site,
  victim: string,
): Promise<Result> => {
  if (ms === undefined) return work;
  const over = new AbortController();
  const late = pause(ms, undefined, { signal: over.signal }).then(async () => {
    throw new Error(`a round with ${victim} is not over after ${ms} ms\n${await site.waitsFor()}`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
    late.catch(() => undefined);
    work.catch(() => undefined);
  }
};

/** A ledger with something in it for every county. Gives the number of entries that took. */
export const openProvince = async (
  installation: Installation,
  door: ServerProcess,
): Promise<{ readonly counties: readonly County[]; readonly entries: number }> => {
  const post = async (as: string, to: string, key: string, body: unknown) => {
    const answer = await installation.post(door, as, to, key, body);
    if (answer.status >= 300) throw new Error(`${key}: ${answer.text}`);
    return answer;
  };
  await openLedger({ post });
  const common = { effectiveOn: '2017-03-20', document: DOCUMENT };
  const quantity = annual('400000', '200000', '100000');
  const issue = { indicator: 'annual', planYear: 2017, planKind: 'pool', quantity, ...common };
  await post(PROVINCE, `${LEDGER}/issuances`, 'i', issue);
  const counties = COUNTIES.map((code) => ({ code, lots: [`a-${code}.1`] }));
  let last = '';
  for (const { code } of counties) {
    const to = [{ unit: code, quantity: blocks(300) }];
    const { body } = await post(PROVINCE, `${LEDGER}/allocations`, `a-${code}`, {
      ...{ fromUnit: '330000', lot: 'i.1', to, ...common },
    });
    last = (body as { readonly revision: string }).revision;
  }
  return { counties, entries: Number(last) + 1 };
};
