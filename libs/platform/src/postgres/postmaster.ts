import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { programEnvironment } from '../config/environment.js';
import { freePort } from './free-port.js';
import { program, type Installation } from './installation.js';
import { runProgram } from './run-program.js';

/** A running server process. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Resolves when the process has ended, however it ended. */
  readonly ended: Promise<void>;
  /** `fast` writes a checkpoint and closes sessions; `immediate` is as good as a power cut. */
  readonly stop: (mode: 'fast' | 'immediate') => Promise<void>;
}

export interface PostmasterOptions {
  readonly installation: Installation;
  readonly dataDir: string;
  /** Unset: a free port. */
  readonly port?: number | undefined;
  readonly settings?: Readonly<Record<string, string>>;
  readonly log?: (line: string) => void;
  /** What happens when this process is gone, even by SIGKILL. `remove` is a folder to delete then. */
  readonly onOrphaned: { readonly signal: 'INT' | 'QUIT'; readonly remove?: string };
}

const portTriesMax = 5;
const lastLinesMax = 20;
const startTimeoutMs = 60_000;

/**
 * The shell becomes the server (`exec`), after leaving behind a watcher that reads a pipe held open
 * only by us. The pipe ends when we close it or die, so no server outlives its owner. The watcher is
 * forked twice: the postmaster would otherwise treat it as a lost child of its own. It waits for the
 * lock file to go too, because a dead server nobody reaps (a container without init) still has a pid.
 */
const watchedStart = `
signal=$1; remove=$2; shift 2
( trap '' INT TERM HUP
  ( cat <&3
    kill -s "$signal" $$
    tries=0
    while [ -e postmaster.pid ] && kill -0 $$ && [ $tries -lt 600 ]; do sleep 0.05; tries=$((tries + 1)); done
    [ -z "$remove" ] || rm -rf "$remove"
  ) >/dev/null 2>&1 & )
exec 3<&-
exec "$@"`;

const spawnServer = (options: PostmasterOptions, port: number): ChildProcess => {
  const { installation, dataDir, onOrphaned } = options;
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    lc_messages: 'C',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...options.settings,
  };
  const args = ['-D', dataDir, '-p', String(port)];
  for (const [name, value] of Object.entries(settings)) args.push('-c', `${name}=${value}`);
  const common = {
    cwd: dataDir,
    env: programEnvironment(),
    // Own session: Ctrl-C in a terminal must reach us first, so that the application closes before its database.
    detached: process.platform !== 'win32',
    ...installation.user,
  };
  const server = program(installation, 'postgres');
  if (process.platform === 'win32')
    return spawn(server, args, { ...common, stdio: ['ignore', 'ignore', 'pipe'] });
  return spawn(
    '/bin/sh',
    ['-c', watchedStart, 'postgres', onOrphaned.signal, onOrphaned.remove ?? '', server, ...args],
    { ...common, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] },
  );
};

const untilReady = (child: ChildProcess, log: (line: string) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const lastLines: string[] = [];
    const fail = (why: string) =>
      reject(new Error(`PostgreSQL ${why}\n${lastLines.join('\n')}`.trim()));
    const timer = setTimeout(() => {
      child.kill('SIGQUIT');
      fail(`was not ready after ${startTimeoutMs} ms`);
    }, startTimeoutMs);
    child.once('error', (error) => fail(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      fail(`ended at once (${signal ?? `exit code ${code ?? 'unknown'}`})`);
    });
    if (!child.stderr) return fail('has no error output');
    createInterface({ input: child.stderr }).on('line', (line) => {
      lastLines.push(line);
      if (lastLines.length > lastLinesMax) lastLines.shift();
      log(line);
      if (!line.includes('database system is ready to accept connections')) return;
      clearTimeout(timer);
      resolve();
    });
  });

/** A server that nobody stopped must not keep its owner's process alive; the watcher ends it then. */
const releaseEventLoop = (child: ChildProcess): void => {
  child.unref();
  for (const stream of child.stdio) if (stream instanceof Socket) stream.unref();
};

/** `kill` on Windows is a power cut, so a clean stop goes through `pg_ctl` there. */
const stop = async (
  { installation, dataDir }: PostmasterOptions,
  child: ChildProcess,
  mode: 'fast' | 'immediate',
): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  if (process.platform === 'win32')
    await runProgram(program(installation, 'pg_ctl'), ['stop', '-D', dataDir, '-m', mode]);
  else child.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
};

/** Starts a server on 127.0.0.1 and resolves when it accepts connections. */
export const startPostmaster = async (options: PostmasterOptions): Promise<Postmaster> => {
  for (let tries = 1; ; tries += 1) {
    const port = options.port ?? (await freePort());
    const child = spawnServer(options, port);
    const lifeline = child.stdio[3];
    const ended = new Promise<void>((resolve) =>
      child.once('exit', () => {
        lifeline?.destroy();
        resolve();
      }),
    );
    try {
      await untilReady(child, options.log ?? (() => undefined));
    } catch (error) {
      lifeline?.destroy();
      const portTaken = String(error).includes('could not create any TCP/IP sockets');
      if (options.port === undefined && portTaken && tries < portTriesMax) continue;
      throw error;
    }
    releaseEventLoop(child);
    const { pid } = child;
    if (pid === undefined) throw new Error('a server that is ready has a process');
    return {
      pid,
      port,
      ended,
      stop: async (mode) => {
        // Whoever waits for the end of the server must still be there then: a start that failed would say nothing.
        child.ref();
        await stop(options, child, mode);
        await ended;
      },
    };
  }
};
