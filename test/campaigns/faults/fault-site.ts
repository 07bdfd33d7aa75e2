import { setTimeout as pause } from 'node:timers/promises';
import type { CrashablePostgres } from '../../../libs/platform/src/testing/crashable-postgres.js';
import { Random } from '../crash/random.js';
import { DATABASE_FAULTS, FAULTS, Site, type Fault, type Victim } from '../crash/site.js';
import { Installation } from '../installation.js';
import { FaultyDatabase, type Lasts } from './faulty-database.js';
import { headOf, untilLive, type Revived } from './liveness.js';
import { Neighbours } from './neighbours.js';
import { StreamWitness } from './stream-witness.js';

const STREAMS = 20;
/** Milliseconds until a reader leaves. */
const LEAVES_MAX = 400;
/** A first page of the log, and one more: what is waited for then ends with a page or begins another. */
const BURSTS = [500, 501];
/** Milliseconds in which what was refused is kept, after which nothing is written any more. */
const QUIET = 300;
/** Milliseconds after which it is told what is waited for: later nobody can see it any more. */
const SLOW = 9_000;
/** Milliseconds in which what a burst wrote must be told everywhere. */
const BURST_MAX = 15_000;

export interface FaultSiteOptions {
  /** Milliseconds in which everything works again. */
  readonly liveMsMax: number;
  readonly lasts: Lasts;
  readonly seed: number;
  readonly say: (line: string) => void;
}

/** Processes on a database that lives and misbehaves. Every part must work again by itself in time. */
export class FaultSite extends Site {
  /** The slowest part after each fault. */
  readonly slowest: (Revived & { readonly after: Victim })[] = [];
  readonly neighbours: Neighbours;
  private readonly late: string[] = [];
  private readonly witnesses: StreamWitness[] = [];
  private readonly looks = new Map<string, string>();
  private looking: Promise<void> = Promise.resolve();
  private unlooked: Victim | undefined;
  private bursts = 0;

  private constructor(
    postgres: CrashablePostgres,
    installation: Installation,
    private readonly database: FaultyDatabase,
    private readonly options: FaultSiteOptions,
  ) {
    super(postgres, installation);
    this.neighbours = new Neighbours(this);
  }

  static async openOn(postgres: CrashablePostgres, options: FaultSiteOptions): Promise<FaultSite> {
    let database: FaultyDatabase | undefined;
    const installation = await Installation.open(postgres, undefined, async (url) => {
      database = await FaultyDatabase.before(url, postgres.url, options.lasts);
      return database.url;
    });
    if (database === undefined) throw new TypeError('the installation has no database');
    return new FaultSite(postgres, installation, database, options);
  }

  get hasDisk(): boolean {
    return this.database.hasDisk;
  }

  override async furnish(): Promise<void> {
    await this.neighbours.open();
    const head = await headOf(this.installation);
    for (let n = 0; n < this.doorCount; n += 1)
      this.witnesses.push(new StreamWitness(this.installation, () => this.door(n), '330000', head));
  }

  override async accompany(random: Random, signal: AbortSignal): Promise<void> {
    await Promise.all([
      this.neighbours.work(random, signal),
      // What is shown of readers that leave must hold while the database misbehaves, too.
      this.leaveStreams(new Random(this.options.seed, random.below(1_000_000))),
    ]);
  }

  override async kill(victim: Victim, random: Random): Promise<void> {
    if (!isFault(victim)) {
      this.unlooked = victim;
      return super.kill(victim, random);
    }
    this.kills[victim] += 1;
    if (victim === 'streams') await this.leaveStreams(random);
    else if (victim === 'hang') await this.hang(random);
    else await this.database.strike(victim, random);
    this.look(victim);
  }

  override async restart(random: Random): Promise<void> {
    await super.restart(random);
    if (this.unlooked !== undefined) this.look(this.unlooked);
    this.unlooked = undefined;
    await this.looking;
  }

  /** When everything is quiet: what one process has not heard of, and as many entries as a page has. */
  override async inspect(victim: Victim, random: Random): Promise<readonly string[]> {
    await this.neighbours.nth(random.below(100)).staleChecks(random.below(this.doorCount));
    if (victim === 'streams' || victim === 'hang') await this.burst(random);
    return this.neighbours.examine();
  }

  override get faults(): string[] {
    const heard = this.witnesses.flatMap(({ faults }) => faults);
    return [...super.faults, ...this.late, ...heard, ...this.neighbours.faults];
  }

