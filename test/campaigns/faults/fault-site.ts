import { setTimeout as pause } from 'node:timers/promises';
import type { CrashablePostgres } from '../../../libs/platform/src/testing/crashable-postgres.js';
import type { Random } from '../crash/random.js';
import { FAULTS, Site, type Fault, type Victim } from '../crash/site.js';
import { Installation } from '../installation.js';
import { FaultyDatabase } from './faulty-database.js';
import { untilLive } from './liveness.js';

const STREAMS = 20;
/** Milliseconds until a reader leaves. */
const LEAVES_MAX = 400;

/** Processes on a database that lives and misbehaves. Every part must work again by itself in time. */
export class FaultSite extends Site {
  /** Milliseconds until the slowest part worked again, a fault each. */
  readonly took: number[] = [];
  private readonly late: string[] = [];
  private looking: Promise<void> = Promise.resolve();

  private constructor(
    postgres: CrashablePostgres,
    installation: Installation,
    private readonly database: FaultyDatabase,
    private readonly liveMsMax: number,
  ) {
    super(postgres, installation);
  }

  static async openOn(postgres: CrashablePostgres, liveMsMax: number): Promise<FaultSite> {
    let database: FaultyDatabase | undefined;
    const installation = await Installation.open(postgres, undefined, async (url) => {
      database = await FaultyDatabase.before(url);
      return database.url;
    });
    if (database === undefined) throw new TypeError('the installation has no database');
    return new FaultSite(postgres, installation, database, liveMsMax);
  }

  override async kill(victim: Victim, random: Random): Promise<void> {
    if (!isFault(victim)) return super.kill(victim, random);
    this.kills[victim] += 1;
    if (victim === 'streams') await this.leaveStreams(random);
    else await this.database.strike(victim, random);
    this.look(victim);
  }

  override async restart(random: Random): Promise<void> {
    const { database } = this.kills;
    await super.restart(random);
    if (database > this.seenDatabase) this.look('database');
    this.seenDatabase = database;
    await this.looking;
  }
  private seenDatabase = 0;

  override get faults(): string[] {
    return [...super.faults, ...this.late];
  }

  close(): Promise<void> {
    return this.database.close();
  }

  /** While the load goes on, as clerks would look. */
  private look(after: Victim): void {
    const doors = Array.from({ length: this.doorCount }, (_, n) => this.door(n));
    this.looking = untilLive(this.installation, doors).then((took) => {
      this.took.push(Math.max(...took.values()));
      for (const [part, ms] of took)
        if (ms > this.liveMsMax)
          this.late.push(`${part} works ${Math.round(ms)} ms after ${after}`);
    });
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

const NAMES: ReadonlySet<string> = new Set(FAULTS);
const isFault = (victim: Victim): victim is Fault => NAMES.has(victim);
