import type { Waiting } from './outcomes.js';
import { weightOf } from './weight.js';

/** Slots given back at once; smaller would move the array too often. */
const COMPACT_AT = 1_024;

/** First in, first out; counted in lines, which cost time, and in bytes, which cost memory. */
export class WaitingQueue<Command, Event, Refusal> {
  private items: Waiting<Command, Event, Refusal>[] = [];
  private first = 0;
  private waitingLines = 0;
  private waitingBytes = 0;
  /** Weights of the items, so that taking one out takes off what it was put in with. */
  private readonly weights = new WeakMap<Waiting<Command, Event, Refusal>, number>();
  private arrival: { readonly promise: Promise<void>; readonly resolve: () => void } | undefined;

  /** Items waiting. */
  get length(): number {
    return this.items.length - this.first;
  }

  /** Commands waiting: an atomic batch counts as its lines. */
  get lines(): number {
    return this.waitingLines;
  }

  /** About what the commands that wait take in memory. */
  get bytes(): number {
    return this.waitingBytes;
  }

  at(index: number): Waiting<Command, Event, Refusal> | undefined {
    return this.items[this.first + index];
  }

  /** Settled when the next item comes. */
  pushed(): Promise<void> {
    if (!this.arrival) {
      let resolve = (): void => undefined;
      const promise = new Promise<void>((keep) => (resolve = keep));
      this.arrival = { promise, resolve };
    }
    return this.arrival.promise;
  }

  push(item: Waiting<Command, Event, Refusal>): void {
    this.items.push(item);
    this.arrival?.resolve();
    this.arrival = undefined;
    this.waitingLines += item.atomic ? item.submissions.length : 1;
    const weight = item.atomic ? weightOf(...item.submissions) : weightOf(item.submission);
    this.weights.set(item, weight);
    this.waitingBytes += weight;
  }

  /** Takes the first `count` items out. */
  take(count: number): Waiting<Command, Event, Refusal>[] {
    const taken = this.items.slice(this.first, this.first + count);
    this.first += taken.length;
    for (const item of taken) {
      this.waitingLines -= item.atomic ? item.submissions.length : 1;
      this.waitingBytes -= this.weights.get(item) ?? 0;
    }
    if (this.first === this.items.length) {
      this.items = [];
      this.first = 0;
    } else if (this.first >= COMPACT_AT && this.first * 2 >= this.items.length) {
      this.items = this.items.slice(this.first);
      this.first = 0;
    }
    return taken;
  }
}