  override async waitsFor(): Promise<string> {
    const waiting = this.neighbours.all.flatMap(({ waiting: some }) => [...some.values()]);
    const looks = Array.from(this.looks, ([part, what]) => `${part}: ${what}`);
    const sessions = await this.installation
      .query<{ line: string }>(
        `select concat_ws(' ', pid, application_name, state, wait_event_type, wait_event,
            now() - query_start, left(query, 100)) as line
          from pg_stat_activity where backend_type = 'client backend'`,
      )
      .catch((error: unknown) => [{ line: String(error) }]);
    const doors = Array.from({ length: this.doorCount }, (_, n) => this.door(n).said);
    return [...waiting, ...looks, ...sessions.map(({ line }) => line), ...doors].join('\n');
  }

  async close(): Promise<void> {
    await Promise.all(this.witnesses.map((witness) => witness.close()));
    await this.database.close();
  }

  /** While the load goes on, as clerks would look. */
  private look(after: Victim): void {
    const { installation, options, witnesses } = this;
    const run = `${this.slowest.length}`;
    const watched = witnesses.map((witness, n) => ({
      ...{ n, witness, door: this.door(n), writesTo: this.neighbours.nth(0) },
    }));
    const tell = (part: string, what: string | undefined): void => {
      if (what === undefined) this.looks.delete(part);
      else this.looks.set(part, what);
    };
    const slow = setTimeout(() => {
      void this.waitsFor().then((what) => options.say(`still not live after ${after}:\n${what}`));
    }, SLOW);
    this.looking = untilLive(installation, watched, run, tell).then((revived) => {
      clearTimeout(slow);
      const [slowest] = revived.toSorted((a, b) => b.ms - a.ms);
      if (slowest !== undefined) {
        this.slowest.push({ ...slowest, after });
        options.say(told(slowest, after));
      }
      for (const one of revived) if (one.ms > options.liveMsMax) this.late.push(told(one, after));
    });
  }

  /** One process neither hears nor says anything for a while, and then goes on as if nothing had been. */
  private async hang(random: Random): Promise<void> {
    const { min, max } = this.options.lasts;
    const process = this.door(random.below(this.doorCount));
    process.pause();
    await pause(min + random.below(max - min));
    process.resume();
  }

  /** Followers find exactly as many entries waiting as a page has, or one more; one of them comes back to them. */
  private async burst(random: Random): Promise<void> {
    const lines = BURSTS[this.bursts % BURSTS.length] ?? 0;
    this.bursts += 1;
    const ledger = this.neighbours.nth(random.below(100));
    await pause(QUIET);
    const hangs = this.door(0);
    hangs.pause();
    try {
      await ledger.burst(1, lines);
    } finally {
      hangs.resume();
    }
    const head = await headOf(this.installation, `ledger-${ledger.ledger}`);
    for (let n = 0; n < this.doorCount; n += 1) {
      const path = `${ledger.path}/balances?unit=${ledger.county}&minRevision=${head}`;
      const began = performance.now();
      let said = '';
      do {
        const answer = await this.installation
          .get(this.door(n), `auditor@${ledger.ledger}`, path)
          .catch(String);
        said = typeof answer === 'string' ? answer : `${answer.status} ${answer.text}`;
      } while (!said.startsWith('200') && performance.now() - began < BURST_MAX);
      if (!said.startsWith('200'))
        this.late.push(`after ${lines} entries at once door ${n} says ${said.slice(0, 200)}`);
    }
  }

  /** Readers that come and leave early. */
  private async leaveStreams(random: Random): Promise<void> {
    const token = await this.installation.token('auditor@330000');
    const leaves = Array.from({ length: STREAMS }, () => random.below(LEAVES_MAX));
    await Promise.all(
      leaves.map(async (ms, n) => {
        const left = new AbortController();
        const stream = fetch(`${this.door(n).url}/v1/ledgers/330000/stream`, {
          headers: { authorization: `Bearer ${token}` },
          signal: left.signal,
        }).catch(() => undefined);
        await pause(ms);
        left.abort();
        await stream;
      }),
    );
  }
}

const told = ({ part, ms, looks }: Revived, after: Victim): string =>
  `${part} works ${Math.round(ms)} ms after ${after}: ${looks.slice(-6).join('; ')}`;

const NAMES: ReadonlySet<string> = new Set([...FAULTS, ...DATABASE_FAULTS]);
const isFault = (victim: Victim): victim is Fault => NAMES.has(victim);
