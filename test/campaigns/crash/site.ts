import { setTimeout as pause } from 'node:timers/promises';
import type { CrashablePostgres } from '../../../libs/platform/src/testing/crashable-postgres.js';
import type { Installation } from '../installation.js';
import type { ServerProcess } from '../server-process.js';
import type { Random } from './random.js';

/** Who is killed: a server process, the postmaster, both at once, or one backend, which PostgreSQL answers by starting anew. */
export const VICTIMS = ['server', 'database', 'both', 'backend'] as const;
export type Victim = (typeof VICTIMS)[number];

const START_TRIES_MAX = 3;
const JITTER_MS_MAX = 30;

/** The database and the server processes on it, one of which follows the log as well. */
export class Site {
  private readonly doors: ServerProcess[] = [];
  private readonly down = new Set<number>();
  private databaseDown = false;
  readonly kills = { server: 0, database: 0, backend: 0, starting: 0 };

  constructor(
    private readonly postgres: CrashablePostgres,
    readonly installation: Installation,
  ) {}

  /** Starts the processes that are missing up to `count`; the first one also follows the log. */
  async open(count: number): Promise<void> {
    while (this.doors.length < count)
      this.doors.push(await this.installation.start(this.doors.length === 0 ? 'all' : 'api'));
  }

  get doorCount(): number {
    return this.doors.length;
  }

  door(n: number): ServerProcess {
    const door = this.doors[n % this.doors.length];
    if (!door) throw new RangeError('no server was started');
    return door;
  }

  /** `kill -9` at a moment nobody chose. */
  async kill(victim: Victim, random: Random): Promise<void> {
    const n = random.below(this.doors.length);
    await pause(random.below(JITTER_MS_MAX));
    await Promise.all([
      victim === 'server' || victim === 'both' ? this.killServer(n) : undefined,
      victim === 'database' || victim === 'both' ? this.killDatabase() : undefined,
      victim === 'backend' ? this.killBackend(random) : undefined,
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
    for (const n of this.down) {
      const role = n === 0 ? 'all' : 'api';
      if (random.oneIn(4)) {
        const early = this.installation.begin(role);
        await pause(random.below(1_500));
        await early.kill();
        this.kills.starting += 1;
      }
      this.doors[n] = await this.startPatiently(role);
    }
    this.down.clear();
  }

  /** Server processes that ended although nobody killed them, and defects they told of. */
  get faults(): string[] {
    return this.doors.flatMap((door, n) => [
      ...(door.alive || this.down.has(n) ? [] : [`server ${n} ended by itself\n${door.said}`]),
      ...door.complaints,
    ]);
  }

  private async killServer(n: number): Promise<void> {
    this.down.add(n);
    this.kills.server += 1;
    await this.doors[n]?.kill();
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

  /** A database that recovers from a lost backend may end a server that starts just then; it is started again. */
  private async startPatiently(role: 'all' | 'api'): Promise<ServerProcess> {
    for (let tries = 1; ; tries += 1)
      try {
        return await this.installation.start(role);
      } catch (error) {
        if (tries === START_TRIES_MAX) throw error;
      }
  }
}
