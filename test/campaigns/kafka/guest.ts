import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { copiedBalances } from '../../../apps/county-copy/src/county-copy.js';
import { spawnWatched } from '../spawn-watched.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
/** What `npm run county-copy` runs. */
const main = path.join(root, 'dist/apps/county-copy/src/main.js');
const LINES_MAX = 40;
const ALARM = /^stopped: /;

/** The example of a guest as people start it, in a database of its own. */
export class Guest {
  private child: ChildProcess | undefined;
  private ended: Promise<void> = Promise.resolve();
  private readonly lines: string[] = [];
  readonly complaints: string[] = [];
  /** Messages it was given and had handled before. */
  repeated = 0;

  constructor(
    private readonly databaseUrl: string,
    private readonly brokers: string,
    private readonly units: readonly string[],
  ) {}

  start(): void {
    const child = spawnWatched([process.execPath, main, 'follow', '--unit', ...this.units], {
      COUNTY_DATABASE_URL: this.databaseUrl,
      KAFKA_BROKERS: this.brokers,
    });
    this.child = child;
    this.ended = new Promise((resolve) => child.once('exit', () => resolve()));
    for (const stream of [child.stdout, child.stderr])
      if (stream) createInterface({ input: stream }).on('line', (line) => this.hear(line));
  }

  get alive(): boolean {
    return this.child?.exitCode === null && this.child.signalCode === null;
  }

  /** The last lines it wrote, for whoever asks why. */
  get said(): string {
    return this.lines.join('\n');
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    this.child?.kill('SIGKILL');
    await this.ended;
  }

  /** The last revision that it has handled. */
  async handled(): Promise<string | undefined> {
    return this.ask(async (client) => {
      const { rows } = await client.query<{ sequence: string | null }>(
        "select sequence from inbox.sources where source = '/ledgers/330000'",
      );
      return rows[0]?.sequence ?? undefined;
    }).catch(() => undefined);
  }

  /** What it holds, by `account component`. */
  balances(): Promise<Map<string, bigint>> {
    return this.ask(async (client) => {
      const rows = await copiedBalances(client);
      return new Map(
        rows.map(({ unit, lot, bucket, component, amount }) => [
          `${unit}/${lot}/${bucket} ${component}`,
          amount,
        ]),
      );
    });
  }

  private async ask<Answer>(question: (client: pg.Client) => Promise<Answer>): Promise<Answer> {
    const client = new pg.Client({ connectionString: this.databaseUrl });
    await client.connect();
    try {
      return await question(client);
    } finally {
      await client.end();
    }
  }

  private hear(line: string): void {
    this.lines.push(line);
    if (this.lines.length > LINES_MAX) this.lines.shift();
    if (ALARM.test(line)) this.complaints.push(line);
    this.repeated += Number(/, (\d+) repeated$/.exec(line)?.[1] ?? 0);
  }
}
