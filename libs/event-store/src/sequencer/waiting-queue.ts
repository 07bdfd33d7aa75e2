import type { Waiting } from './outcomes.js';

/** Slots given back at once; smaller would move the array too often. */
const COMPACT_AT = 1_024;

/** First in, first out, in constant time; counted in lines, because those are what costs. */
export class WaitingQueue<Command, Event, Refusal> {
  private items: Waiting<Command, Event, Refusal>[] = [];
  private first = 0;
  private waitingLines = 0;
  private arrival: { readonly promise: Promise<void>; readonly resolve: () => void } | undefined;

  /** Items waiting. */
  get length(): number {
    return this.items.length - this.first;
  }

  /** Commands waiting: an atomic batch counts as its lines. */
  get lines(): number {
    return this.waitingLines;
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
  }

  /** Takes the first `count` items out. */
  take(count: number): Waiting<Command, Event, Refusal>[] {
    const taken = this.items.slice(this.first, this.first + count);
    this.first += taken.length;
    for (const item of taken) this.waitingLines -= item.atomic ? item.submissions.length : 1;
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
