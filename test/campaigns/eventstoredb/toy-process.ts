import { setTimeout as pause } from 'node:timers/promises';
import {
  groundOf,
  LogDamaged,
  LogWentBack,
  Sequencer,
  type EventStore,
  type Ground,
  type Loss,
} from '#event-store';
import { EventStoreDbEventStore } from '#event-store/eventstoredb';
import {
  add,
  foldedFrom,
  toyModel,
  type ToyCommand,
  type ToyEvent,
  type ToyRefusal,
  type ToyState,
} from '../../../libs/event-store/src/testing/toy-model.js';

export const STREAM = 'toy-1';
const TRIES_MAX = 400;
const PAUSE_MS = 25;
/** Long enough that what callers send together is over a small limit of the server. */
const PADDING = 'x'.repeat(200);

/** The log on a server that a process of these tests hears of soon when it is silent. */
export const storeAt = (url: string): EventStoreDbEventStore =>
  new EventStoreDbEventStore({ url, idleMs: 300, deadlineMs: 2_000 });

export const keyOf = (name: string): string => `${name}-${PADDING}`;

interface Place {
  readonly position: string;
  readonly ground: Ground;
}

/** A process as far as the log goes: it decides, appends and follows. */
export class ToyProcess {
  /** What it said that the log does not hold any more. */
  readonly losses: LogWentBack[] = [];
  /** Which revisions it said were lost. */
  readonly told: Loss[] = [];
  /** Ids of events, as its read model has them. */
  readModel: string[] = [];
  /** Why it follows no more. */
  stopped: unknown;
  private readonly sequencer: Sequencer<ToyCommand, ToyEvent, ToyState, ToyRefusal>;
  private readonly ending = new AbortController();
  private readonly following: Promise<void>;

  constructor(
    private readonly store: EventStore,
    clock: () => number = () => 0,
  ) {
    const observe = {
      defect: (_stream: string, error: unknown): void => this.lost(error),
      lost: (losses: readonly Loss[]): void => void this.told.push(...losses),
    };
    this.sequencer = new Sequencer({ store, model: toyModel(), clock, observe });
    this.following = this.follow().catch((error: unknown) => void (this.stopped = error));
  }

  /** Sends a command until it is accepted. Gives the revision. @throws what trying again cannot mend */
  async post(name: string): Promise<number> {
    const revision = await this.postUntil(name, () => false);
    if (revision === undefined) throw new LogDamaged('a command was given up');
    return revision;
  }

  /** The same; gives nothing when it is over before it is accepted. */
  async postUntil(name: string, isOver: () => boolean): Promise<number | undefined> {
    for (let left = TRIES_MAX; ; left -= 1)
      try {
        if (isOver()) return undefined;
        const outcome = await this.sequencer.submit(STREAM, add(keyOf(name), 1));
        if (outcome.kind === 'accepted') return Number(outcome.revision);
        throw new LogDamaged(`refused: ${outcome.refusal.code}`);
      } catch (error) {
        if (left === 0 || error instanceof LogDamaged || error instanceof TypeError) throw error;
        await pause(PAUSE_MS);
      }
  }

  /** What it decides on, and what the log says. */
  async states(from = this.store): Promise<readonly [own: string, log: string]> {
    await this.sequencer.refresh(STREAM);
    const own = await this.sequencer.read(STREAM, (state) => JSON.stringify(state));
    const log = await foldedFrom(from.readStream(STREAM, 0n, 'forwards'));
    return [own, JSON.stringify(log)];
  }

  async close(): Promise<void> {
    this.ending.abort();
    await this.following;
    await this.sequencer.close();
    await this.store.close();
  }

  /** Whatever the log has lost is made anew from what is there. */
  private async follow(): Promise<void> {
    let place: Place | undefined;
    while (!this.ending.signal.aborted)
      try {
        const from = [place?.position ?? null, this.ending.signal, place?.ground] as const;
        for await (const { events } of this.store.follow(...from)) {
          this.readModel.push(...events.map(({ id }) => id));
          const last = events.at(-1);
          if (last) place = { position: last.position, ground: groundOf(last) };
        }
      } catch (error) {
        if (!(error instanceof LogWentBack)) throw error;
        this.lost(error);
        this.readModel = [];
        place = undefined;
      }
  }

  private lost(error: unknown): void {
    if (error instanceof LogWentBack) this.losses.push(error);
  }
}
