import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
/** What `npm start` and `npx muledger` run. `npm test` compiles them before it runs any test. */
const SERVER = path.join(root, 'dist/apps/muledger/src/main.js');
const CLI = path.join(root, 'dist/apps/cli/src/main.js');

type Environment = Readonly<Record<string, string>>;

/** A program that has ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program as people start it: a process of its own, with nothing of our environment but the path. */
export class Program {
  stdout = '';
  stderr = '';
  readonly ended: Promise<Ended>;
  private readonly child: ChildProcess;

  constructor(script: string, args: readonly string[], environment: Environment) {
    this.child = spawn(process.execPath, [script, ...args], {
      cwd: root,
      env: { PATH: process.env['PATH'], ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.on('data', (text) => (this.stdout += text));
    this.child.stderr?.on('data', (text) => (this.stderr += text));
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code) => {
        resolve({ code, stdout: this.stdout, stderr: this.stderr });
      });
    });
  }

  /** What it printed, once that matches. Rejects when it ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(this.stdout + this.stderr);
        if (match) resolve(match);
      };
      this.child.stdout?.on('data', look);
      this.child.stderr?.on('data', look);
      look();
      void this.ended.then(({ code, stdout, stderr }) =>
        reject(new Error(`ended with ${code}, never said ${pattern}\n${stdout}${stderr}`)),
      );
    });
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }
}

/** A data folder of its own, and the programs that use it. */
export class Workplace {
  private readonly servers: Program[] = [];

  private constructor(
    readonly dir: string,
    private readonly environment: Environment,
  ) {}

  /** @param environment what all its programs are told */
  static async open(environment: Environment = {}): Promise<Workplace> {
    const dir = await mkdtemp(path.join(tmpdir(), 'muledger-e2e-'));
    // As root PostgreSQL runs as another user, who must be able to enter.
    await chmod(dir, 0o755);
    return new Workplace(dir, environment);
  }

  get dataDir(): string {
    return path.join(this.dir, 'data');
  }

  /** A server on a free port, unless the environment says otherwise. */
  server(environment: Environment = {}): Program {
    const server = new Program(SERVER, [], {
      MULEDGER_DATA: this.dataDir,
      MULEDGER_PORT: '0',
      ...this.environment,
      ...environment,
    });
    this.servers.push(server);
    return server;
  }

  /** Runs one command line to its end. */
  muledger(...args: string[]): Promise<Ended> {
    return this.muledgerIn({}, ...args);
  }

  /** The same with more in its environment. */
  muledgerIn(environment: Environment, ...args: string[]): Promise<Ended> {
    const { dataDir: MULEDGER_DATA } = this;
    return new Program(CLI, args, { MULEDGER_DATA, ...this.environment, ...environment }).ended;
  }

  async close(): Promise<void> {
    for (const server of this.servers) server.signal('SIGTERM');
    await Promise.all(this.servers.map(({ ended }) => ended));
    await rm(this.dir, { recursive: true, force: true });
  }
}

export const READY = /is ready at (http:\S+) \((\d+\.\d) s\)/;

/** The address of a server that is ready. */
export const addressOf = async (server: Program): Promise<string> => {
  const [, url = ''] = await server.says(READY);
  return url;
};
