import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { removeStreams } from '#testing/eventstoredb';

/** An EventStoreDB to measure on, and what the names of our streams on it begin with. */
export interface BenchServer {
  readonly url: string;
  readonly streamPrefix: string;
  /** What it is, for whoever reads the figures. */
  readonly kind: string;
  /** Takes away what was written. */
  close(): Promise<void>;
}

export const openBenchServer = async (url: string | undefined): Promise<BenchServer> => {
  const streamPrefix = `muledger-bench-${randomUUID()}-`;
  if (url !== undefined) {
    const close = (): Promise<void> => removeStreams(url, streamPrefix);
    return { url, streamPrefix, kind: 'the server of EVENTSTORE_URL', close };
  }
  const child = fork(path.join(import.meta.dirname, 'stand-in.js'));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const address = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(message as string));
    child.once('exit', (code) => reject(new Error(`the stand-in ended with ${String(code)}`)));
  });
  return {
    url: address,
    streamPrefix,
    kind: 'a stand-in with its log in memory: client, codec and gRPC only, nothing is durable',
    close: async () => {
      child.kill();
      await exited;
    },
  };
};
