import type { StreamModel } from '../stream-model.js';
import { Carried } from './carried.js';
import type { LaneSettings } from './options.js';
import { FoundEntries, type RecordedEntries } from './recorded-entries.js';
import type { RoundBase } from './round-base.js';
import { Round } from './round.js';
import { Slice, SLICE } from '../slices.js';
import type { WaitingQueue } from './waiting-queue.js';

/** A decided round and what it carries into further tries. */
export interface Prepared<Command, Event, State, Refusal> {
  readonly round: Round<Command, Event, State, Refusal>;
  readonly carried: Carried<Command>;
}

/** An append on its way. */
export class UnderWay<Outcome> {
  ended = false;
  /** Settled when it has ended. Never rejects. */
  readonly end: Promise<void>;

  constructor(readonly outcome: Promise<Outcome>) {
    const end = (): void => void (this.ended = true);
    // The first to hear of it: nobody may act on the outcome while this still says that it is on its way.
    this.end = outcome.then(end, end);
  }
}

/** Which items of the queue a round is filled with, and for how long. */
interface Stretch {
  /** Items at the front that belong to a round on its way. */
  readonly skip: number;
  readonly itemsMax: number;
  /** False as soon as the queue is not to be looked at any more. */
  readonly open: () => boolean;
}

interface FillerTools<Command, Event, State, Refusal> {
  readonly model: StreamModel<Command, Event, State, Refusal>;
  readonly clock: () => Date | number;
  readonly entries: RecordedEntries<Command, Event, State, Refusal>;
}

/** Commands that a round takes although the append before it has ended. */
const FEW = 64;

/** Decides what waits in a queue, as far as one append goes. */
export class RoundFiller<Command, Event, State, Refusal> {
  constructor(
    private readonly tools: FillerTools<Command, Event, State, Refusal>,
    private readonly settings: LaneSettings,
    private readonly queue: WaitingQueue<Command, Event, Refusal>,
  ) {}

  carried(): Carried<Command> {
    return new Carried(Number(this.tools.clock()));
  }

  /** A round of at most `itemsMax` items. @throws {StoreUnavailable} what it cites could not be read */
  async fill(
    base: RoundBase<Event, State>,
    carried: Carried<Command>,
    itemsMax = Infinity,
  ): Promise<Round<Command, Event, State, Refusal>> {
    const found = new FoundEntries<Event>();
    for (;;) {
      const round = this.round(base, carried, found);
      const filled = await this.decideInto(round, { skip: 0, itemsMax, open: () => true });
      if (filled !== 'restart') return round;
    }
  }

  /**
   * Decides the next round on top of one that is on its way, with what comes until that has ended. Nothing when
   * nothing comes, or when it cannot be decided: then it is decided in its turn, and whoever waits is told then.
   */
  async fillBehind(
    written: Round<Command, Event, State, Refusal>,
    underWay: UnderWay<unknown>,
  ): Promise<Prepared<Command, Event, State, Refusal> | undefined> {
    const { items: skip } = written;
    if (this.queue.length <= skip) await Promise.race([this.queue.pushed(), underWay.end]);
    if (underWay.ended) return undefined;
    const base = written.asBase();
    const carried = this.carried();
    const found = new FoundEntries<Event>();
    let round = this.round(base, carried, found);
    // Where deciding is slower than the append, a round cut at its end would leave callers to wait for two appends.
    const isFew = (): boolean => round.items < Math.min(FEW, this.queue.length - skip);
    const stretch = { skip, itemsMax: Infinity, open: () => !underWay.ended || isFew() };
    try {
      while (stretch.open()) {
        const filled = await this.decideInto(round, stretch);
        if (filled === 'restart') round = this.round(base, carried, found);
        else if (filled === 'full') {
          await underWay.end;
          break;
        } else await Promise.race([this.queue.pushed(), underWay.end]);
      }
    } catch {
      return undefined;
    }
    return round.items === 0 ? undefined : { round, carried };
  }

  private round(
    base: RoundBase<Event, State>,
    carried: Carried<Command>,
    found: FoundEntries<Event>,
  ): Round<Command, Event, State, Refusal> {
    const { model, entries } = this.tools;
    return new Round(model, base, entries, this.settings, carried, found);
  }

  /** The event loop is free between slices. `restart`: the round must be decided again. `full`: more goes into the next one. */
  private async decideInto(
    round: Round<Command, Event, State, Refusal>,
    { skip, itemsMax, open }: Stretch,
  ): Promise<'restart' | 'full' | 'empty'> {
    const slice = new Slice(SLICE);
    while (open() && round.items < itemsMax) {
      const item = this.queue.at(skip + round.items);
      if (!item) return 'empty';
      const rest = slice.next();
      if (rest !== undefined) await rest;
      const added = round.add(item);
      const step = typeof added === 'string' ? added : await added;
      if (step === 'restart' || step === 'full') return step;
      if (step === 'missing') {
        this.lookAhead(round, skip, itemsMax);
        await round.supply();
      }
    }
    return 'full';
  }

  /** Notes what the items after the present one will need, so that one read serves them all. */
  private lookAhead(
    round: Round<Command, Event, State, Refusal>,
    skip: number,
    itemsMax: number,
  ): void {
    const end = skip + Math.min(itemsMax, round.items + this.settings.roundEventsMax);
    for (let index = skip + round.items + 1; index < Math.min(end, this.queue.length); index++) {
      const item = this.queue.at(index);
      if (item) round.lookAhead(item);
    }
  }
}
