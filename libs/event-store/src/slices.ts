/** Milliseconds that work may hold the event loop before other work is let in. */
export const SLICE_MS = 8;
/** Items of one slice at most, however fast they are. */
export const SLICE_ITEMS = 200;
/** Commands decided in one slice at most: some milliseconds. */
export const SLICE = 25;
/** Characters of the commands of one slice. */
const SLICE_LENGTH = 32 * 1024;

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

/**
 * The items in slices, each of which is decided in one turn of the event loop. Few long ones take as long as many short
 * ones: a slice ends with the item that takes its text beyond `SLICE_LENGTH`.
 */
export const slicesOf = <Item extends { readonly length?: number }>(
  items: readonly Item[],
): readonly (readonly Item[])[] => {
  const slices: Item[][] = [];
  let slice: Item[] = [];
  let length = 0;
  for (const item of items) {
    if (slice.length === 0) slices.push(slice);
    slice.push(item);
    length += item.length ?? 0;
    if (slice.length < SLICE && length < SLICE_LENGTH) continue;
    slice = [];
    length = 0;
  }
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
export const inSlices = async <Result>(steps: Steps<Result>): Promise<Result> => {
  const slice = new Slice();
  for (;;) {
    const rest = slice.next();
    if (rest !== undefined) await rest;
    const { done, value } = steps.next();
    if (done === true) return value;
  }
};
