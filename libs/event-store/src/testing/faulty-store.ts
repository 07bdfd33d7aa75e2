import { setImmediate as turn } from 'node:timers/promises';
import {
  AppendOutcomeUnknown,
  RevisionConflict,
  StoreUnavailable,
  type Appended,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  type Ground,
} from '../event-store.js';

/**
 * What becomes of an append. `lost` was not written; `late` is written when the next one arrives;
 * of `written` only the answer is lost. The caller cannot tell these three apart.
 */
export type AppendFault = 'none' | 'lost' | 'late' | 'written' | 'unavailable' | 'conflict';

/** A store whose appends fail as told, and which can be held while an append is under way. */
export class FaultyStore implements EventStore {
  /** Sizes of the appends that reached this store, failed ones included. */
  readonly appends: number[] = [];
  /** Streams and first revisions read, forwards. */
  readonly reads: string[] = [];
  unreadable = false;
  /** Does not say that an append is a repeated one, like a store without an index of ids. */
  forgetful = false;
  /** Turns of the event loop that an append takes, and a read twice over. */
  turns = 0;
  private readonly faults: AppendFault[] = [];
  private late: (() => Promise<unknown>) | undefined;
  private gate: Promise<void> | undefined;
  private open: () => void = () => undefined;
  private readonly arrivals: (() => void)[] = [];

  constructor(private readonly inner: EventStore) {}

  get limits() {
    return this.inner.limits;
  }

  /** The next appends meet these faults, in order; later ones none. */
  fail(...faults: AppendFault[]): void {
    this.faults.push(...faults);
  }

  /** No more faults; what is late stays late until the next append. */
  mend(): void {
    this.faults.length = 0;
    this.unreadable = false;
  }

  /** Holds appends until `release`; settled when one has arrived. */
  hold(): Promise<void> {
    this.gate = new Promise((resolve) => (this.open = resolve));
    return new Promise((resolve) => this.arrivals.push(resolve));
  }

  release(): void {
    this.gate = undefined;
    this.open();
  }

  async append(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
    ground?: Ground,
  ): Promise<Appended> {
    this.appends.push(events.length);
    for (const arrived of this.arrivals.splice(0)) arrived();
    await this.gate;
    await this.pass(this.turns);
    await this.late?.().catch(() => undefined);
    this.late = undefined;
    const write = () => this.write(stream, events, expected, ground);
    switch (this.faults.shift() ?? 'none') {
      case 'none':
        return write();
      case 'unavailable':
        throw new StoreUnavailable('told to fail');
      case 'conflict':
        throw new RevisionConflict(stream, expected, expected);
      case 'late':
        this.late = write;
        break;
      case 'written':
        await write();
        break;
      case 'lost':
        break;
    }
    throw new AppendOutcomeUnknown(stream);
  }

  async *readStream(...[stream, from, ...rest]: Parameters<EventStore['readStream']>) {
    this.reads.push(`${stream}@${from}`);
    if (this.unreadable) throw new StoreUnavailable('told to fail');
    await this.pass(2 * this.turns);
    yield* this.inner.readStream(stream, from, ...rest);
  }

  readAll(...after: Parameters<EventStore['readAll']>) {
    return this.inner.readAll(...after);
  }

  follow(...from: Parameters<EventStore['follow']>) {
    return this.inner.follow(...from);
  }

  close(): Promise<void> {
    return this.inner.close();
  }

  private async pass(turns: number): Promise<void> {
    for (let i = 0; i < turns; i++) await turn();
  }

  private async write(...args: Parameters<EventStore['append']>) {
    const appended = await this.inner.append(...args);
    const { revision, positions } = appended;
    return this.forgetful ? { revision, positions } : appended;
  }
}
