import { setTimeout as pause } from 'node:timers/promises';
import type { CrashablePostgres } from '../../../libs/platform/src/testing/crashable-postgres.js';
import type { EventStoreServer } from '../event-store-server.js';
import type { Installation } from '../installation.js';
import type { ServerProcess } from '../server-process.js';
import type { Random } from './random.js';

/**
 * Who is killed: a process that answers, one that only follows the log, the postmaster, the first and the last at once, or
 * one backend, which PostgreSQL answers by starting anew. With the log in EventStoreDB also every connection to it, when
 * an append was asked for and not written yet (`request`) or written and not answered yet (`answer`), and for a while its
 * whole server (`log`). Nobody is killed by a `Fault`.
 */
export type Victim =
  'server' | 'worker' | 'database' | 'both' | 'backend' | 'request' | 'answer' | 'log' | Fault;

/** What goes wrong with a database that lives: see the campaign of faults. */
export const DATABASE_FAULTS = [
  ...(['silence', 'disk-full', 'requests-swallowed', 'readdress'] as const),
  ...(['replies-swallowed', 'cut', 'lost-connections', 'read-only'] as const),
] as const;
export type DatabaseFault = (typeof DATABASE_FAULTS)[number];

/** The same, and readers that leave, and a process that hangs for a while. */
export const FAULTS = [...DATABASE_FAULTS, 'streams', 'hang'] as const;
export type Fault = (typeof FAULTS)[number];

/** These need no restart. */
export const COMES_BACK: ReadonlySet<Victim> = new Set([
  ...(['backend', 'request', 'answer', 'log'] as const),
  ...FAULTS,
]);

type Role = 'all' | 'api' | 'worker';

interface Member {
  readonly role: Role;
  process: ServerProcess;
  /** Killed, and not started again yet. */
  down: boolean;
}

const START_TRIES_MAX = 3;
const JITTER_MS_MAX = 30;
/** Milliseconds a log is away. */
const AWAY_MS_MIN = 1_000;
const AWAY_MS_MAX = 4_000;

/** The database and the processes on it. */
export class Site {
  private readonly members: Member[] = [];
  private databaseDown = false;
  readonly kills = {
    ...{ server: 0, worker: 0, database: 0, backend: 0, starting: 0 },
    ...{ request: 0, answer: 0, log: 0 },
    ...{ silence: 0, 'requests-swallowed': 0, 'replies-swallowed': 0, 'lost-connections': 0 },
    ...{ readdress: 0, cut: 0, 'read-only': 0, 'disk-full': 0, streams: 0, hang: 0 },
  };

  constructor(
    protected readonly postgres: CrashablePostgres,
    readonly installation: Installation,
    /** Where the log is kept when not in the database. */
    private readonly eventStore?: EventStoreServer,
  ) {}

  /** Starts the processes that are missing up to these. */
  async open(roles: readonly Role[]): Promise<void> {
    for (const role of roles.slice(this.members.length))
      this.members.push({ role, process: await this.installation.start(role), down: false });
  }

  /** Beside the ledger that the clerks work on. */
  async furnish(): Promise<void> {}

  /** Goes on beside the clerks of a round until told to end. */
  async accompany(_random: Random, _signal: AbortSignal): Promise<void> {}

  /** Once a round is over and everything is quiet. Gives what is wrong. */
  async inspect(_victim: Victim, _random: Random): Promise<readonly string[]> {
    return [];
  }

  /** For whoever asks why a round does not end. */
  async waitsFor(): Promise<string> {
    return '';
  }

  get doorCount(): number {
    return this.doors.length;
  }

  door(n: number): ServerProcess {
    return nth(this.doors, n).process;
  }

