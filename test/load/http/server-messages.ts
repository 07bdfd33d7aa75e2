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
