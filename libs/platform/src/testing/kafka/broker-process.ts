import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { programEnvironment } from '../../config/environment.js';
import type { KafkaInstallation } from './kafka-installation.js';

const READY = /Kafka Server started/;
const READY_MS_MAX = 120_000;
const LINES_MAX = 40;

/** Small: many other servers run beside it. */
const JVM = ['-Xms96m', '-Xmx512m', '-XX:+UseSerialGC', '-Xshare:auto'];
const LOGGING = [
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=error',
  '-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info',
];

/**
 * The shell becomes the JVM and leaves a watcher behind, which holds a pipe to us: when it breaks off because this
 * process was killed, no broker is left running and its data is removed.
 */
const WATCHED = `( (read -r ended <&3 || { kill -9 $$; sleep 0.2; rm -rf "$0"; }) >/dev/null 2>&1 & )
exec 3<&-; exec java "$@"`;

const javaArguments = (
  { classPath }: KafkaInstallation,
  options: readonly string[],
  main: string,
  args: readonly string[],
): string[] => [...JVM, ...options, ...LOGGING, '-cp', classPath, main, ...args];

export interface BrokerOptions {
  /** Of the broker; removed when it is left behind by a process that was killed. */
  readonly dir: string;
  readonly settings: string;
  /** Of the JVM. */
  readonly options: readonly string[];
}

/** A broker that runs, until it is killed or stopped. */
export class BrokerProcess {
  private readonly ended: Promise<void>;

  private constructor(private readonly child: ChildProcess) {
    this.ended = new Promise((resolve) => child.once('exit', () => resolve()));
    // Told that the broker has ended, the watcher kills no number that is another program's by then.
    child.once('exit', () => {
      const lifeline = child.stdio[3];
      if (lifeline instanceof Writable) lifeline.on('error', () => undefined).end('ended\n');
    });
  }

  /** Resolves when it takes connections. @throws {Error} with its last lines */
  static async start(
    kafka: KafkaInstallation,
    { dir, settings, options }: BrokerOptions,
  ): Promise<BrokerProcess> {
    const args = javaArguments(kafka, options, 'kafka.Kafka', [settings]);
    const child = spawn('/bin/sh', ['-c', WATCHED, dir, ...args], {
      env: programEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      // Ctrl-C in a terminal must reach us first, who stop it in order.
      detached: true,
    });
    const broker = new BrokerProcess(child);
    await untilReady(child);
    return broker;
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  /** In order; after a while as `kill` does. */
  async stop(): Promise<void> {
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS_MAX);
    this.child.kill('SIGTERM');
    await this.ended;
    clearTimeout(timer);
  }
}
const STOP_MS_MAX = 20_000;

const untilReady = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    const lines: string[] = [];
    const fail = (why: string): void => reject(new Error(`Kafka ${why}\n${lines.join('\n')}`));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail(`was not ready after ${READY_MS_MAX} ms`);
    }, READY_MS_MAX);
    for (const stream of [child.stdout, child.stderr])
      if (stream)
        createInterface({ input: stream }).on('line', (line) => {
          lines.push(line);
          if (lines.length > LINES_MAX) lines.shift();
          if (!READY.test(line)) return;
          clearTimeout(timer);
          resolve();
        });
    child.once('error', (error) => fail(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      fail(`ended (${signal ?? `exit code ${code ?? 'unknown'}`})`);
    });
  });

/** Prepares an empty log folder. @throws {Error} with what the tool said */
export const formatStorage = (
  kafka: KafkaInstallation,
  settings: string,
  words: readonly string[],
): Promise<void> =>
  new Promise((resolve, reject) => {
    const args = ['format', '--cluster-id', CLUSTER_ID, '--config', settings, ...words];
    const java = javaArguments(kafka, [], 'kafka.tools.StorageTool', args);
    const child = spawn('java', java, {
      env: programEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => (output += text.toString()));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`the storage was not formatted:\n${output}`)),
    );
  });
/** Any 16 bytes in base64: the clusters of tests never meet. */
const CLUSTER_ID = 'bXVsZWRnZXItdGVzdHMtMQ';
