/** Everything that is not in a published source is drawn from this seed: the date of 浙土资厅函〔2017〕100号. */
export const SEED = 20_170_306;

/** A small fixed generator (mulberry32), so that the same demonstration comes out everywhere. */
export class Random {
  private state: number;

  constructor(seed: number = SEED) {
    this.state = seed >>> 0;
  }

  /** A whole number from `least` to `most`, both included. */
  int(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** True in `percent` of the cases. */
  chance(percent: number): boolean {
    return this.int(1, 100) <= percent;
  }

  /** `count` of the items in their order; all of them when there are not more. */
  some<Item>(items: readonly Item[], count: number): Item[] {
    const left = items.map((_, i) => i);
    const chosen = new Set<number>();
    while (chosen.size < count && left.length > 0) {
      const [index = 0] = left.splice(this.int(0, left.length - 1), 1);
      chosen.add(index);
    }
    return items.filter((_, i) => chosen.has(i));
  }

  private next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
