import { parentPort, Worker, workerData } from 'node:worker_threads';
import { Defect, isOurs, LogDamaged } from '#event-store';

/** An error that crossed from one thread to another. */
interface Failure {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly isOurs: boolean;
  readonly at?: LogDamaged['at'];
}

type Message<Told> =
  { readonly told: Told } | { readonly done: true } | { readonly failed: Failure };

/** Work in a thread of its own. */
export interface ThreadWork<Told> {
  /** The module that calls `workInThread`. */
  readonly module: URL;
  /** Given to the thread. */
  readonly order: unknown;
  readonly signal: AbortSignal;
  readonly onTold: (told: Told) => void;
}

/** Ends with the thread. When `signal` aborts the thread ends at once, and that is no error. */
export const inThread = <Told>({
  module,
  order,
  signal,
  onTold,
}: ThreadWork<Told>): Promise<void> =>
  new Promise((resolve, reject) => {
    const thread = new Worker(module, { workerData: order });
    let outcome: Error | undefined = new Error('a thread ended before its work did');
    const stop = (): void => void thread.terminate();
    thread.on('message', (message: Message<Told>) => {
      if ('told' in message) onTold(message.told);
      else outcome = 'failed' in message ? failureOf(message.failed) : undefined;
    });
    thread.once('error', (error) => (outcome = error));
    thread.once('exit', () => {
      signal.removeEventListener('abort', stop);
      if (outcome && !signal.aborted) reject(outcome);
      else resolve();
    });
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });

/** Does the work that this thread was started for. */
export const workInThread = async <Order>(
  isOrder: (data: unknown) => data is Order,
  work: (order: Order, tell: (told: unknown) => void) => Promise<void>,
): Promise<void> => {
  const order: unknown = workerData;
  const port = parentPort;
  if (!port || !isOrder(order)) return;
  const post = (message: Message<unknown>): void => port.postMessage(message);
  try {
    await work(order, (told) => post({ told }));
    post({ done: true });
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    const at = error instanceof LogDamaged ? { at: error.at } : {};
    post({ failed: { name, message, stack: stack ?? '', isOurs: isOurs(error), ...at } });
  }
};

/** Keeps whether an error is ours, and which entry it is about: its class does not cross from thread to thread. */
const failureOf = ({ name, message, stack, isOurs: ours, at }: Failure): Error => {
  if (at) return Object.assign(new LogDamaged(message, { at }), { stack });
  const text = `${name}: ${message}`;
  return Object.assign(ours ? new Defect(text) : new Error(text), { stack });
};
