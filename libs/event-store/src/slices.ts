/** Milliseconds that work may hold the event loop before other work is let in. */
export const SLICE_MS = 8;
/** Items of one slice at most, however fast they are. */
export const SLICE_ITEMS = 200;
/** Commands decided in one slice at most: some milliseconds. */
export const SLICE = 25;

const waiting: (() => void)[] = [];

const resumeNext = (): void => {
  const resume = waiting.shift();
  // Scheduled before the work goes on, so that what fails there does not strand the others.
  if (waiting.length > 0) setImmediate(resumeNext);
  resume?.();
};

/**
 * Lets other work in. Of all that is done in slices one goes on in each turn of the event loop: otherwise the slices of
 * several long requests would together hold it for as long as one without slices.
 */
export const turn = (): Promise<void> =>
  new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(resumeNext);
  });

/** Counts what is done without a turn for others, and says when it is enough. */
export class Slice {
  private items = 0;
  private until = performance.now() + SLICE_MS;

  constructor(private readonly itemsMax = SLICE_ITEMS) {}

  /** Asked before each item. Undefined while the slice lasts: awaiting at each item would cost more than the item. */
  next(): Promise<void> | undefined {
    if (this.items < this.itemsMax && performance.now() < this.until) {
      this.items += 1;
      return undefined;
    }
    return this.rest();
  }

  private async rest(): Promise<void> {
    await turn();
    this.items = 1;
    this.until = performance.now() + SLICE_MS;
  }
}

/** The items in slices, each of which is decided in one turn of the event loop. */
export const slicesOf = <Item>(items: readonly Item[]): readonly (readonly Item[])[] => {
  const slices: (readonly Item[])[] = [];
  for (let from = 0; from < items.length; from += SLICE)
    slices.push(items.slice(from, from + SLICE));
  return slices;
};

/** Does something with each item, in order, and lets other work in between slices of them. */
export const eachInSlices = async <Item>(
  items: Iterable<Item>,
  work: (item: Item, index: number) => void,
): Promise<void> => {
  const slice = new Slice();
  let index = 0;
  for (const item of items) {
    const rest = slice.next();
    if (rest !== undefined) await rest;
    work(item, index);
    index += 1;
  }
};

/** Maps the items in their order, and lets other work in between slices of them. */
export const mapInSlices = async <Item, Made>(
  items: Iterable<Item>,
  make: (item: Item, index: number) => Made,
): Promise<Made[]> => {
  const made: Made[] = [];
  await eachInSlices(items, (item, index) => made.push(make(item, index)));
  return made;
};

/** Goes through steps that make something now and then, and lets other work in between slices of them. */
export async function* pacedSteps<Made>(steps: Iterable<Made | undefined>): AsyncGenerator<Made> {
  const slice = new Slice();
  for (const made of steps) {
    if (made !== undefined) yield made;
    const rest = slice.next();
    if (rest !== undefined) await rest;
  }
}