  /** `kill -9` at a moment nobody chose. */
  async kill(victim: Victim, random: Random): Promise<void> {
    const n = random.below(this.members.length);
    await pause(random.below(JITTER_MS_MAX));
    const workers = this.members.filter(({ role }) => role === 'worker');
    await Promise.all([
      victim === 'server' || victim === 'both' ? this.strike('server', nth(this.doors, n)) : [],
      victim === 'worker' ? this.strike('worker', nth(workers, n)) : [],
      victim === 'database' || victim === 'both' ? this.killDatabase() : [],
      victim === 'backend' ? this.killBackend(random) : [],
      victim === 'request' || victim === 'answer' ? this.cutAppend(victim, random) : [],
      victim === 'log' ? this.takeLogAway(random) : [],
    ]);
  }

  /**
   * Starts again what was killed, the database first or both at once. Now and then a server is killed once more while it
   * starts.
   */
  async restart(random: Random): Promise<void> {
    if (this.databaseDown) {
      await this.postgres.restart();
      this.databaseDown = false;
    }
    for (const member of this.members.filter(({ down }) => down)) {
      const { role } = member;
      if (random.oneIn(4)) {
        const early = this.installation.begin(role);
        await pause(random.below(1_500));
        await early.kill();
        this.kills.starting += 1;
      }
      member.process = await this.startPatiently(role);
      member.down = false;
    }
  }

  /** Processes that ended although nobody killed them, and defects they told of. */
  get faults(): string[] {
    return this.members.flatMap(({ role, process, down }, n) => [
      ...(process.alive || down ? [] : [`${role} ${n} ended by itself\n${process.said}`]),
      ...process.complaints,
    ]);
  }

  private get doors(): readonly Member[] {
    return this.members.filter(({ role }) => role !== 'worker');
  }

  private async strike(kind: 'server' | 'worker', member: Member): Promise<void> {
    member.down = true;
    this.kills[kind] += 1;
    await member.process.kill();
  }

  private async killDatabase(): Promise<void> {
    this.databaseDown = true;
    this.kills.database += 1;
    await this.postgres.kill();
  }

  /** Of our own server's children, one that serves a connection; one that is at work if there is any. */
  private async killBackend(random: Random): Promise<void> {
    const rows = await this.installation.query<{ pid: number; busy: boolean }>(
      `select pid, state <> 'idle' as busy from pg_stat_activity
        where backend_type = 'client backend' and pid <> pg_backend_pid() order by pid`,
    );
    const busy = rows.filter((row) => row.busy);
    this.kills.backend += 1;
    process.kill(random.of(busy.length > 0 ? busy : rows).pid, 'SIGKILL');
  }

  /** Cuts an append in two; one time in two the log is away just when its outcome is asked for. */
  private async cutAppend(victim: 'request' | 'answer', random: Random): Promise<void> {
    this.kills[victim] += 1;
    this.logFaults.cutAtNextAppend(victim === 'request' ? 'before' : 'after');
    if (!random.oneIn(2)) return;
    await pause(random.below(JITTER_MS_MAX));
    await this.takeLogAway(random);
  }

  private async takeLogAway(random: Random): Promise<void> {
    this.kills.log += 1;
    this.logFaults.interrupt();
    await pause(AWAY_MS_MIN + random.below(AWAY_MS_MAX - AWAY_MS_MIN));
    this.logFaults.restore();
  }

  private get logFaults(): NonNullable<EventStoreServer['faults']> {
    const faults = this.eventStore?.faults;
    if (faults === undefined) throw new RangeError('nothing can go wrong with this log');
    return faults;
  }

  /** A database that recovers from a lost backend may end a server that starts just then; it is started again. */
  private async startPatiently(role: Role): Promise<ServerProcess> {
    for (let tries = 1; ; tries += 1)
      try {
        return await this.installation.start(role);
      } catch (error) {
        if (tries === START_TRIES_MAX) throw error;
      }
  }
}

/** Counted around. */
const nth = (members: readonly Member[], n: number): Member => {
  const member = members[n % members.length];
  if (member === undefined) throw new RangeError('no such process was started');
  return member;
};
