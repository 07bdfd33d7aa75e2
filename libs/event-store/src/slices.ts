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
    return this.takes() ? undefined : this.rest();
  }

  /** Whether one more item belongs to this slice, for work that cannot wait between its items. */
  takes(): boolean {
    const lasts = this.items < this.itemsMax && performance.now() < this.until;
    if (lasts) this.items += 1;
    return lasts;
  }

  private async rest(): Promise<void> {
    await turn();
    this.items = 1;
    this.until = performance.now() + SLICE_MS;
  }
}

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

/** Items sorted at once, before runs of them are merged. */
const RUN = 500;

/** The items in order, a stable one; lets other work in between slices of the work. */
export const sortInSlices = async <Item>(
  items: readonly Item[],
  compare: (a: Item, b: Item) => number,
): Promise<Item[]> => {
  const slice = new Slice();
  let runs: Item[][] = [];
  for (let from = 0; from < items.length; from += RUN) {
    await slice.next();
    runs.push(items.slice(from, from + RUN).sort(compare));
  }
  while (runs.length > 1) {
    const merged: Item[][] = [];
    for (let at = 0; at < runs.length; at += 2)
      merged.push(await inSlices(merge(runs[at] ?? [], runs[at + 1] ?? [], compare), slice));
    runs = merged;
  }
  return runs[0] ?? [];
};

/** Items of a merge between two looks at the clock. */
const MERGED = 100;

function* merge<Item>(
  left: readonly Item[],
  right: readonly Item[],
  compare: (a: Item, b: Item) => number,
): Steps<Item[]> {
  const made: Item[] = [];
  let [l, r] = [0, 0];
  for (;;) {
    if (made.length % MERGED === 0) yield undefined;
    const [a, b] = [left[l], right[r]];
    if (a !== undefined && (b === undefined || compare(a, b) <= 0)) {
      made.push(a);
      l += 1;
    } else if (b !== undefined) {
      made.push(b);
      r += 1;
    } else return made;
  }
}

/** Goes through steps that make something now and then, and lets other work in between slices of them. */
export async function* pacedSteps<Made>(steps: Iterable<Made | undefined>): AsyncGenerator<Made> {
  const slice = new Slice();
  for (const made of steps) {
    if (made !== undefined) yield made;
    const rest = slice.next();
    if (rest !== undefined) await rest;
  }
}

/** Work that can be left between its steps. */
export type Steps<Result> = Generator<undefined, Result, undefined>;

/** Maps the items, one in a step. */
export function* mapSteps<Item, Made>(
  items: readonly Item[],
  make: (item: Item, index: number) => Made,
): Steps<Made[]> {
  const made: Made[] = [];
  for (const [index, item] of items.entries()) {
    made.push(make(item, index));
    yield undefined;
  }
  return made;
}

/** Does all steps without a pause. */
export const atOnce = <Result>(steps: Steps<Result>): Result => {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
};

/** Does the steps, and lets other work in between slices of them. */
export const inSlices = async <Result>(
  steps: Steps<Result>,
  slice = new Slice(),
): Promise<Result> => {
  for (;;) {
    const rest = slice.next();
    if (rest !== undefined) await rest;
    const { done, value } = steps.next();
    if (done === true) return value;
  }
};
