import { setTimeout as delay } from 'node:timers/promises';
import type { EventStore, Loss } from '#event-store';
import { Random } from '../crash/random.js';
import { keyOf, STREAM, ToyProcess } from '../eventstoredb/toy-process.js';
import type { LostLog } from './lost-logs.js';

export interface LostRounds {
  readonly log: LostLog;
  readonly rounds: number;
  readonly seed: number;
  readonly say: (line: string) => void;
  /** How the first of the two processes has the log. */
  readonly first?: (store: EventStore) => EventStore;
}

const CALLERS = 4;
const AHEAD_MAX = 12;
const SAME_MS_MAX = 10_000;

interface Answered {
  readonly key: string;
  readonly revision: number;
}

/**
 * Two processes under load, whose log goes back again and again by a random number of entries and is gone on with; they
 * run on or start anew. Tells what is wrong: an entry twice, a state beside the log, an answer that is not in the log
 * although it was given after it went back, a loss that nobody tells.
 */
export const lostRounds = async (options: LostRounds): Promise<readonly string[]> => {
  const { log, rounds, seed, say } = options;
  let now = 0;
  // Never the same instant twice: entries that differ in nothing are the same.
  const clock = (): number => (now += 1);
  const open = (): ToyProcess[] => [
    new ToyProcess((options.first ?? same)(log.open()), clock),
    new ToyProcess(log.open(), clock),
  ];
  let processes = open();
  const closeAll = (): Promise<unknown> => Promise.all(processes.map((one) => one.close()));
  const faults: string[] = [];
  try {
    for (let round = 0; round < rounds && faults.length === 0; round += 1) {
      const random = new Random(seed, round);
      const load = new Load(processes, `r${round}`);
      await load.reach(random.below(AHEAD_MAX));
      await log.keepCopy();
      await load.reach(load.answered.length + 1 + random.below(AHEAD_MAX));
      const runsOn = !random.oneIn(3);
      if (!runsOn) await load.end();
      const toldBefore = processes.map(({ told }) => told.length);
      await log.goBack();
      const known = load.answered.length;
      if (runsOn) {
        await load.reach(known + 2 * CALLERS + random.below(AHEAD_MAX));
        await load.end();
      } else {
        await closeAll();
        processes = open();
        const next = new Load(processes, `r${round}-anew`);
        await next.reach(CALLERS);
        await next.end();
        load.answered.push(...next.answered);
      }
      const { entries, twice } = await inLog(log);
      const gone = load.answered.filter(({ key, revision }) => entries.get(key) !== revision);
      // The last answers of the callers may have been on their way when the log was replaced.
      const late = gone.filter((one) => load.answered.indexOf(one) >= known + CALLERS);
      const told = runsOn
        ? processes.flatMap((one, n) => one.told.slice(toldBefore[n]))
        : undefined;
      const untold = gone.filter(({ revision }) => told && !isTold(told, revision));
      const what = `${log.name}, seed ${seed}, round ${round}`;
      if (twice.length > 0) faults.push(`${what}: twice in the log: ${twice.join()}`);
      for (const one of late) faults.push(`${what}: answered and not in the log: ${show(one)}`);
      for (const one of untold) faults.push(`${what}: lost and told by nobody: ${show(one)}`);
      for (const one of processes) faults.push(...(await besideLog(one, log, what)));
      say(`${what}: ${load.answered.length} acknowledged, ${gone.length} lost`);
    }
  } finally {
    await closeAll();
  }
  return faults;
};

const same = (store: EventStore): EventStore => store;

const show = ({ key, revision }: Answered): string => `${key.slice(0, 12)} at ${revision}`;

const isTold = (told: readonly Loss[], revision: number): boolean =>
  told.some(({ from, to }) => from <= BigInt(revision) && BigInt(revision) <= to);

/** Callers of both processes that post all the time, and all that they were answered. */
class Load {
  readonly answered: Answered[] = [];
  private isOver = false;
  private readonly calling: readonly Promise<void>[];

  constructor(processes: readonly ToyProcess[], name: string) {
    this.calling = Array.from({ length: CALLERS }, async (_, caller) => {
      const one = processes[caller % processes.length];
      for (let n = 0; !this.isOver; n += 1) {
        const key = `${name}-${caller}-${n}`;
        const revision = await one?.postUntil(key, () => this.isOver);
        if (revision !== undefined) this.answered.push({ key: keyOf(key), revision });
        await delay(1);
      }
    });
  }

  async reach(answers: number): Promise<void> {
    while (this.answered.length < answers) await delay(1);
  }

  async end(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.calling);
  }
}

const inLog = async (log: LostLog) => {
  const store = log.open();
  try {
    const entries = new Map<string, number>();
    const twice: string[] = [];
    for await (const { body, revision } of store.readStream(STREAM, 0n, 'forwards')) {
      const { key } = JSON.parse(body) as { readonly key: string };
      if (entries.has(key)) twice.push(key.slice(0, 12));
      entries.set(key, Number(revision));
    }
    return { entries, twice };
  } finally {
    await store.close();
  }
};

/** What a process decides on, and what its read model shows, against the log as it is. */
const besideLog = async (one: ToyProcess, log: LostLog, what: string): Promise<string[]> => {
  const store = log.open();
  try {
    const faults: string[] = [];
    const [own, stored] = await one.states(store);
    if (own !== stored) faults.push(`${what}: a process decides on ${own}, the log says ${stored}`);
    const ids: string[] = [];
    for await (const { id } of store.readStream(STREAM, 0n, 'forwards')) ids.push(id);
    const until = performance.now() + SAME_MS_MAX;
    const isSame = (): boolean => one.readModel.join() === ids.join();
    while (!isSame() && performance.now() < until) await delay(10);
    if (!isSame()) faults.push(`${what}: a read model is not what the log says`);
    return faults;
  } finally {
    await store.close();
  }
};
