import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { spawnWatched } from './spawn-watched.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
/** What `npm start` runs. `npm test` compiles it before it runs any test. */
const main = path.join(root, 'dist/apps/muledger/src/main.js');

const READY = /(?:is ready|health and metrics) at (http:\/\/[^\s/]+:\d+)/;
const READY_MS_MAX = 120_000;
const LINES_MAX = 60;

export interface ServerOptions {
  readonly role: 'all' | 'api' | 'worker' | 'publisher';
  readonly databaseUrl: string;
  /** EventStoreDB that keeps the log; the database when absent. */
  readonly eventStoreUrl?: string | undefined;
  /** host:port of the Kafka to publish to. */
  readonly kafka?: string | undefined;
  /** It also takes commands from there. */
  readonly takesIn?: boolean | undefined;
  /** Processes of one installation share it, and with it the key of their tokens. */
  readonly dataDir: string;
}

/** A muledger server as people start it: a process of its own, on a free port of 127.0.0.1. */
export class ServerProcess {
  /** A process that serves no business answers for its health and its figures there. */
  url = '';
  private readonly lines: string[] = [];
  private readonly ended: Promise<void>;
  private readonly child: ChildProcess;

  private constructor(options: ServerOptions) {
    const { role, databaseUrl, eventStoreUrl, dataDir, kafka, takesIn } = options;
    this.child = spawnWatched([process.execPath, '--enable-source-maps', main], {
      MULEDGER_ROLE: role,
      MULEDGER_PORT: '0',
      MULEDGER_DATA: dataDir,
      MULEDGER_DATABASE_URL: databaseUrl,
      MULEDGER_LOG_FORMAT: 'json',
      MULEDGER_LOG_LEVEL: 'info',
      ...(eventStoreUrl === undefined
        ? {}
        : { MULEDGER_EVENT_STORE: 'eventstoredb', EVENTSTORE_URL: eventStoreUrl }),
      ...(kafka === undefined ? {} : { KAFKA_BROKERS: kafka }),
      ...(takesIn === true ? { KAFKA_INTAKE: 'on' } : {}),
    });
    this.ended = new Promise((resolve) => this.child.once('exit', () => resolve()));
  }

  /** Begins to start; `ready` tells when it did. */
  static begin(options: ServerOptions): ServerProcess {
    return new ServerProcess(options).listening();
  }

  static async start(options: ServerOptions): Promise<ServerProcess> {
    const server = ServerProcess.begin(options);
    await server.ready;
    return server;
  }

  ready: Promise<void> = Promise.resolve();

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Null while it lives, and for one that was killed. */
  get exitCode(): number | null {
    return this.child.exitCode;
  }

  /** The last lines it wrote, for whoever asks why. */
  get said(): string {
    return this.lines.join('\n');
  }

  /** Lines of its log that tell of a defect. Nothing that happens in a campaign may bring one; an outage is none. */
  readonly complaints: string[] = [];

  /** `kill -9`. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  /** It hangs: its connections stay open, and it neither hears nor says anything. */
  pause(): void {
    this.child.kill('SIGSTOP');
  }

  resume(): void {
    this.child.kill('SIGCONT');
  }

  /** As Ctrl-C does; after a while as `kill -9` does. */
  async stop(): Promise<void> {
    const timer = setTimeout(() => this.child.kill('SIGKILL'), READY_MS_MAX);
    this.child.kill('SIGTERM');
    await this.ended;
    clearTimeout(timer);
  }

  private listening(): this {
    this.ready = new Promise((resolve, reject) => {
      const fail = (why: string): void =>
        reject(new Error(`the server ${why}\n${this.said}`.trim()));
      const timer = setTimeout(() => fail(`was not ready after ${READY_MS_MAX} ms`), READY_MS_MAX);
      const hear = (line: string): void => {
        this.lines.push(line);
        if (this.lines.length > LINES_MAX) this.lines.shift();
        if (isComplaint(line)) this.complaints.push(line);
        const [, url] = READY.exec(line) ?? [];
        if (url === undefined) return;
        this.url = url;
        clearTimeout(timer);
        resolve();
      };
      for (const stream of [this.child.stdout, this.child.stderr])
        if (stream) createInterface({ input: stream }).on('line', hear);
      this.child.once('error', (error) => fail(`could not be started: ${error.message}`));
      this.child.once('exit', (code, signal) => {
        clearTimeout(timer);
        fail(`ended (${signal ?? `exit code ${code ?? 'unknown'}`})`);
      });
    });
    // One that is killed while it starts is waited for by nobody.
    this.ready.catch(() => undefined);
    return this;
  }
}

/** pino calls fatal 60. */
const isComplaint = (line: string): boolean => /"level":60|"msg":"defect"/.test(line);
