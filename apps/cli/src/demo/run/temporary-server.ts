import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failed } from '../../failure.js';

/** From dist/apps/cli/src/demo/run: the command line runs compiled, and what `npm start` runs is compiled with it. */
const SERVER = fileURLToPath(new URL('../../../../muledger/src/main.js', import.meta.url));

const EXIT_OF_SIGTERM = 143;

/** A server of our own, on a free port and an empty folder, that leaves nothing behind. */
export interface TemporaryServer {
  readonly url: string;
  readonly dataDir: string;
  stop(): Promise<void>;
}

/** @throws {Failed} it does not start; its folder is removed again */
export const startTemporaryServer = async (signal: AbortSignal): Promise<TemporaryServer> => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'muledger-demo-'));
  // As root the database runs as another user, who must be able to enter: otherwise its data would be put elsewhere.
  if (process.getuid?.() === 0) await chmod(dataDir, 0o755);
  const server = spawn(process.execPath, [SERVER], {
    // Nothing of our own environment: a database that is configured there is not for playing on.
    env: { MULEDGER_DATA: dataDir, MULEDGER_PORT: '0', MULEDGER_LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C in the terminal is for the verb, which ends what it is at and then the server.
    detached: true,
  });
  const ended = endOf(server);
  const terminated = (): void => void stop().finally(() => process.exit(EXIT_OF_SIGTERM));
  const stop = async (): Promise<void> => {
    process.off('SIGTERM', terminated);
    server.kill('SIGTERM');
    await ended.catch(() => undefined);
    await rm(dataDir, { recursive: true, force: true });
  };
  process.once('SIGTERM', terminated);
  try {
    return { url: await addressOf(server, ended, signal), dataDir, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

const endOf = (server: ChildProcess): Promise<number | null> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('close', resolve);
  });

/** What it tells the person who starts it. */
const READY = /is ready at (http:\S+)/;

const addressOf = (
  server: ChildProcess,
  ended: Promise<number | null>,
  signal: AbortSignal,
): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = '';
    const listen = (text: unknown): void => {
      said += String(text);
      const url = READY.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    };
    server.stdout?.on('data', listen);
    server.stderr?.on('data', listen);
    const stopped = (): void => reject(new Failed('stopped before the temporary server was ready'));
    signal.addEventListener('abort', stopped, { once: true });
    ended.then(
      (code) =>
        reject(new Failed(`the temporary server ended with exit code ${code ?? '–'}\n${said}`)),
      reject,
    );
  });
