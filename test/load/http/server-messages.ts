export interface BenchServerOptions {
  readonly databaseUrl: string;
  readonly dataDir: string;
  /** Whether the read models, snapshots and the day job run in the same process. */
  readonly followers: boolean;
}

export interface ServerReady {
  readonly url: string;
  readonly bareUrl: string;
}

/** How long turns of the server's event loop held it since they were asked for last, in milliseconds. */
export interface LoopDelays {
  readonly p99: number;
  readonly max: number;
}

/** Asks the server for the most memory it ever took, threads and all, in MiB. */
export const ASK_PEAK_MEMORY = 'peak-memory';

/** Asks the server for its delays, which begin anew with the answer. */
export const ASK_LOOP_DELAYS = 'loop-delays';
